"""URLs of agencies."""

from django.urls import path

from projects.agencies.views import agencies, changes, standing

urlpatterns = [
    path("", agencies.AgencyList.as_view(), name="agency_list"),
    path("new/", agencies.AgencyCreate.as_view(), name="agency_create"),
    path("<int:pk>/", agencies.AgencyDetail.as_view(), name="agency"),
    path("<int:pk>/edit/", agencies.AgencyUpdate.as_view(), name="agency_edit"),
    path("<int:pk>/listings/", standing.listing_create, name="agency_listing_create"),
    path(
        "<int:pk>/listings/<int:listing>/remove/",
        standing.listing_remove,
        name="agency_listing_remove",
    ),
    path("<int:pk>/inspections/", standing.inspection_create, name="agency_inspection_create"),
    path("changes/<int:pk>/confirm/", changes.change_confirm, name="agency_change_confirm"),
    path("changes/<int:pk>/decline/", changes.change_decline, name="agency_change_decline"),
    path("changes/<int:pk>/withdraw/", changes.change_withdraw, name="agency_change_withdraw"),
]

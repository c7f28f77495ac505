"""URLs of agencies."""

from django.urls import path

from projects.agencies import views

urlpatterns = [
    path("", views.AgencyList.as_view(), name="agency_list"),
    path("new/", views.AgencyCreate.as_view(), name="agency_create"),
    path("<int:pk>/", views.AgencyDetail.as_view(), name="agency"),
    path("<int:pk>/edit/", views.AgencyUpdate.as_view(), name="agency_edit"),
    path("<int:pk>/listings/", views.listing_create, name="agency_listing_create"),
    path(
        "<int:pk>/listings/<int:listing>/remove/",
        views.listing_remove,
        name="agency_listing_remove",
    ),
]

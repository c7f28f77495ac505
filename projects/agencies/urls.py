"""URLs of agencies."""

from django.urls import path

from projects.agencies import views

urlpatterns = [
    path("", views.AgencyList.as_view(), name="agency_list"),
    path("new/", views.AgencyCreate.as_view(), name="agency_create"),
    path("<int:pk>/", views.AgencyDetail.as_view(), name="agency"),
    path("<int:pk>/edit/", views.AgencyUpdate.as_view(), name="agency_edit"),
]

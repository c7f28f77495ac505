"""URLs of packages."""

from django.urls import path

from projects.packages import views

urlpatterns = [
    path("", views.PackageList.as_view(), name="package_list"),
    path("new/", views.PackageCreate.as_view(), name="package_create"),
    path("<int:pk>/", views.PackageDetail.as_view(), name="package"),
    path("<int:pk>/progress/", views.package_progress, name="package_progress"),
    path("<int:pk>/again/", views.package_go_on, name="package_go_on"),
    path("<int:pk>/file/", views.package_file, name="package_file"),
]

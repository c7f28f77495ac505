"""URLs of exports."""

from django.urls import path

from projects.exports import views

urlpatterns = [
    path("", views.ExportList.as_view(), name="export_list"),
    path("new/", views.export_create, name="export_create"),
    path("<int:pk>/", views.ExportDetail.as_view(), name="export"),
    path("<int:pk>/progress/", views.export_progress, name="export_progress"),
    path("<int:pk>/file/", views.export_file, name="export_file"),
]

"""URLs of imports."""

from django.urls import path

from projects.imports import views

urlpatterns = [
    path("", views.UploadList.as_view(), name="upload_list"),
    path("<int:pk>/", views.UploadDetail.as_view(), name="upload"),
    path("<int:pk>/progress/", views.upload_progress, name="upload_progress"),
    path("<int:pk>/write/", views.upload_write, name="upload_write"),
    path("<int:pk>/columns/", views.upload_columns, name="upload_columns"),
    path("<int:pk>/<slug:which>/", views.upload_file, name="upload_file"),
    path("<slug:kind>/new/", views.UploadCreate.as_view(), name="upload_create"),
    path("<slug:kind>/template/", views.import_template, name="import_template"),
]

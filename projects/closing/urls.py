"""URLs of the closing and the archive."""

from django.urls import path

from projects.closing import views

urlpatterns = [
    path("projects/<int:pk>/", views.ProjectClosing.as_view(), name="project_closing"),
    path("projects/<int:pk>/documents/", views.closing_document, name="closing_document"),
    path("projects/<int:pk>/waivers/", views.closing_waive, name="closing_waive"),
    path("projects/<int:pk>/close/", views.closing_close, name="closing_close"),
    path("projects/<int:pk>/archive/", views.archive_start, name="archive_start"),
    path("archives/<int:pk>/progress/", views.archive_progress, name="archive_progress"),
    path("archives/<int:pk>/file/", views.archive_file, name="archive_file"),
]

"""URLs of the home page and of the pages that read every floor below."""

from django.urls import path

from projects.dashboard import views

urlpatterns = [
    path("", views.home, name="home"),
    path("places/<int:pk>/", views.PlaceView.as_view(), name="place"),
    path("projects/<int:pk>/", views.ProjectView.as_view(), name="project"),
]

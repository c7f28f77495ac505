"""URLs of social workers."""

from django.urls import path

from projects.workers import views

urlpatterns = [
    path("", views.WorkerList.as_view(), name="worker_list"),
    path("new/", views.WorkerCreate.as_view(), name="worker_create"),
    path("<int:pk>/", views.WorkerDetail.as_view(), name="worker"),
    path("<int:pk>/edit/", views.WorkerUpdate.as_view(), name="worker_edit"),
    path("<int:pk>/registrations/", views.registration_create, name="worker_registration_create"),
]

"""URLs of attachments."""

from django.urls import path

from projects.attachments import views

urlpatterns = [
    path("<int:pk>/", views.attachment, name="attachment"),
    path("<int:pk>/thumbnail/", views.attachment_thumbnail, name="attachment_thumbnail"),
    path("<int:pk>/withdraw/", views.attachment_withdraw, name="attachment_withdraw"),
]

"""URLs of reminders."""

from django.urls import path

from projects.reminders import views

urlpatterns = [
    path("", views.reminder_list, name="reminder_list"),
    path("mail/", views.mail_choice, name="mail_choice"),
]

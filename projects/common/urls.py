"""URLs that belong to no room."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.views.i18n import set_language

urlpatterns = [
    # A visitor chooses the language of the sign-in page.
    path("language/", login_not_required(set_language), name="set_language"),
]

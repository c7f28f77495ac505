"""Signing in and out, one's own password and second factor (allauth), and the administrator's accounts."""

from allauth.account import views as account
from django.urls import include, path

from projects.accounts import views

urlpatterns = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/", account.password_change, name="account_change_password"),
    # Only what MFA_SUPPORTED_TYPES names: no security keys here.
    path("2fa/", include("allauth.mfa.urls")),
    path("users/", views.UserList.as_view(), name="user_list"),
    path("users/new/", views.UserCreate.as_view(), name="user_create"),
    path("users/places/", views.user_place_options, name="user_place_options"),
    path("users/agencies/", views.user_agency_options, name="user_agency_options"),
    path("users/<int:pk>/edit/", views.UserUpdate.as_view(), name="user_edit"),
    path("users/<int:pk>/password/", views.user_reset_password, name="user_reset_password"),
    path(
        "users/<int:pk>/second-factor/",
        views.user_remove_second_factor,
        name="user_remove_second_factor",
    ),
    path("users/<int:pk>/unlock/", views.user_unlock, name="user_unlock"),
]

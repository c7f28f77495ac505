"""How allauth fits this site."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.db.models import F
from django.http import HttpRequest

from projects.accounts.models import User
from projects.common.encryption import decrypt, encrypt


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are opened by a system administrator; nobody signs up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Leaves the counting of wrong passwords to axes, whose page says how long to wait."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """Refuses the example sign-ins in production as if their password were wrong."""
        user = super().authenticate(request, **credentials)
        return user if user is None or settings.DEBUG or not user.is_demo else None

    def logout(self, request: HttpRequest) -> None:
        """Signs out everywhere: a copied cookie is worth nothing afterwards."""
        User.objects.filter(pk=request.user.pk).update(session_epoch=F("session_epoch") + 1)
        super().logout(request)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Keeps the secrets of second factors encrypted in the database."""

    def encrypt(self, text: str) -> str:
        return encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return decrypt(encrypted_text)

"""How allauth fits this site."""

from allauth.account.adapter import DefaultAccountAdapter
from django.db.models import F
from django.http import HttpRequest

from projects.accounts.models import User


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are opened by a system administrator; nobody signs up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def logout(self, request: HttpRequest) -> None:
        """Signs out everywhere: a copied cookie is worth nothing afterwards."""
        User.objects.filter(pk=request.user.pk).update(session_epoch=F("session_epoch") + 1)
        super().logout(request)

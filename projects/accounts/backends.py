"""Who may sign in."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings

from projects.accounts.models import User, user_with_scope


class ActiveAccountBackend(AuthenticationBackend):
    """allauth's backend, which refuses the example sign-ins in production."""

    def user_can_authenticate(self, user: Any) -> bool:
        allowed = super().user_can_authenticate(user)
        return allowed and (settings.DEBUG or not user.is_demo)

    def get_user(self, user_id: Any) -> User | None:
        user = user_with_scope(user_id)
        return user if user and self.user_can_authenticate(user) else None

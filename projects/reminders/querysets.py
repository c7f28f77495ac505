"""Reading reminders: everybody reads her own."""

from typing import Any, Self

from projects.common.roles import BUSINESS
from projects.common.scoping import ScopedQuerySet, scope_of


class OwnQuerySet(ScopedQuerySet):
    """Rows of one user, read by her alone."""

    readers = BUSINESS

    def visible_to(self, user: Any) -> Self:
        scope = scope_of(user)
        if scope is None or scope.role not in self.readers:
            return self.none()
        return self.filter(user=user.pk)

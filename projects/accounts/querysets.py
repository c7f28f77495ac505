"""Reading users."""

from typing import Any, Self

from projects.common.roles import Role
from projects.common.scoping import ScopedQuerySet, scope_of


class UserQuerySet(ScopedQuerySet):
    """Users: a system administrator sees all accounts, and nobody else sees any."""

    readers = frozenset({Role.SYSADMIN})

    def visible_to(self, user: Any) -> Self:
        scope = scope_of(user)
        if scope is not None and scope.role == Role.SYSADMIN:
            return self.all()
        return self.none()

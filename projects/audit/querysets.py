"""Reading the log of openings."""

from typing import Any, Self

from projects.common.roles import Role
from projects.common.scoping import ScopedQuerySet, scope_of


class AccessQuerySet(ScopedQuerySet):
    """The openings of records: everybody's own, and all of them for the system administrator."""

    readers = frozenset(Role)

    def visible_to(self, user: Any) -> Self:
        scope = scope_of(user)
        if scope is None:
            return self.none()
        return self if scope.role == Role.SYSADMIN else self.filter(user=user.pk)

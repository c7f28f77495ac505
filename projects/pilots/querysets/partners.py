"""Reading partner departments."""

from typing import Any, Self

from projects.common.roles import BUSINESS
from projects.common.scoping import ScopedQuerySet, scope_of
from projects.pilots.querysets.projects import OfProjectQuerySet


class PartnerDepartmentQuerySet(ScopedQuerySet):
    """Partner departments: a list of names that everybody with business here reads."""

    readers = BUSINESS

    def visible_to(self, user: Any) -> Self:
        scope = scope_of(user)
        return self.all() if scope and scope.role in self.readers else self.none()

    def offered(self) -> Self:
        """Departments that may still be chosen."""
        return self.filter(is_active=True)


class PartnershipQuerySet(OfProjectQuerySet):
    """Departments on projects."""

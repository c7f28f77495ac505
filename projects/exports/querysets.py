"""Reading exports."""

from typing import Any, Self

from projects.common.roles import BUSINESS
from projects.common.scoping import ScopedQuerySet, scope_of


class ExportQuerySet(ScopedQuerySet):
    """Exports: everybody reads her own, as long as her role, place and agency are those of then."""

    readers = BUSINESS

    def visible_to(self, user: Any) -> Self:
        scope = scope_of(user)
        if scope is None or scope.role not in self.readers:
            return self.none()
        own = {"role": scope.role, "place": user.place_id, "of_agency": user.agency_id}
        return self.filter(created_by=user.pk, **own)

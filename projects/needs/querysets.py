"""Reading needs."""

from typing import Self

from projects.common.roles import BUSINESS, Role
from projects.common.scoping import Scope, ScopedQuerySet


class NeedQuerySet(ScopedQuerySet):
    """Needs: read by the places they arise in, and by the agency whose project adopted them."""

    place_lookup = "place__code"
    agency_lookup = "projects__agency_id"
    readers = BUSINESS - {Role.EVALUATOR}

    def _of_agency(self, scope: Scope) -> Self:
        return super()._of_agency(scope).distinct()

    def open(self) -> Self:
        """Needs that no project has adopted yet."""
        return self.filter(status="registered")

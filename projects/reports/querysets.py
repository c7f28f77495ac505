"""Reading report runs."""

from typing import Self

from django.db.models import OuterRef, Subquery

from projects.common.roles import OFFICIALS, Role
from projects.common.scoping import ScopedQuerySet


class ReportRunQuerySet(ScopedQuerySet):
    """Report runs: read by the place that they are about and the levels above it."""

    place_lookup = "place__code"
    readers = OFFICIALS | {Role.AUDITOR}

    def with_replacement(self) -> Self:
        """Runs that know which newer run corrected them, as ``replaced_by``."""
        newer = self.model._default_manager.filter(replaces=OuterRef("pk")).values("pk")
        return self.annotate(replaced_by=Subquery(newer))

"""Reading money."""

from datetime import date
from typing import Self

from django.db.models import F

from projects.common.roles import BUSINESS, OFFICIALS, Role
from projects.common.scoping import ScopedQuerySet
from projects.pilots.querysets import OfProjectQuerySet


class BudgetQuerySet(ScopedQuerySet):
    """Budget lines: read by the place that pays and the levels above it."""

    place_lookup = "place__code"
    readers = OFFICIALS | {Role.AUDITOR}

    def with_money_left(self) -> Self:
        """Lines from which something may still be allocated."""
        return self.filter(allocated__lt=F("amount"))


class AllocationQuerySet(OfProjectQuerySet):
    """Allocations: read by whoever reads the project, but not by clerks and evaluators."""

    readers = BUSINESS - {Role.CLERK, Role.EVALUATOR}

    def until(self, day: date) -> Self:
        """Entries made on or before ``day``."""
        return self.filter(allocated_on__lte=day)

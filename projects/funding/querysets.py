"""Reading money."""

from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple, Self

from django.db.models import Count, F

from projects.common.money import ZERO, total
from projects.common.roles import BUSINESS, OFFICIALS, Role
from projects.common.scoping import ScopedQuerySet
from projects.pilots.querysets import OfProjectQuerySet


class LevelShare(NamedTuple):
    """What one level allocated (yuan), and where its piece lies in a bar of 100 per cent."""

    level: str
    label: Any
    entries: int
    amount: Decimal
    start: Decimal
    share: Decimal

    @property
    def width(self) -> Decimal:
        """The drawn width in per cent: a hair less than the share, so that pieces stand apart."""
        return max(self.share - Decimal("0.3"), Decimal("0.2"))

    @property
    def label_x(self) -> Decimal:
        """Where the label of the piece begins, in per cent."""
        return self.start + Decimal("1.6")


class BudgetQuerySet(ScopedQuerySet):
    """Budget lines: read by the place that pays and the levels above it."""

    place_lookup = "place__code"
    readers = OFFICIALS | {Role.AUDITOR}

    def with_money_left(self) -> Self:
        """Lines from which something may still be allocated."""
        return self.filter(allocated__lt=F("amount"))

    def paid_by(self, user: Any) -> Self:
        """The lines of the user's own place at her own level: those she may change and allocate from."""
        if user.role not in OFFICIALS:
            return self.none()
        return self.visible_to(user).filter(place_id=user.place_id, level=user.role)


class AllocationQuerySet(OfProjectQuerySet):
    """Allocations: read by whoever reads the project, but not by clerks and evaluators."""

    readers = BUSINESS - {Role.CLERK, Role.EVALUATOR}

    def until(self, day: date) -> Self:
        """Entries made on or before ``day``."""
        return self.filter(allocated_on__lte=day)

    def by_level(self) -> list[LevelShare]:
        """What each level that pays has allocated, reversals taken off, from the highest level down."""
        sums = {
            row["budget__level"]: row
            for row in self.order_by()
            .values("budget__level")
            .annotate(entries=Count("pk"), sum=total("amount"))
        }
        whole = sum((row["sum"] for row in sums.values()), ZERO)
        levels = self.model._meta.get_field("budget").related_model._meta.get_field("level")
        shares: list[LevelShare] = []
        reached, start = ZERO, Decimal("0.0")
        for level, label in levels.flatchoices:
            if level in sums:
                reached += sums[level]["sum"]
                # Ends are rounded, not pieces, so that the shares add up to exactly 100.0.
                end = (reached * 100 / whole).quantize(Decimal("0.1")) if whole else start
                row = sums[level]
                shares.append(
                    LevelShare(level, label, row["entries"], row["sum"], start, end - start)
                )
                start = end
        return shares

"""Who reads budget lines, and which of them somebody may give out."""

from typing import Any, Self

from django.db.models import F, Q

from projects.common.roles import OFFICIALS, Role
from projects.common.scoping import ScopedQuerySet, scope_of
from projects.places.models import Place


class BudgetQuerySet(ScopedQuerySet):
    """Budget lines: read by the place that holds them and the levels above it."""

    place_lookup = "holder__code"
    readers = OFFICIALS | {Role.AUDITOR}

    def with_money_left(self) -> Self:
        """Lines from which something may still be allocated or transferred."""
        return self.filter(amount__gt=F("allocated") + F("transferred"))

    def first_lines(self) -> Self:
        """Lines that no transfer made: the sum of their amounts counts each yuan once."""
        return self.filter(parent__isnull=True)

    def held_by(self, user: Any) -> Self:
        """The lines that she may give out of: of her own place, or of a place that hers took over."""
        if user.role not in OFFICIALS:
            return self.none()
        return self.visible_to(user).filter(holder__in=Place.objects.continued_by(user.place))


class OfBudgetQuerySet(ScopedQuerySet):
    """Rows that belong to a budget line and are read by whoever reads the line."""

    place_lookup = "budget__holder__code"
    readers = OFFICIALS | {Role.AUDITOR}


class AmendmentQuerySet(OfBudgetQuerySet):
    """Amendments of budget lines."""


class TransferQuerySet(OfBudgetQuerySet):
    """Transfers: read where they come from and above, and by the place that they go to."""

    def visible_to(self, user: Any) -> Self:
        scope = scope_of(user)
        if scope is None or scope.role not in self.readers or not scope.ranges:
            return self.none()
        return self.filter(
            scope.places("budget__holder__code") | scope.places("target__holder__code")
        )


class SpendingRuleQuerySet(ScopedQuerySet):
    """Spending rules: papers of the authorities, read by every official and auditor of the province."""

    readers = OFFICIALS | {Role.AUDITOR}

    def visible_to(self, user: Any) -> Self:
        scope = scope_of(user)
        if scope is None or scope.role not in self.readers or not scope.ranges:
            return self.none()
        where = Q(pk__in=[])
        for digits in {low[:2] for low, _high in scope.ranges}:
            where |= Q(place__code__startswith=digits)
        return self.filter(where)

    def applying(self, place: Any, year: int, nature: str) -> Any:
        """The rule for money of ``nature`` that ``place`` pays in ``year``: the place's own, or that of
        the nearest place above; None where nobody has set one. A county that reports on a line of its
        own (平潭) skips the city of its code."""
        above = {place.code, place.code[:2].ljust(12, "0")}
        if not place.reports_as:
            above.add(place.code[:4].ljust(12, "0"))
        rules = self.filter(year=year, nature=nature, place__code__in=above)
        return rules.select_related("place").order_by("-place__code").first()

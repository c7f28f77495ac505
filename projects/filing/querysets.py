"""Reading rounds, what is filed in them, and the steps of it."""

from datetime import date, datetime
from typing import Any, Self

from django.db.models import Case, Count, F, Q, When

from projects.common.roles import OFFICIALS, Role
from projects.common.scoping import ScopedQuerySet

READERS = OFFICIALS | {Role.AUDITOR}
OPEN = ("draft", "returned")  # in these, the table is made and handed up
KEPT = ("submitted", "confirmed", "locked")  # in these, the database refuses
DONE = ("confirmed", "locked")


class RoundQuerySet(ScopedQuerySet):
    """Rounds: read by whoever reads a filing in them."""

    readers = READERS

    def visible_to(self, user: Any) -> Self:
        filings = self.model._meta.get_field("filings").related_model.objects
        return self.filter(pk__in=filings.visible_to(user).values("round"))

    def counted(self, user: Any, today: date) -> Self:
        """With how many of the filings that ``user`` reads there are, are done, wait, and are late."""
        filings = self.model._meta.get_field("filings").related_model.objects
        mine = Q(filings__in=filings.visible_to(user))
        at = {"done": Q(filings__status__in=DONE), "waiting": Q(filings__status="submitted")}
        at["late"] = Q(filings__status__in=OPEN, filings__due__lt=today)
        counts = {name: Count("filings", filter=mine & where) for name, where in at.items()}
        return self.annotate(asked=Count("filings", filter=mine), **counts)


class RoundRuleQuerySet(ScopedQuerySet):
    """Rules by which rounds are called: read by the province and its auditors."""

    place_lookup = "plan__place__code"
    readers = frozenset({Role.PROVINCE, Role.AUDITOR})

    def due(self, now: datetime) -> Self:
        """Those whose occasion has come."""
        return self.filter(is_on=True, next_at__lte=now)


class FilingQuerySet(ScopedQuerySet):
    """Filings: read by the place that files and the levels above it."""

    place_lookup = "place__code"
    readers = READERS

    def to_submit(self, user: Any) -> Self:
        """Those that ``user`` herself still has to hand up."""
        if user.role not in (Role.COUNTY, Role.CITY):
            return self.none()
        return self.filter(status__in=OPEN, place__level=user.role)

    def to_decide(self, user: Any) -> Self:
        """Those that await ``user``'s check: of a city's counties, or of all who file to the province."""
        if user.role not in (Role.CITY, Role.PROVINCE):
            return self.none()
        return self.filter(status="submitted", city__isnull=user.role == Role.PROVINCE)

    def late(self, today: date) -> Self:
        """Those that should have been handed up by now."""
        return self.filter(status__in=OPEN, due__lt=today)

    def in_turn(self, user: Any) -> Self:
        """What ``user`` has to do first, then what others have to, then what is done."""
        own = Q(status__in=OPEN, place__level=user.role)
        if user.role in (Role.CITY, Role.PROVINCE):
            own |= Q(status="submitted", city__isnull=user.role == Role.PROVINCE)
        turn = Case(When(own, then=0), When(status__in=DONE, then=2), default=1)
        return self.order_by(turn, F("round__until").desc(), "round", "place__code")


class FilingStepQuerySet(ScopedQuerySet):
    """Steps of filings, read with the filing."""

    place_lookup = "filing__place__code"
    readers = READERS

"""Reading months and their corrections."""

from datetime import date, timedelta
from typing import Any, Self

from django.db.models import Case, Exists, OuterRef, Q, When

from projects.common.roles import BUSINESS, Role
from projects.common.scoping import ScopedQuerySet


class MonthReportQuerySet(ScopedQuerySet):
    """Months of projects: read with the project, but not by its communities."""

    place_lookup = "project__place__code"
    agency_lookup = "project__agency_id"
    readers = BUSINESS - {Role.CLERK}

    def to_submit(self, today: date) -> Self:
        """Those that are over and not submitted, or returned."""
        return self.filter(status__in=["open", "returned"], month__lt=today.replace(day=1))

    def to_decide(self, user: Any) -> Self:
        """Of what ``user`` reads, what awaits her check: she is an official of the county."""
        if user.role != Role.COUNTY:
            return self.none()
        return self.filter(status="submitted")

    def late(self, today: date) -> Self:
        """Those that should have been submitted by now."""
        return self.filter(status__in=["open", "returned"], due__lt=today)

    def corrected(self) -> Self:
        """Confirmed months of which a service was corrected since."""
        corrections = self.model._meta.get_field("corrections").related_model.objects
        return self.filter(Exists(corrections.filter(report=OuterRef("pk"), status="confirmed")))

    def in_turn(self, user: Any, today: date) -> Self:
        """What ``user`` has to do first, then what others have to, then what is done."""
        own = Q(status="submitted") if user.role != Role.AGENCY else Q(status="returned")
        turn = Case(
            When(own, then=0),
            When(status__in=["open", "returned"], month__lt=today.replace(day=1), then=1),
            When(status="submitted", then=2),
            When(status="open", then=3),
            default=4,
        )
        return self.order_by(turn, "-month", "project")


class MonthMoveQuerySet(ScopedQuerySet):
    """Moves of months, read with the month."""

    place_lookup = "report__project__place__code"
    agency_lookup = "report__project__agency_id"
    readers = MonthReportQuerySet.readers


class CorrectionQuerySet(ScopedQuerySet):
    """Corrections, read with the month."""

    place_lookup = "report__project__place__code"
    agency_lookup = "report__project__agency_id"
    readers = MonthReportQuerySet.readers

    def to_decide(self, user: Any) -> Self:
        """Of what ``user`` reads, what awaits her decision: she is an official of the county."""
        if user.role != Role.COUNTY:
            return self.none()
        return self.filter(status="asked")

    def told_to(self, user: Any, today: date) -> Self:
        """Those of ``user`` that were decided today or yesterday: one morning's mail tells of them."""
        return self.filter(
            created_by=user.pk, decided_at__date__range=(today - timedelta(days=1), today)
        )

    def waiting_first(self) -> Self:
        """Those that wait, then the others, each the newest first."""
        return self.order_by(Case(When(status="asked", then=0), default=1), "-pk")

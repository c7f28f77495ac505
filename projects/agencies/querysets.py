"""Reading agencies."""

from datetime import date, timedelta
from typing import Any, Self

from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When

from projects.common.roles import BUSINESS, OFFICIALS, PLACED, Role
from projects.common.scoping import Scope, ScopedQuerySet


class AgencyQuerySet(ScopedQuerySet):
    """Agencies. The registry is public: every official reads all of it; an agency reads its own entry."""

    agency_lookup = "pk"
    readers = BUSINESS

    def _in_places(self, scope: Scope) -> Self:
        return self.all()

    def registered_by(self, user: Any) -> Self:
        """The agencies whose place of registration lies in the user's places: those she may edit."""
        visible = self.visible_to(user)
        if user.scope.role not in PLACED:
            return visible.none()
        return visible.filter(user.scope.places("place__code"))

    def listed_on(self, day: date) -> Self:
        """Agencies on a list on ``day``."""
        return self.filter(
            Q(listings__removed_on__isnull=True) | Q(listings__removed_on__gt=day),
            listings__listed_on__lte=day,
        ).distinct()

    def with_standing(self, day: date) -> Self:
        """Each as it stood on ``day``: ``grade_held``, ``inspected`` (latest result) and ``on_KIND`` lists.

        A grade is held for five years, then ``expired``; "none" where there is none, and None where
        no inspection had been decided.
        """
        listings, inspections = (
            self.model._meta.get_field(name).related_model.objects
            for name in ("listings", "inspections")
        )
        known = inspections.filter(agency=OuterRef("pk"), decided_on__lte=day).order_by("-year")
        held = Case(
            When(graded_on__gt=_five_years_before(day), graded_on__lte=day, then=F("grade")),
            When(graded_on__lte=day, then=Value("expired")),
            default=Value("none"),
        )
        listed = listings.on(day).filter(agency=OuterRef("pk"))
        return self.annotate(
            grade_held=held,
            inspected=Subquery(known.values("result")[:1]),
            on_abnormal=Exists(listed.filter(kind="abnormal")),
            on_dishonest=Exists(listed.filter(kind="dishonest")),
        )


def _five_years_before(day: date) -> date:
    """The last day on which a grade was given that has expired by ``day``."""
    if (day.month, day.day) == (2, 29):
        day -= timedelta(days=1)
    return day.replace(year=day.year - 5)


class ListingQuerySet(ScopedQuerySet):
    """Listings, read with their agency."""

    def on(self, day: date) -> Self:
        """Listings in force on ``day``."""
        return self.filter(Q(removed_on__isnull=True) | Q(removed_on__gt=day), listed_on__lte=day)


class AgencyFieldQuerySet(ScopedQuerySet):
    """Fields of work, read with their agency."""


class InspectionQuerySet(ScopedQuerySet):
    """Yearly inspections, read with their agency."""


class FactChangeQuerySet(ScopedQuerySet):
    """Changes that agencies ask for: read by the officials of the place of registration and by the agency."""

    place_lookup = "agency__place__code"
    agency_lookup = "agency_id"
    readers = OFFICIALS | {Role.AGENCY}

    def waiting(self) -> Self:
        """Changes that nobody has decided yet."""
        return self.filter(status="asked")

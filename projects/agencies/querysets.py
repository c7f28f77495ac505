"""Reading agencies."""

from datetime import date
from typing import Any, Self

from django.db.models import Q

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

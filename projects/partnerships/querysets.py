"""Reading pairings, dispatches and exchanges: by officials of the area, auditors, and the agency itself."""

from datetime import date
from typing import Self

from django.db.models import Count, Q, Sum, Value
from django.db.models.functions import Coalesce

from projects.common.roles import OFFICIALS, Role
from projects.common.scoping import ScopedQuerySet

READERS = OFFICIALS | {Role.AGENCY, Role.AUDITOR}


class PairingQuerySet(ScopedQuerySet):
    """Pairings, read in the place of the helping agency."""

    place_lookup = "helper__place__code"
    agency_lookup = "helper_id"
    readers = READERS

    def within(self, first: date, last: date) -> Self:
        """Those that run on some day from ``first`` to ``last``."""
        return self.filter(Q(until__isnull=True) | Q(until__gte=first), since__lte=last)

    def running_on(self, day: date) -> Self:
        """Those that run on ``day``."""
        return self.within(day, day)

    def with_counts(self, first: date = date.min, last: date = date.max) -> Self:
        """Each with ``batches``, ``person_trips`` and ``days`` of what set out from ``first`` to ``last``."""
        then = Q(dispatches__starts__range=(first, last))
        # A member is of one batch: her days are summed once, whatever else is counted. The order is
        # named because grouping drops the usual one.
        return self.annotate(
            batches=Count("dispatches", filter=then, distinct=True),
            person_trips=Count("dispatches__members", filter=then),
            days=Coalesce(Sum("dispatches__members__days", filter=then), Value(0)),
        ).order_by("-since", "pk")


class DispatchQuerySet(ScopedQuerySet):
    """Batches, read with their pairing."""

    place_lookup = "pairing__helper__place__code"
    agency_lookup = "pairing__helper_id"
    readers = READERS

    def within(self, first: date, last: date) -> Self:
        """Those that set out on a day from ``first`` to ``last``."""
        return self.filter(starts__range=(first, last))

    def with_counts(self) -> Self:
        """Each with ``person_trips`` and ``days`` worked."""
        return self.annotate(
            person_trips=Count("members"), days=Coalesce(Sum("members__days"), Value(0))
        ).order_by("-starts", "-pk")


class DispatchMemberQuerySet(ScopedQuerySet):
    """Members of batches, read with their pairing."""

    place_lookup = "dispatch__pairing__helper__place__code"
    agency_lookup = "dispatch__pairing__helper_id"
    readers = READERS


class ExchangeQuerySet(ScopedQuerySet):
    """Exchanges, read in the place that they count for; an agency reads those that name it."""

    place_lookup = "place__code"
    agency_lookup = "agency_id"
    readers = READERS

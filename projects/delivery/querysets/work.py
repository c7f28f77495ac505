"""Reading case files and groups."""

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple, Self

from django.db.models import Count, Q

from projects.common.roles import OFFICIALS, Role
from projects.common.scoping import ScopedQuerySet


class WorkCounts(NamedTuple):
    """Case files or groups: how many were opened in all, how many of them are open and closed."""

    opened: int
    open: int
    closed: int


class OfWorkQuerySet(ScopedQuerySet):
    """Read with the project they belong to, by officials, auditors and the agency."""

    place_lookup = "project__place__code"
    agency_lookup = "project__agency_id"
    readers = OFFICIALS | {Role.AGENCY, Role.AUDITOR}

    def open_on(self, day: date) -> Self:
        """Those that were open at the end of ``day``."""
        return self.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=day), opened_on__lte=day)

    def opened_within(self, first: date, last: date) -> Self:
        """Those opened from ``first`` to ``last``, both included."""
        return self.filter(opened_on__gte=first, opened_on__lte=last)

    def closed_within(self, first: date, last: date) -> Self:
        """Those closed from ``first`` to ``last``, both included."""
        return self.filter(closed_on__gte=first, closed_on__lte=last)

    def within(self, first: date, last: date, *by: str) -> Iterable[tuple[Any, ...]]:
        """(``by`` …, opened from ``first`` to ``last``, open at its end, closed within); one query."""
        stays = Q(closed_on__isnull=True) | Q(closed_on__gt=last)
        closed = Q(closed_on__gte=first, closed_on__lte=last)
        rows = self.filter(opened_on__lte=last).order_by().values_list(*by)
        return rows.annotate(
            opened=Count("pk", filter=Q(opened_on__gte=first)),
            stay=Count("pk", filter=stays),
            ended=Count("pk", filter=closed),
        )

    def by_state(self) -> WorkCounts:
        """How many were opened, are open and are closed; one query."""
        still = Q(closed_on__isnull=True)
        counts = {"open": Count("pk", filter=still), "closed": Count("pk", filter=~still)}
        return WorkCounts(**self.order_by().aggregate(opened=Count("pk"), **counts))


class CaseFileQuerySet(OfWorkQuerySet):
    """Case files: officials read that there is one, never what is written in it."""


class ServiceGroupQuerySet(OfWorkQuerySet):
    """Groups."""


class GroupMemberQuerySet(ScopedQuerySet):
    """Members of groups: the agency alone reads who they are."""

    agency_lookup = "group__project__agency_id"
    readers = frozenset({Role.AGENCY})

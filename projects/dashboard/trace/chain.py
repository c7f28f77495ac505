"""The chain of a record: needs → project → agency and workers → money → services, to both ends."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Count, Max, Min, QuerySet, Sum
from django.utils.functional import Promise

from projects.common.money import ZERO
from projects.dashboard.trace.breaks import Found, breaks_of
from projects.dashboard.trace.kinds import Kind
from projects.delivery.models import ServiceRecord
from projects.funding.models import Source
from projects.needs.models import Need
from projects.pilots.models import Adoption, Assignment, Project, Site


class Money(NamedTuple):
    """What one budget line gave to a project and how far it has come, in yuan, and whether it is the
    record's own."""

    budget: int
    payer: str
    level: Any
    nature: Any
    amount: Decimal
    paid: Decimal
    spent: Decimal
    is_own: bool


@dataclass(frozen=True)
class Services:
    """What a project delivered; ``own``: how many of the records belong to the traced one."""

    count: int
    attendances: int
    first: date | None
    last: date | None
    own: int | None


@dataclass
class Line:
    """One project of the chain with what lies before and behind it; None for what is not open."""

    project: Project
    needs: list[Adoption] | None
    sites: list[Site]
    team: list[Assignment] | None
    money: list[Money] | None
    services: Services | None
    breaks: list[Found] = field(default_factory=list)

    @property
    def amount(self) -> Decimal:
        """What was allocated in all, in yuan."""
        return sum((one.amount for one in self.money or []), ZERO)

    @property
    def paid(self) -> Decimal:
        """What of it was paid to the agency, in yuan."""
        return sum((one.paid for one in self.money or []), ZERO)

    @property
    def spent(self) -> Decimal:
        """What of it the agency spent, in yuan."""
        return sum((one.spent for one in self.money or []), ZERO)


@dataclass
class Trace:
    """A record, the chain through it, and the breaks of that chain as of a day."""

    kind: str
    label: Promise
    record: Any
    day: date
    lines: list[Line]
    breaks: list[Found]

    @cached_property
    def need_count(self) -> int:
        """How many different needs stand at the beginning."""
        return len({one.need_id for line in self.lines for one in line.needs or []})

    @property
    def amount(self) -> Decimal:
        """What was allocated to all its projects, in yuan."""
        return sum((line.amount for line in self.lines), ZERO)

    @property
    def tells_of_money(self) -> bool:
        """Whether the reader may know the money of all its projects; else a 0 would be untrue."""
        return all(line.money is not None for line in self.lines)

    @property
    def service_count(self) -> int:
        """How many services stand at the end."""
        return sum(line.services.count for line in self.lines if line.services)


def follow(name: str, kind: Kind, record: Any, user: Any, day: date) -> Trace:
    """The chain of ``record`` as far as ``user`` may read it, in a constant number of queries."""
    projects = Project.objects.visible_to(user).filter(kind.projects(record))
    ids = projects.order_by().values("pk")
    needs = _grouped(_needs(user), ids)
    sites = _grouped(Site.objects.select_related("place__parent").order_by("place__code"), ids)
    team = _grouped(_team(user, day), ids)
    money = _money(user, ids, kind, record)
    services = _services(user, ids, kind, record)
    nothing = Services(0, 0, None, None, 0 if kind.services else None)
    lines = [
        Line(
            project=one,
            needs=None if needs is None else needs[one.pk],
            sites=sites[one.pk] if sites else [],
            team=None if team is None else team[one.pk],
            money=None if money is None else money[one.pk],
            services=None if services is None else services.get(one.pk, nothing),
        )
        for one in projects.select_related("place", "agency").order_by("-starts", "-pk")
    ]
    found = breaks_of(user, day, projects=ids, needs=_own_needs(name, record, user))
    for line in lines:
        line.breaks = [one for one in found if one.project_ref == line.project.pk]
    return Trace(name, kind.label, record, day, lines, found)


def _own_needs(name: str, record: Any, user: Any) -> list[int]:
    """The needs that are the record's own, whether or not a project adopted them."""
    if name == "need":
        return [record.pk]
    if name == "community":
        return list(Need.objects.visible_to(user).filter(place=record).values_list("pk", flat=True))
    return []


def _grouped(rows: Any, ids: QuerySet) -> dict[int, list] | None:
    """``rows`` of the projects, a list each; None stays None."""
    if rows is None:
        return None
    found: dict[int, list] = defaultdict(list)
    for row in rows.filter(project__in=ids):
        found[row.project_id].append(row)
    return found


def _needs(user: Any) -> Any:
    needs = Need.objects.visible_to(user)
    if user.scope.role not in needs.readers:
        return None
    rows = Adoption.objects.filter(need__in=needs).select_related("need__place")
    return rows.order_by("need__reported_on", "pk")


def _team(user: Any, day: date) -> Any:
    rows = Assignment.objects.visible_to(user)
    if user.scope.role not in rows.readers:
        return None
    return rows.with_flags(day).select_related("worker").order_by("pk")


def _money(user: Any, ids: QuerySet, kind: Kind, record: Any) -> dict[int, list[Money]] | None:
    rows = Source.objects.visible_to(user)
    if user.scope.role not in rows.readers:
        return None
    found: dict[int, list[Money]] = defaultdict(list)
    own = record.pk if kind.money else None
    lines = rows.filter(project__in=ids).select_related("budget__place")
    for one in lines.order_by("budget__level", "budget"):
        found[one.project_id].append(
            Money(
                budget=one.budget_id,
                payer=one.budget.place.name,
                level=one.budget.get_level_display(),
                nature=one.budget.get_nature_display(),
                amount=one.allocated,
                paid=one.paid,
                spent=one.spent,
                is_own=one.budget_id == own,
            )
        )
    return found


def _services(user: Any, ids: QuerySet, kind: Kind, record: Any) -> dict[int, Services] | None:
    rows = ServiceRecord.objects.visible_to(user)
    if user.scope.role not in rows.readers:
        return None
    rows = rows.filter(project__in=ids).order_by()
    own: dict[int, int] = {}
    if kind.services:
        mine = rows.filter(kind.services(record)).values("project")
        own = dict(mine.annotate(n=Count("pk", distinct=True)).values_list("project", "n"))
    sums = rows.values("project").annotate(
        n=Count("pk"), people=Sum("attendances"), first=Min("date"), last=Max("date")
    )
    return {
        row["project"]: Services(
            count=row["n"],
            attendances=row["people"],
            first=row["first"],
            last=row["last"],
            own=own.get(row["project"], 0) if kind.services else None,
        )
        for row in sums
    }

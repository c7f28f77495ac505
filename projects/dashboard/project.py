"""What a project is made of, for its page: the chain from need to service, and what happened when."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Window
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.common.templatetags.linkage import yuan
from projects.delivery.models import CaseFile, ServiceGroup, ServiceRecord
from projects.delivery.querysets import MethodCounts, WorkCounts
from projects.funding.models import Allocation, Disbursement, Expenditure, Source
from projects.funding.project_money import LevelRow, levels_of
from projects.funding.querysets import LevelShare
from projects.funding.stages import Amounts
from projects.needs.models import Need
from projects.pilots.lifecycle import move_label
from projects.pilots.models import Assignment, Move, Project, Site
from projects.pilots.querysets import AssignmentQuerySet
from projects.workers.models import Certificate

EVENTS = 10


@dataclass(frozen=True)
class Team:
    """The people on a project now or later, the lead first; who of them is certified is annotated."""

    present: list[Any]

    @property
    def lead(self) -> Assignment | None:
        """Who leads."""
        return next((one for one in self.present if one.role == Assignment.Role.LEAD), None)

    @property
    def certified(self) -> int:
        """How many of them hold a certificate."""
        return sum(one.is_certified for one in self.present)


@dataclass(frozen=True)
class Chain:
    """Need → project → agency and workers → money → services; None for a part that is not open.

    ``allocations``, ``payments``, ``expenses`` and ``services`` are the newest few; the others are of all.
    """

    project: Project
    needs: list[Need] | None
    sites: list[Site]
    team: Team | None
    money: list[LevelShare] | None
    stages: list[LevelRow]
    allocations: list[Allocation]
    payments: list[Disbursement]
    expenses: list[Expenditure]
    counts: MethodCounts | None
    services: list[ServiceRecord]
    cases: WorkCounts | None
    groups: WorkCounts | None
    moves: list[Move]

    @property
    def villages(self) -> int:
        """How many of the sites are run by a village committee."""
        return sum(site.place.is_rural for site in self.sites)

    @property
    def events(self) -> list["Event"]:
        """What happened, newest first and capped."""
        newest_moves = sorted(self.moves, key=lambda move: (move.at, move.pk), reverse=True)
        events = [
            *map(_moved, newest_moves[:EVENTS]),
            *map(_allocated, self.allocations),
            *map(_paid, self.payments),
            *map(_spent, self.expenses),
            *map(_served, self.services),
        ]
        # Money and services know only their day: within a day, what was entered last stands first.
        return sorted(events, key=lambda event: (event.day, event.entered), reverse=True)[:EVENTS]

    @property
    def event_count(self) -> int:
        """How much happened in all."""
        entries = sum(share.entries for share in self.money or [])
        entries += sum(rows[0].whole for rows in (self.payments, self.expenses) if rows)
        return len(self.moves) + entries + (self.counts.total if self.counts else 0)

    @property
    def stages_total(self) -> Amounts:
        """The money of all levels by stage."""
        return sum((row.amounts for row in self.stages), Amounts())


def chain_of(project: Project, user: Any) -> Chain:
    """The chain of a project as far as ``user`` may read it, in a constant number of queries."""
    needs = _open_to(Need.objects, user)
    team = _open_to(Assignment.objects, user)
    money = _open_to(Allocation.objects, user)
    services = _open_to(ServiceRecord.objects, user)
    paid = Disbursement.objects.visible_to(user).counted().of(project)
    spent = Expenditure.objects.visible_to(user).of(project)
    return Chain(
        project=project,
        needs=None if needs is None else _needs(needs.filter(projects=project)),
        sites=list(project.sites.select_related("place__parent").order_by("place__code")),
        team=None if team is None else _team(team.filter(project=project)),
        money=None if money is None else money.filter(project=project).by_level(),
        stages=levels_of(Source.objects.visible_to(user).filter(project=project)),
        allocations=_newest(money, project, "-day"),
        payments=_newest_entries(paid),
        expenses=_newest_entries(spent),
        counts=None if services is None else services.filter(project=project).by_method(),
        services=_newest(services, project, "-date"),
        cases=_work(CaseFile.objects, project, user),
        groups=_work(ServiceGroup.objects, project, user),
        moves=list(project.moves.all()),
    )


def _open_to(manager: Any, user: Any) -> Any:
    """What ``user`` may read of a kind of record; None where her role reads none at all."""
    rows = manager.visible_to(user)
    return rows if user.role in rows.readers else None


def _work(manager: Any, project: Project, user: Any) -> WorkCounts | None:
    rows = _open_to(manager, user)
    return None if rows is None else rows.filter(project=project).by_state()


def _needs(rows: QuerySet[Need]) -> list[Need]:
    return list(rows.select_related("place").order_by("reported_on", "pk"))


def _team(rows: AssignmentQuerySet) -> Team:
    certificates = Certificate.objects.filter(worker=OuterRef("worker"))
    present = (
        rows.overlapping(timezone.localdate(), None)
        .annotate(is_certified=Exists(certificates))
        .select_related("worker")
        .order_by("pk")
    )
    return Team(sorted(present, key=lambda one: one.role != Assignment.Role.LEAD))


def _newest(rows: Any, project: Project, order: str) -> list:
    if rows is None:
        return []
    found = rows.filter(project=project).select_related("created_by")
    return list(found.order_by(order, "-pk")[:EVENTS])


def _newest_entries(rows: Any) -> list:
    """The newest few, each with the number of all as ``whole``."""
    found = rows.annotate(whole=Window(Count("pk"))).select_related("created_by", "source")
    return list(found.order_by("-day", "-pk")[:EVENTS])


@dataclass(frozen=True)
class Event:
    """One thing that happened: on which day, at which time when it is known, by whom, why.

    ``entered``: when it came into the system, which orders what happened on the same day.
    """

    day: date
    entered: datetime
    text: str
    by: str
    why: str = ""
    at: datetime | None = None
    url: str = ""


def _moved(move: Move) -> Event:
    at = timezone.localtime(move.at)
    text = str(move_label(move.name))
    return Event(day=at.date(), entered=at, at=at, text=text, by=_person(move.by), why=move.reason)


def _allocated(entry: Allocation) -> Event:
    back = _("Took back %(amount)s yuan")
    text = back if entry.amount < 0 else _("Allocated %(amount)s yuan")
    return _of_entry(entry, text, entry.get_absolute_url())


def _paid(entry: Disbursement) -> Event:
    back = _("Took a payment of %(amount)s yuan back")
    text = back if entry.amount < 0 else _("Paid %(amount)s yuan to the agency")
    return _of_entry(entry, text, f"{_money_page(entry)}#h-paid")


def _spent(entry: Expenditure) -> Event:
    back = _("Took an expenditure of %(amount)s yuan back")
    text = back if entry.amount < 0 else _("The agency spent %(amount)s yuan")
    return _of_entry(entry, text, f"{_money_page(entry)}#h-spent")


def _money_page(entry: Any) -> str:
    return reverse("project_money", args=[entry.source.project_id])


def _of_entry(entry: Any, text: str, url: str) -> Event:
    return Event(
        day=entry.day,
        entered=entry.created_at,
        text=text % {"amount": yuan(abs(entry.amount))},
        by=_person(entry.created_by),
        why=entry.reason,
        url=url,
    )


def _served(record: ServiceRecord) -> Event:
    text = _("%(method)s, %(count)s attendances")
    return Event(
        day=record.date,
        entered=record.created_at,
        text=text % {"method": record.get_method_display(), "count": record.attendances},
        by=_person(record.created_by),
        url=record.get_absolute_url(),
    )


def _person(user: Any) -> str:
    return f"{user.name}（{user.get_role_display()}）" if user else ""

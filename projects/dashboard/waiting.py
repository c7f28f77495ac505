"""What waits for a user: the steps of her role, oldest first."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, DateTimeField, Exists, F, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from projects.common.roles import OFFICIALS, Role
from projects.needs.models import Need
from projects.pilots import lifecycle
from projects.pilots.models import Assignment, Project, PublicNotice

SHOWN = 8
LATE_AFTER = 7  # days after which a step is shown as late
SILENT_AFTER = timedelta(days=60)  # without a service, a running project asks why

Status = Project.Status
# What is to be done at a status; who does it there is said by the lifecycle.
VERBS: dict[str, Promise] = {
    Status.DRAFT: pgettext_lazy("task", "Hand up"),
    Status.RETURNED: pgettext_lazy("task", "Correct"),
    Status.COUNTY_CHECK: pgettext_lazy("task", "Check"),
    Status.CITY_REVIEW: pgettext_lazy("task", "Review"),
    Status.APPROVAL: pgettext_lazy("task", "Approve"),
    Status.APPROVED: pgettext_lazy("task", "Give notice"),
    Status.NOTICE: pgettext_lazy("task", "Confirm"),
    Status.CONTRACTING: pgettext_lazy("task", "Start"),
    Status.RUNNING: pgettext_lazy("task", "Finish"),
    Status.FINAL_EVALUATION: pgettext_lazy("task", "Evaluate"),
    Status.SETTLEMENT: pgettext_lazy("task", "Close"),
    Status.CLOSED: pgettext_lazy("task", "Archive"),
}


@dataclass(frozen=True)
class Item:
    """One thing to do: the verb, the record, since when it waits."""

    verb: str
    title: str
    hint: str
    url: str
    days: int

    @property
    def is_late(self) -> bool:
        """Whether it has waited longer than it should."""
        return self.days > LATE_AFTER


@dataclass(frozen=True)
class Kind:
    """All that waits for one step, with the list that shows it."""

    verb: str
    count: int
    url: str


@dataclass
class Waiting:
    """What waits for one user: the oldest few, and how many there are of each kind."""

    items: list[Item] = field(default_factory=list)
    kinds: list[Kind] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How much waits in all."""
        return sum(kind.count for kind in self.kinds)

    @property
    def has_more(self) -> bool:
        """Whether there is more than is shown."""
        return self.count > len(self.items)

    def add(self, items: list[Item], kinds: list[Kind]) -> None:
        """Takes in another queue and keeps the oldest on top."""
        self.items = sorted(self.items + items, key=lambda item: -item.days)[:SHOWN]
        self.kinds += [kind for kind in kinds if kind.count]


def waiting_for(user: Any, today: date) -> Waiting:
    """What ``user`` has to do next; nothing for the roles that only read."""
    waiting, needs = Waiting(), Need.objects.visible_to(user)
    if user.role in OFFICIALS:
        waiting.add(*_moves(user, today))
    if user.role == Role.COUNTY:
        waiting.add(*_needs(needs.open(), today, pgettext("task", "Make a project of"), "open"))
    if user.role == Role.CLERK:
        reported = needs.filter(status=Need.Status.REPORTED)
        waiting.add(*_needs(reported, today, pgettext("task", "Read"), Need.Status.REPORTED))
        waiting.add(*_needs(needs.open(), today, pgettext("task", "Awaiting a project"), "open"))
    if user.role == Role.AGENCY:
        waiting.add(*_without_lead(user, today))
        waiting.add(*_silent(user, today))
    return waiting


def _moves(user: Any, today: date) -> tuple[list[Item], list[Kind]]:
    """Projects that stand where the user's role moves them on."""
    mine = Q(pk__in=[])
    steps = lifecycle.waiting_for(user.role)
    for status, levels in steps:
        mine |= Q(status=status, level__in=levels)
    # A running project waits for its end, and a notice for its confirmation, once its time is over.
    notices = PublicNotice.objects.filter(
        project=OuterRef("pk"), withdrawn_on__isnull=True, ends__gte=today
    )
    rows = (
        Project.objects.visible_to(user)
        .filter(mine)
        .exclude(status=Status.RUNNING, ends__gte=today)
        .exclude(Exists(notices), status=Status.NOTICE)
    )
    counts = dict(rows.order_by().values_list("status").annotate(Count("pk")))
    kinds = [
        Kind(str(VERBS[status]), counts.get(status, 0), _projects_at(status, levels))
        for status, levels in steps
    ]
    oldest = (
        rows.select_related("place")
        .annotate(
            since=Coalesce(Max("moves__at"), F("created_at"), output_field=DateTimeField()),
            has_lead=Exists(_leads()),
        )
        .order_by("since", "pk")[:SHOWN]
    )
    return [_move(project, today) for project in oldest], kinds


def _move(project: Any, today: date) -> Item:
    verb, since = str(VERBS[project.status]), timezone.localtime(project.since).date()
    if project.status == Status.CONTRACTING and not project.has_lead:
        verb = pgettext("task", "Assign a lead")
    if project.status == Status.RUNNING:
        since = project.ends
    return _project_item(verb, project, since, today)


def _without_lead(user: Any, today: date) -> tuple[list[Item], list[Kind]]:
    """Approved projects of the agency that cannot start before a lead is assigned."""
    rows = Project.objects.visible_to(user).filter(
        ~Exists(_leads()), status=Status.CONTRACTING, approved_on__isnull=False
    )
    oldest = rows.select_related("place").order_by("approved_on", "pk")[:SHOWN]
    verb = pgettext("task", "Assign a lead")
    items = [_project_item(verb, one, one.approved_on or today, today) for one in oldest]
    return items, [Kind(verb, rows.count(), _list("project_list", status=Status.CONTRACTING))]


def _silent(user: Any, today: date) -> tuple[list[Item], list[Kind]]:
    """Running projects of the agency for which no service has been logged for a long time."""
    rows = (
        Project.objects.visible_to(user)
        .filter(status=Status.RUNNING)
        .annotate(last=Coalesce(Max("services__date"), F("started_on")))
        .filter(last__lt=today - SILENT_AFTER)
    )
    oldest = rows.select_related("place").order_by("last", "pk")[:SHOWN]
    verb = pgettext("task", "Log a service")
    items = [_project_item(verb, project, project.last, today) for project in oldest]
    return items, [Kind(verb, rows.count(), _list("project_list", status=Status.RUNNING))]


def _needs(
    rows: QuerySet[Need], today: date, verb: str, status: str
) -> tuple[list[Item], list[Kind]]:
    """Needs at a status, the oldest first: residents' reports to read, or what awaits a project."""
    oldest = rows.select_related("place__parent").order_by("reported_on", "pk")[:SHOWN]
    items = [
        Item(
            verb=verb,
            title=need.title,
            hint=f"{need.place.parent} {need.place} · "
            + _("%(count)s people affected") % {"count": need.people_affected},
            url=need.get_absolute_url(),
            days=(today - need.reported_on).days,
        )
        for need in oldest
    ]
    return items, [Kind(verb, rows.count(), _list("need_list", status=status))]


def _project_item(verb: str, project: Any, since: date, today: date) -> Item:
    return Item(
        verb=verb,
        title=project.name,
        hint=f"{project.place} · {project.get_level_display()} · {project.number}",
        url=project.get_absolute_url(),
        days=(today - since).days,
    )


def _leads() -> QuerySet:
    """The present lead, or the next one, of the project of the outer query."""
    leads = Assignment.objects.filter(project=OuterRef("pk"), role=Assignment.Role.LEAD)
    return leads.overlapping(timezone.localdate(), None)


def _projects_at(status: str, levels: frozenset[str]) -> str:
    level = {"level": next(iter(levels))} if len(levels) == 1 else {}
    return _list("project_list", status=status, **level)


def _list(name: str, **conditions: str) -> str:
    return f"{reverse(name)}?{urlencode(conditions)}"

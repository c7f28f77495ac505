"""The lifecycle of a project: one table of moves, and what follows from it.

``MOVES`` is the only place that says who may take a project from where to where. The buttons, the
checks in ``actions.move``, the step line and docs/lifecycle.md are all read from it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from projects.common.roles import Role
from projects.pilots.models import Assignment, Project

Text = str | Promise
Status = Project.Status

APPROVER = "approver"  # the official of the project's pilot level: province, city or county
_APPROVERS = {
    Project.Level.PROVINCE: Role.PROVINCE,
    Project.Level.CITY: Role.CITY,
    Project.Level.COUNTY: Role.COUNTY,
}


def _agency_is_not_listed(project: Project, day: date) -> Text:
    if project.agency.listed_on(day):
        return format_lazy(
            _("{agency} stands on a list today; a listed agency cannot be approved."),
            agency=project.agency.name,
        )
    return ""


def _has_certified_lead(project: Project, day: date) -> Text:
    lead = (
        project.assignments.filter(role=Assignment.Role.LEAD)
        .on(day)
        .select_related("worker")
        .first()
    )
    if lead is None:
        return _("Assign a certified lead worker first; the project cannot start without one.")
    if not lead.worker.certified_on(day):
        return format_lazy(
            _("The lead, {name}, holds no certificate today; assign a certified lead first."),
            name=lead.worker.name,
        )
    return ""


@dataclass(frozen=True)
class Rule:
    """One move: what its button says, what the history says, and who makes it from which status.

    ``who`` maps each status that the move starts from to the role that makes it there.
    ``dates`` names the field of the project that takes the day. ``guard`` gives the reason why the
    move is not possible yet, or "".
    """

    name: str
    label: Text
    done: Text
    who: dict[str, str]
    to: str
    needs_reason: bool = False
    dates: str = ""
    guard: Callable[[Project, date], Text] | None = None
    condition: Text = ""

    def role_at(self, status: str, level: str) -> str | None:
        """The role that makes the move from ``status`` on a project of pilot ``level``; None for nobody."""
        role = self.who.get(status)
        return _APPROVERS[Project.Level(level)] if role == APPROVER else role

    def roles(self, level: str) -> frozenset[str]:
        """Every role that makes this move somewhere in the life of a project of pilot ``level``."""
        return frozenset(role for status in self.who if (role := self.role_at(status, level)))

    def refusal(self, project: Project, day: date) -> Text:
        """Why the guard holds the move back on ``day``, or ""."""
        return self.guard(project, day) if self.guard else ""


MOVES: dict[str, Rule] = {
    rule.name: rule
    for rule in (
        Rule(
            "submit",
            _("Hand up for checking"),
            _("Handed up for checking"),
            {Status.DRAFT: Role.COUNTY, Status.RETURNED: Role.COUNTY},
            Status.COUNTY_CHECK,
        ),
        Rule(
            "check",
            _("Pass the county check"),
            _("Passed the county check"),
            {Status.COUNTY_CHECK: Role.COUNTY},
            Status.CITY_REVIEW,
        ),
        Rule(
            "review",
            _("Pass the city review"),
            _("Passed the city review"),
            {Status.CITY_REVIEW: Role.CITY},
            Status.APPROVAL,
        ),
        Rule(
            "approve",
            _("Approve"),
            _("Approved"),
            {Status.APPROVAL: APPROVER},
            Status.APPROVED,
            dates="approved_on",
            guard=_agency_is_not_listed,
            condition=_("the agency is on no list that day"),
        ),
        Rule(
            "start",
            _("Start implementation"),
            _("Started implementation"),
            {Status.APPROVED: Role.COUNTY},
            Status.RUNNING,
            dates="started_on",
            guard=_has_certified_lead,
            condition=_("a certified lead worker is assigned that day"),
        ),
        Rule(
            "close",
            _("Close the project"),
            _("Closed"),
            {Status.RUNNING: Role.COUNTY},
            Status.CLOSED,
        ),
        Rule(
            "return",
            _("Return for correction"),
            _("Returned for correction"),
            {
                Status.COUNTY_CHECK: Role.COUNTY,
                Status.CITY_REVIEW: Role.CITY,
                Status.APPROVAL: APPROVER,
            },
            Status.RETURNED,
            needs_reason=True,
        ),
        Rule(
            "terminate",
            _("Terminate"),
            _("Terminated"),
            {Status.APPROVED: APPROVER, Status.RUNNING: APPROVER},
            Status.TERMINATED,
            needs_reason=True,
            dates="terminated_on",
        ),
    )
}
REGISTER = "register"  # the first row of every history: registered as a draft


class Available(NamedTuple):
    """A move that a user may make now. ``blocked``: what is missing; ``is_next``: now due."""

    name: str
    label: Text
    needs_reason: bool
    blocked: Text
    is_next: bool


def available_moves(project: Project, user: Any) -> list[Available]:
    """The moves that ``user``, who can see ``project``, may make now: the way forward first."""
    today = timezone.localdate()
    return [
        Available(
            rule.name,
            rule.label,
            rule.needs_reason,
            rule.refusal(project, today),
            _is_due(rule, project, today),
        )
        for rule in MOVES.values()
        if rule.role_at(project.status, project.level) == user.role
    ]


def _is_due(rule: Rule, project: Project, day: date) -> bool:
    """The way forward; to close before the planned end is allowed, but nobody is led to it."""
    return not rule.needs_reason and (rule.to != Status.CLOSED or project.ends < day)


def waiting_for(role: str) -> list[tuple[str, frozenset[str]]]:
    """(status, pilot levels) at which the next step forward is ``role``'s: what waits for her."""
    waits: dict[str, set[str]] = {}
    for rule in MOVES.values():
        for status in () if rule.needs_reason else rule.who:
            for level in Project.Level.values:
                if rule.role_at(status, level) == role:
                    waits.setdefault(status, set()).add(level)
    return [(status, frozenset(levels)) for status, levels in waits.items()]


class Step(NamedTuple):
    """One point of the step line. ``state`` is done, now or todo."""

    label: Text
    state: str
    date: date | None


_APPROVAL_LABELS = {
    Project.Level.PROVINCE: _("Province approval"),
    Project.Level.CITY: _("City approval"),
    Project.Level.COUNTY: _("County approval"),
}


def steps(project: Project) -> list[Step]:
    """The way of ``project`` from the need survey to its close, with the day of each step behind it."""
    days = _days_of_moves(project)
    line = [
        (_("Need survey"), "survey"),
        (_("Registration"), REGISTER),
        (Status.COUNTY_CHECK.label, "check"),
        (Status.CITY_REVIEW.label, "review"),
        (_APPROVAL_LABELS[Project.Level(project.level)], "approve"),
        (pgettext_lazy("step", "Implementation"), "start"),
        (pgettext_lazy("step", "Closed"), "close"),
    ]
    behind, now = _position(project)
    return [
        Step(
            label,
            "done" if place < behind else "now" if place == now else "todo",
            days.get(name) if place < behind or name in (REGISTER, "start") else None,
        )
        for place, (label, name) in enumerate(line)
    ]


def _position(project: Project) -> tuple[int, int | None]:
    """(how many steps lie behind, which one is present) on the step line."""
    if project.status == Status.CLOSED:
        return 7, None
    if project.status == Status.TERMINATED:
        return (6 if project.started_on else 5), None
    present = {
        Status.DRAFT: 1,
        Status.RETURNED: 1,
        Status.COUNTY_CHECK: 2,
        Status.CITY_REVIEW: 3,
        Status.APPROVAL: 4,
        Status.APPROVED: 5,
        Status.RUNNING: 5,
    }[Status(project.status)]
    return present, present


def _days_of_moves(project: Project) -> dict[str, date]:
    """The day of each step: of the last move of that name, of the earliest need, and of registration."""
    days = {REGISTER: timezone.localdate(project.created_at)}
    days |= {move.name: timezone.localdate(move.at) for move in project.moves.all()}
    surveyed = [need.reported_on for need in project.needs.all()]
    if surveyed:
        days["survey"] = min(surveyed)
    for name, day in (("approve", project.approved_on), ("start", project.started_on)):
        if day:
            days[name] = day
    return days


def move_label(name: str) -> Text:
    """What the history says of a move: "Approved", "Returned for correction"."""
    return _("Registered") if name == REGISTER else MOVES[name].done if name in MOVES else name

"""The step line of a project: the way from the need survey to the archive."""

from datetime import date
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from projects.pilots.lifecycle.rules import Text
from projects.pilots.lifecycle.table import REGISTER
from projects.pilots.models import Project

Status = Project.Status


class Step(NamedTuple):
    """One point of the step line. ``state`` is done, now, halted (suspended) or todo."""

    label: Text
    state: str
    date: date | None


_APPROVAL_LABELS = {
    Project.Level.PROVINCE: _("Province approval"),
    Project.Level.CITY: _("City approval"),
    Project.Level.COUNTY: _("County approval"),
}
_MIDTERM = "midterm"
# Each step is named by the move, or the day, that puts it behind.
_LINE: tuple[tuple[str, Text], ...] = (
    ("survey", _("Need survey")),
    (REGISTER, _("Registration")),
    ("check", Status.COUNTY_CHECK.label),
    ("review", Status.CITY_REVIEW.label),
    ("approve", ""),
    ("confirm", pgettext_lazy("step", "Public notice")),
    ("start", pgettext_lazy("step", "Contract")),
    ("finish", pgettext_lazy("step", "Implementation")),
    (_MIDTERM, pgettext_lazy("step", "Mid-term evaluation")),
    ("pass_evaluation", Status.FINAL_EVALUATION.label),
    ("close", pgettext_lazy("step", "Settlement and closing")),
    ("archive", pgettext_lazy("step", "Archive")),
)
_PRESENT = {
    Status.DRAFT: REGISTER,
    Status.RETURNED: REGISTER,
    Status.COUNTY_CHECK: "check",
    Status.CITY_REVIEW: "review",
    Status.APPROVAL: "approve",
    Status.APPROVED: "confirm",
    Status.NOTICE: "confirm",
    Status.CONTRACTING: "start",
    Status.RUNNING: "finish",
    Status.SUSPENDED: "finish",
    Status.FINAL_EVALUATION: "pass_evaluation",
    Status.SETTLEMENT: "close",
    Status.CLOSED: "archive",
}


def steps(project: Project) -> list[Step]:
    """The way of ``project`` from the need survey to the archive, with the days of what was done.

    A mid-term evaluation that was not held is left out once the implementation is over.
    """
    days = _days(project)
    names = [name for name, _label in _LINE if name != _MIDTERM or _shows_midterm(project)]
    labels = {**dict(_LINE), "approve": _APPROVAL_LABELS[Project.Level(project.level)]}
    now = _PRESENT.get(Status(project.status))
    behind = names.index(now) if now else _behind_at_the_end(project, names)
    return [
        Step(labels[name], _state(project, name, place, behind, now), days.get(name))
        for place, name in enumerate(names)
    ]


def _state(project: Project, name: str, place: int, behind: int, now: str | None) -> str:
    if name == now:
        return "halted" if project.status == Status.SUSPENDED else "now"
    return "done" if place < behind or (name == _MIDTERM and project.midterm_on) else "todo"


def _shows_midterm(project: Project) -> bool:
    return project.midterm_on is not None or project.finished_on is None


def _behind_at_the_end(project: Project, names: list[str]) -> int:
    """How many steps an archived or a terminated project has behind it."""
    if project.status == Status.ARCHIVED:
        return len(names)
    last = list(project.moves.all())[-1:]
    stood = _PRESENT.get(Status(last[0].from_status)) if last else None
    if project.started_on:
        return names.index("finish") + 1
    return names.index(stood or "confirm")


def _days(project: Project) -> dict[str, date]:
    """The day of each step: of the last move of that name, of the earliest need, and of registration.

    The implementation shows the day on which it began.
    """
    days = {REGISTER: timezone.localdate(project.created_at)}
    days |= {move.name: timezone.localdate(move.at) for move in project.moves.all()}
    surveyed = [need.reported_on for need in project.needs.all()]
    days |= {"survey": min(surveyed)} if surveyed else {}
    known = {
        "approve": project.approved_on,
        "finish": project.started_on,
        _MIDTERM: project.midterm_on,
        "close": project.closed_on,
        "archive": project.archived_on,
    }
    return days | {name: day for name, day in known.items() if day}

"""What may be done next with a project, and for whom it waits."""

from datetime import date
from typing import Any, NamedTuple

from django.utils import timezone

from projects.pilots.lifecycle.rules import Rule, Text
from projects.pilots.lifecycle.table import MOVES
from projects.pilots.models import Project


class Available(NamedTuple):
    """A move that a user may make now. ``blocked``: all that is missing; ``is_next``: now due.

    ``page`` names the project's page on which a move without a button is made.
    """

    name: str
    label: Text
    needs_reason: bool
    blocked: list[Text]
    is_next: bool
    page: str


def available_moves(project: Project, user: Any) -> list[Available]:
    """The moves that ``user``, who can see ``project``, may make now: the way forward first."""
    today = timezone.localdate()
    return [
        Available(
            rule.name,
            rule.label,
            rule.needs_reason,
            [] if rule.through else rule.refusals(project, today),
            _is_due(rule, project, today),
            rule.page,
        )
        for rule in MOVES.values()
        if rule.role_at(project.status, project.level) == user.role
    ]


def _is_due(rule: Rule, project: Project, day: date) -> bool:
    """The way forward; to finish before the planned end is allowed, but nobody is led to it."""
    early = project.status == Project.Status.RUNNING and project.ends >= day
    return not rule.needs_reason and not early


def waiting_for(role: str) -> list[tuple[str, frozenset[str]]]:
    """(status, pilot levels) at which the next step forward is ``role``'s: what waits for her."""
    waits: dict[str, set[str]] = {}
    for rule in MOVES.values():
        for status in () if rule.needs_reason else rule.who:
            for level in Project.Level.values:
                if rule.role_at(status, level) == role:
                    waits.setdefault(status, set()).add(level)
    return [(status, frozenset(levels)) for status, levels in waits.items()]

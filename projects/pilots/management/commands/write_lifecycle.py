"""Writes docs/lifecycle.md from the table of moves."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import translation

from projects.common.roles import Role
from projects.pilots.lifecycle import APPROVER, MOVES, Rule
from projects.pilots.models import Project


class Command(BaseCommand):
    help = "Write docs/lifecycle.md from the table of moves."

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override("en"):
            text = as_markdown()
        (settings.BASE_DIR / "docs" / "lifecycle.md").write_text(text, encoding="utf-8")


def as_markdown() -> str:
    """The page: the table of moves in words (a test compares the file with it)."""
    rows = [_row(rule) for rule in MOVES.values()]
    return "\n".join(
        [
            "# The lifecycle of a project",
            "",
            "Written by `python manage.py write_lifecycle` from `MOVES` in",
            "`projects/pilots/lifecycle/table.py`; a test fails when the two differ.",
            "",
            "A move is made by somebody who can see the project and has the role named for the status it",
            "is in. The *approver* is the official of the project's pilot level. Every move is a row:",
            "who, when, from, to, why. A move *through* something has no button: it is made there.",
            "",
            "| move | from | by | to | through | needs a reason | only when |",
            "|---|---|---|---|---|---|---|",
            *rows,
            "",
        ]
    )


def _row(rule: Rule) -> str:
    def column(values: Iterable[str]) -> str:
        return "<br>".join(values)

    by = [
        "approver" if role == APPROVER else str(Role(role).label).lower()
        for role in rule.who.values()
    ]
    cells = (
        f"{rule.label} (`{rule.name}`)",
        column(str(Project.Status(status).label) for status in rule.who),
        column(by),
        str(Project.Status(rule.to).label),
        str(rule.through),
        "yes" if rule.needs_reason else "",
        column(str(guard.condition) for guard in rule.guards),
    )
    return "| " + " | ".join(cells) + " |"

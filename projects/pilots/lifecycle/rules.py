"""What a move of the lifecycle is."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise

from projects.common.roles import Role
from projects.pilots.models import Project

Text = str | Promise

APPROVER = "approver"  # the official of the project's pilot level: province, city or county
_APPROVERS = {
    Project.Level.PROVINCE: Role.PROVINCE,
    Project.Level.CITY: Role.CITY,
    Project.Level.COUNTY: Role.COUNTY,
}


@dataclass(frozen=True)
class Guard:
    """A condition of a move. ``check`` gives the reason why it is not met on a day, or "".

    ``condition`` says in docs/lifecycle.md what must hold.
    """

    check: Callable[[Project, date], Text]
    condition: Text


@dataclass(frozen=True)
class Rule:
    """One move: what its button says, what the history says, and who makes it from which status.

    ``who`` maps each status that the move starts from to the role that makes it there. ``dates``
    names the field of the project that takes the day. ``through`` says what makes a move that has no
    button of its own, and ``page`` names the project's page on which that is done.
    """

    name: str
    label: Text
    done: Text
    who: dict[str, str]
    to: str
    needs_reason: bool = False
    dates: str = ""
    guards: tuple[Guard, ...] = ()
    through: Text = ""
    page: str = ""

    def role_at(self, status: str, level: str) -> str | None:
        """The role that makes the move from ``status`` on a project of pilot ``level``; None for nobody."""
        role = self.who.get(status)
        return _APPROVERS[Project.Level(level)] if role == APPROVER else role

    def roles(self, level: str) -> frozenset[str]:
        """Every role that makes this move somewhere in the life of a project of pilot ``level``."""
        return frozenset(role for status in self.who if (role := self.role_at(status, level)))

    def refusals(self, project: Project, day: date) -> list[Text]:
        """Everything that holds the move back on ``day``; empty when nothing does."""
        return [reason for guard in self.guards if (reason := guard.check(project, day))]

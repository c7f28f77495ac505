"""The moves of a filing: one table that says who takes it from where to where."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from projects.common.roles import Role
from projects.filing.models import Filing

Status = Filing.Status
BELOW, ABOVE = "below", "above"  # who files it, and the level above


@dataclass(frozen=True)
class Rule:
    """One move: its button, what is said when it is done, from which statuses to which, and by whom.

    ``who`` is a role, or that of the one who files (``BELOW``) or decides (``ABOVE``).
    """

    label: Promise
    done: Promise
    starts: frozenset[str]
    to: str
    who: str
    needs_comment: bool = False

    def role(self, filing: Filing) -> str:
        """The role that makes the move of ``filing``."""
        return {BELOW: filing.files, ABOVE: filing.decides}.get(self.who, self.who)

    def is_open_to(self, user: Any, filing: Filing) -> bool:
        """Whether ``user``, who reads ``filing``, may make the move now."""
        return filing.status in self.starts and user.role == self.role(filing)


MOVES = {
    "submit": Rule(
        pgettext_lazy("filing", "Hand up"),
        _("The table is handed up; it stays as it is now."),
        frozenset({Status.DRAFT, Status.RETURNED}),
        Status.SUBMITTED,
        BELOW,
    ),
    "return": Rule(
        pgettext_lazy("filing", "Return"),
        _("The table is returned; what is to be put right stands on its page."),
        frozenset({Status.SUBMITTED, Status.CONFIRMED}),
        Status.RETURNED,
        ABOVE,
        needs_comment=True,
    ),
    "confirm": Rule(
        pgettext_lazy("filing", "Confirm"),
        _("The table is confirmed."),
        frozenset({Status.SUBMITTED}),
        Status.CONFIRMED,
        ABOVE,
    ),
    "lock": Rule(
        pgettext_lazy("filing", "Lock"),
        _("What is confirmed is locked for good."),
        frozenset({Status.CONFIRMED}),
        Status.LOCKED,
        Role.PROVINCE,
    ),
}

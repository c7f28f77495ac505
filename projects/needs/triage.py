"""The triage of a need: one table of moves, and what follows from it.

``MOVES`` is the only place that says who may take a need from where to where. The buttons, the
checks in ``actions.decide`` and docs/needs.md are read from it. Adoption is no move of triage: a
need becomes adopted when a project is made of it.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from projects.common.roles import Role
from projects.needs.models import Need

Text = str | Promise
Status = Need.Status

# The clerk knows her residents. Many communities have no account yet: there the county decides.
DECIDERS: frozenset[str] = frozenset({Role.CLERK, Role.COUNTY})
# What others may be merged into: what is alive, and is no report that nobody has read.
TARGETS: frozenset[str] = frozenset({Status.REGISTERED, Status.VERIFIED, Status.ADOPTED})


@dataclass(frozen=True)
class Rule:
    """One move: what its button says, what the history says, and from which statuses it leads where.

    ``page``: the name of the page that asks what the move needs besides a reason.
    """

    name: str
    label: Text
    done: Text
    start: frozenset[str]
    to: str
    needs_reason: bool = False
    page: str = ""
    roles: frozenset[str] = DECIDERS


MOVES: dict[str, Rule] = {
    rule.name: rule
    for rule in (
        Rule(
            "accept",
            _("Read and accept"),
            _("Accepted from a resident's report"),
            frozenset({Status.REPORTED}),
            Status.REGISTERED,
            page="need_accept",
        ),
        Rule(
            "verify",
            pgettext_lazy("need", "Verify"),
            _("Verified"),
            frozenset({Status.REGISTERED}),
            Status.VERIFIED,
        ),
        Rule(
            "merge",
            pgettext_lazy("need", "Merge"),
            _("Merged into another"),
            frozenset({Status.REPORTED, Status.REGISTERED, Status.VERIFIED}),
            Status.MERGED,
            page="need_merge",
        ),
        Rule(
            "decline",
            pgettext_lazy("need", "Decline"),
            pgettext_lazy("need", "Declined"),
            frozenset({Status.REPORTED, Status.REGISTERED, Status.VERIFIED}),
            Status.DECLINED,
            needs_reason=True,
        ),
        Rule(
            "reopen",
            _("Reopen"),
            _("Reopened"),
            frozenset({Status.DECLINED, Status.MERGED}),
            Status.REGISTERED,
            needs_reason=True,
        ),
    )
}


def available_moves(need: Need, user: Any) -> list[Rule]:
    """The moves that ``user``, who can see ``need``, may make now."""
    return [
        rule for rule in MOVES.values() if need.status in rule.start and user.role in rule.roles
    ]


def move_done(name: str) -> Text:
    """What the history says of a move."""
    return MOVES[name].done if name in MOVES else name

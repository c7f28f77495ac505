"""The lifecycle of a project: one table of moves, and what follows from it.

``MOVES`` is the only place that says who may take a project from where to where. The buttons, the
checks in ``actions.move``, the step line and docs/lifecycle.md are all read from it.
"""

from projects.pilots.lifecycle.next import Available, available_moves, waiting_for
from projects.pilots.lifecycle.rules import APPROVER, Guard, Rule, Text
from projects.pilots.lifecycle.steps import Step, steps
from projects.pilots.lifecycle.table import MOVES, REGISTER, move_label

__all__ = [
    "APPROVER",
    "MOVES",
    "REGISTER",
    "Available",
    "Guard",
    "Rule",
    "Step",
    "Text",
    "available_moves",
    "move_label",
    "steps",
    "waiting_for",
]

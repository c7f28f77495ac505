"""Action plans, pilot projects, their sites, moves, assignments, planned cost and changes."""

from projects.pilots.models.assignment import Assignment
from projects.pilots.models.budget import BudgetLine
from projects.pilots.models.change import ChangeRequest
from projects.pilots.models.comment import FieldComment
from projects.pilots.models.plan import ActionPlan
from projects.pilots.models.project import Move, Project, Site

__all__ = [
    "ActionPlan",
    "Assignment",
    "BudgetLine",
    "ChangeRequest",
    "FieldComment",
    "Move",
    "Project",
    "Site",
]

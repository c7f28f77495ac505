"""Action plans, pilot projects, their sites, moves and assignments."""

from projects.pilots.models.assignment import Assignment
from projects.pilots.models.plan import ActionPlan
from projects.pilots.models.project import Move, Project, Site

__all__ = ["ActionPlan", "Assignment", "Move", "Project", "Site"]

"""Locking a project and what hangs on it, always the project first."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from projects.evaluation.models import Evaluation
from projects.evaluation.recusal import in_charge
from projects.pilots.models import Project


def lock_project(project_id: int, by: Any) -> Project:
    """The project, if ``by`` sees it, locked so that it does not move meanwhile."""
    projects = Project.objects.visible_to(by).select_related("agency", "place")
    return projects.select_for_update(of=("self",), no_key=True).get(pk=project_id)


def lock_unfinished(project_id: int, by: Any) -> Project:
    """The project, locked, unless it is over: what is in its archive then stays all there is."""
    project = lock_project(project_id, by)
    if project.is_over:
        raise ValidationError(_("The project is over; its records stay as they are."))
    return project


def lock_in_charge(project_id: int, by: Any) -> Project:
    """The project, locked, for the official of the level that approves it."""
    project = lock_project(project_id, by)
    if not in_charge(by, project):
        raise ValidationError(
            _("Evaluations are led by the official of the level that approves the project.")
        )
    return project


def lock_evaluation(evaluation_id: int) -> Evaluation:
    """The evaluation, locked so that nobody scores or concludes it meanwhile."""
    rows = Evaluation.objects.select_related("sheet", "project__agency", "project__place")
    return rows.select_for_update(of=("self",), no_key=True).get(pk=evaluation_id)

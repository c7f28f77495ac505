"""Recording satisfaction surveys."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from projects.common.roles import OFFICIALS, Role
from projects.evaluation.actions.locks import lock_project
from projects.evaluation.models import SatisfactionSurvey
from projects.pilots.models import Project

SURVEYORS = OFFICIALS | {Role.AGENCY, Role.EVALUATOR}


def why_no_survey(project: Project) -> Any:
    """Why no survey of ``project`` can be recorded now, or ""."""
    if project.started_on is None or not project.is_live:
        return _("Surveys are made of projects that have started and are not closed.")
    return ""


@transaction.atomic
def save_survey(*, survey: SatisfactionSurvey, by: Any) -> SatisfactionSurvey:
    """Saves a new or corrected survey."""
    project = lock_project(survey.project_id, by)
    if by.role not in SURVEYORS:
        raise ValidationError(_("Officials, evaluators and the agency record surveys."))
    if why := why_no_survey(project):
        raise ValidationError(why)
    survey.save()
    return survey

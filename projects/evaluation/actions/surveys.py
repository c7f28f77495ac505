"""Recording satisfaction surveys."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from projects.common.roles import OFFICIALS, Role
from projects.evaluation.actions.locks import lock_project
from projects.evaluation.models import SatisfactionSurvey
from projects.pilots.actions.indicators import record_value
from projects.pilots.models import Indicator, Project

SURVEYORS = OFFICIALS | {Role.AGENCY, Role.EVALUATOR}


def why_no_survey(project: Project) -> Any:
    """Why no survey of ``project`` can be recorded now, or ""."""
    if project.started_on is None or not project.is_live:
        return _("Surveys are made of projects that have started and are not closed.")
    return ""


@transaction.atomic
def save_survey(*, survey: SatisfactionSurvey, by: Any) -> SatisfactionSurvey:
    """Saves a new or corrected survey; its rate becomes the value of the indicator that it feeds.

    A corrected survey keeps its day and its indicator, and corrects the value that it gave.
    """
    project = lock_project(survey.project_id, by)
    if by.role not in SURVEYORS:
        raise ValidationError(_("Officials, evaluators and the agency record surveys."))
    if why := why_no_survey(project):
        raise ValidationError(why)
    corrects = survey.pk is not None
    survey.save()
    if survey.indicator is not None:
        _feed(survey, survey.indicator, by, corrects)
    return survey


def _feed(survey: SatisfactionSurvey, indicator: Indicator, by: Any, corrects: bool) -> None:
    counts = {"satisfied": survey.satisfied, "valid": survey.valid}
    source = _("Satisfaction survey: %(satisfied)s of %(valid)s valid questionnaires") % counts
    try:
        record_value(
            indicator=indicator,
            as_of=survey.on,
            actual=survey.rate,
            parts=None,
            source=source,
            by=by,
            replace=corrects,
        )
    except ValidationError as refusal:
        errors = getattr(refusal, "error_dict", {})
        if set(errors) == {"as_of"}:  # called "on" here
            raise ValidationError({"on": errors["as_of"]}) from refusal
        raise ValidationError({"indicator": refusal.messages}) from refusal

"""Pages of satisfaction surveys."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy

from projects.common.views import RecordUpdateView
from projects.evaluation.actions.surveys import SURVEYORS, save_survey, why_no_survey
from projects.evaluation.forms.surveys import SurveyForm
from projects.evaluation.models import SatisfactionSurvey
from projects.evaluation.views.base import OfProjectCreateView, tab_url


class SurveyCreate(OfProjectCreateView):
    """Records a survey of the project in the address."""

    model = SatisfactionSurvey
    form_class = SurveyForm
    makers = SURVEYORS
    saved_message = gettext_lazy("The survey is recorded.")

    def why_not(self) -> Any:
        return why_no_survey(self.project)

    def save(self, form: Any) -> SatisfactionSurvey:
        return save_survey(survey=form.instance, by=self.request.user)


class SurveyUpdate(RecordUpdateView):
    """Corrects a survey; done by whoever recorded it."""

    model = SatisfactionSurvey
    form_class = SurveyForm
    roles = SURVEYORS

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("project__agency")

    def get_object(self, queryset: Any = None) -> SatisfactionSurvey:
        survey = super().get_object(queryset)
        if survey.created_by_id != self.request.user.pk:
            raise PermissionDenied
        return survey

    def why_closed(self, record: SatisfactionSurvey) -> str:
        return str(why_no_survey(record.project))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        project = self.object.project
        return super().get_context_data(project=project, cancel_url=tab_url(project.pk), **kwargs)

    def save(self, form: Any) -> SatisfactionSurvey:
        return save_survey(survey=form.instance, by=self.request.user)

"""The form of a satisfaction survey."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.common.forms import DATE_ERRORS, RecordForm, not_in_future
from projects.evaluation.models import SatisfactionSurvey
from projects.pilots.models import Indicator


class SurveyForm(RecordForm):
    """One survey of a project; the project comes with the instance."""

    class Meta:
        model = SatisfactionSurvey
        fields = ("on", "method", "handed_out", "valid", "satisfied", "indicator", "note")
        help_texts = {
            "satisfied": _("How many of the valid questionnaires say satisfied or very satisfied."),
            "indicator": _("Its actual value becomes the rate of this survey."),
        }
        error_messages = {"on": DATE_ERRORS}

    def limit_choices(self) -> None:
        self.fields["indicator"].queryset = Indicator.objects.visible_to(self.user).filter(
            project=self.instance.project, unit=Indicator.Unit.PERCENT
        )
        self.fields["indicator"].empty_label = _("none")
        if not self.instance.pk:
            self.initial["on"] = timezone.localdate()
        elif self.instance.indicator_id:
            # The value that it gave is of this day and this indicator.
            self.fields["on"].disabled = self.fields["indicator"].disabled = True

    def clean_on(self) -> Any:
        return not_in_future(self.cleaned_data["on"])

    def clean(self) -> dict[str, Any]:
        """Says at the field what the constraints would say for the whole form."""
        data = super().clean() or {}
        handed_out, valid, satisfied = (
            data.get(name) for name in ("handed_out", "valid", "satisfied")
        )
        if valid == 0:
            self.add_error("valid", _("A survey has at least one valid questionnaire."))
        elif valid is not None and handed_out is not None and valid > handed_out:
            text = _("There cannot be more valid questionnaires than were handed out.")
            self.add_error("valid", text)
        if satisfied is not None and valid is not None and satisfied > valid:
            text = _("There cannot be more satisfied people than valid questionnaires.")
            self.add_error("satisfied", text)
        return data

"""The forms in which an agency asks to correct a service of a confirmed month, or to add one."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from projects.delivery.forms.records import ServiceForm
from projects.delivery.models import MonthReport
from projects.delivery.rules.months import last_day_of

# Nobody counted them, and no copy of them is kept.
TEXTS = (
    *("process", "outcome", "follow_up", "supervisor_opinion", "note"),
    *("photos", "sign_in_sheet"),
)


class AdditionForm(ServiceForm):
    """The service form for a day of a confirmed ``month``, with the reason why it was not logged."""

    of_confirmed = True
    reason = forms.CharField(
        label=_("Why was it not logged in time?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The county reads it; name no resident."),
        error_messages={"required": _("Say why the record is to be corrected.")},
    )

    def __init__(self, *args: Any, month: MonthReport, **kwargs: Any) -> None:
        self.month = month
        super().__init__(*args, **kwargs)
        day = self.fields["date"]
        day.initial = last_day_of(month.project, month.month)
        day.widget.attrs |= {"min": month.month.isoformat(), "max": month.last.isoformat()}

    def clean_date(self) -> date:
        day = self.cleaned_data["date"]
        if not self.month.month <= day <= self.month.last:
            raise ValidationError(_("Enter a day of this month."))
        return day


class CorrectionForm(ServiceForm):
    """The service form without texts and files, and with the reason."""

    FOLDS = tuple(fold for fold in ServiceForm.FOLDS if fold[1][0] not in TEXTS)
    of_confirmed = True
    reason = forms.CharField(
        label=_("Why is it to be corrected?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The county reads it; name no resident."),
        error_messages={"required": _("Say why the record is to be corrected.")},
    )

    def limit_choices(self) -> None:
        super().limit_choices()
        for name in TEXTS:
            del self.fields[name]

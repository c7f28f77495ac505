"""The form in which an agency asks to correct a service of a confirmed month."""

from django import forms
from django.utils.translation import gettext_lazy as _

from projects.delivery.forms.records import ServiceForm

# Nobody counted them, and no copy of them is kept.
TEXTS = (
    *("process", "outcome", "follow_up", "supervisor_opinion", "note"),
    *("photos", "sign_in_sheet"),
)


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

"""Forms of evaluations: opening one, its panel, its conclusion, rectification."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.accounts.models import User
from projects.attachments.forms import AttachmentsField
from projects.common.forms import DATE_ERRORS, RecordForm, RecordsChoiceField, StyledForm
from projects.evaluation.models import Evaluation, Rectification, Reply, ScoreSheet
from projects.evaluation.recusal import candidates, places_over


class PanelField(RecordsChoiceField):
    """People to be ticked, each with her role and place."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, user: User) -> str:
        return f"{user.name}（{user.get_role_display()} · {user.place}）"


def panel_field() -> PanelField:
    """Evaluators and officials over the project's county who have no conflict."""
    return PanelField(
        User.objects.none(),
        label=_("Evaluators"),
        help_text=_(
            "Whoever works for the agency, or declared a conflict with it, is not offered."
        ),
        error_messages={
            "required": _("Choose at least one evaluator."),
            "invalid_choice": _("Choose evaluators and officials of this place."),
        },
    )


class SheetChoiceField(forms.ModelChoiceField):
    """A score sheet with who set it."""

    def label_from_instance(self, sheet: ScoreSheet) -> str:
        return f"{sheet.name}（{sheet.place}）"


class EvaluationForm(RecordForm):
    """Opens an evaluation; project and kind come with the instance."""

    sheet = SheetChoiceField(
        ScoreSheet.objects.none(),
        label=_("Score sheet"),
        error_messages={"required": _("Choose the score sheet.")},
    )
    panel = panel_field()

    class Meta:
        model = Evaluation
        fields = ("sheet", "due")
        error_messages = {"due": DATE_ERRORS}

    field_order = ("sheet", "panel", "due")

    def limit_choices(self) -> None:
        project = self.instance.project
        sheets = ScoreSheet.objects.visible_to(self.user).filter(
            status=ScoreSheet.Status.ACTIVE,
            kind__in=[self.instance.kind, ScoreSheet.Kind.BOTH],
            place__in=places_over(project.place),
        )
        self.fields["sheet"].queryset = sheets.select_related("place").order_by("place__code", "pk")
        self.fields["panel"].queryset = candidates(project)

    def clean_due(self) -> Any:
        due = self.cleaned_data["due"]
        if due < timezone.localdate():
            raise forms.ValidationError(_("This day is over; enter today or a later day."))
        return due


class AppointForm(StyledForm, forms.Form):
    """More people for a panel."""

    panel = panel_field()

    def __init__(self, *args: Any, evaluation: Evaluation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        present = evaluation.panel.values("user")
        self.fields["panel"].queryset = candidates(evaluation.project).exclude(pk__in=present)


class OpinionForm(StyledForm, forms.Form):
    """The opinion of whoever concludes an evaluation."""

    opinion = forms.CharField(
        label=_("Opinion"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class RectificationForm(RecordForm):
    """A rectification notice."""

    class Meta:
        model = Rectification
        fields = ("what", "due")
        widgets = {"what": forms.Textarea(attrs={"rows": 5})}
        error_messages = {
            "what": {"required": _("Say what is to be put right.")},
            "due": DATE_ERRORS,
        }

    clean_due = EvaluationForm.clean_due


class ReplyForm(RecordForm):
    """The agency's reply to a notice, with what proves it."""

    proof = AttachmentsField(
        label=_("Proof"), required=False, help_text=_("Photographs or documents, several at once.")
    )

    class Meta:
        model = Reply
        fields = ("text",)
        widgets = {"text": forms.Textarea(attrs={"rows": 5})}
        error_messages = {"text": {"required": _("Say what was put right.")}}

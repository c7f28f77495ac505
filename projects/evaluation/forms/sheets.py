"""The form of a score sheet with its criteria, one line each."""

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from projects.common.forms import RecordForm, StyledForm
from projects.evaluation.actions.sheets import Line, weights_off
from projects.evaluation.models import ScoreSheet
from projects.evaluation.models.sheet import FULL

MOST_LINES = 30
SPARE = 3


class LineForm(StyledForm, forms.Form):
    """One criterion; a line left empty is no criterion."""

    title = forms.CharField(label=_("Criterion"), max_length=100, required=False)
    weight = forms.IntegerField(
        label=_("Weight"),
        required=False,
        min_value=1,
        max_value=FULL,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "data-weight": ""}
        ),
        error_messages={
            "invalid": _("Enter a whole number, such as 15."),
            "min_value": _("A weight lies between 1 and 100."),
            "max_value": _("A weight lies between 1 and 100."),
        },
    )
    guidance = forms.CharField(label=_("What is looked at"), max_length=500, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["placeholder"] = field.label

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("title") and data.get("weight") is None and "weight" not in self.errors:
            self.add_error("weight", _("Enter the weight."))
        if not data.get("title") and (data.get("weight") or data.get("guidance")):
            self.add_error("title", _("Name the criterion, or empty the whole line."))
        return data


class BaseLines(BaseFormSet):
    """The criteria of a sheet in their order."""

    def lines(self) -> list[Line]:
        """The lines that were filled in."""
        return [
            Line(title=data["title"], guidance=data["guidance"], weight=data["weight"])
            for form in self.forms
            if (data := form.cleaned_data) and data.get("title")
        ]

    def clean(self) -> None:
        if any(self.errors):
            return
        lines = self.lines()
        if not lines:
            raise forms.ValidationError(_("Enter at least one criterion."))
        titles = [line["title"] for line in lines]
        if len(set(titles)) < len(titles):
            raise forms.ValidationError(_("Two criteria have the same name."))
        total = sum(line["weight"] for line in lines)
        if total != FULL:
            raise forms.ValidationError(weights_off(total))


LineFormSet = formset_factory(
    LineForm, formset=BaseLines, extra=SPARE, max_num=MOST_LINES, absolute_max=MOST_LINES
)


class SheetForm(RecordForm):
    """A score sheet; its criteria are in ``lines``, validated together with it."""

    class Meta:
        model = ScoreSheet
        fields = ("name", "kind", "excellent_from", "good_from", "pass_from", "note")
        widgets = {"note": forms.Textarea(attrs={"rows": 2})}
        error_messages = {
            "name": {"required": _("Give the sheet a name.")},
            "kind": {"required": _("Choose for which evaluation.")},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("excellent_from", "good_from", "pass_from"):
            self.fields[name].validators += [MinValueValidator(1), MaxValueValidator(FULL)]
        present = (
            list(self.instance.criteria.values("title", "guidance", "weight"))
            if self.instance.pk
            else []
        )
        self.lines = LineFormSet(
            data=self.data if self.is_bound else None, initial=present, prefix="line"
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        name = data.get("name")
        taken = ScoreSheet.objects.filter(
            place=self.instance.place_id, name=name, edition=self.instance.edition
        ).exclude(pk=self.instance.pk)
        if name and taken.exists():
            self.add_error("name", _("A sheet of this name exists already; take another."))
        if not self.lines.is_valid():
            for error in self.lines.non_form_errors():
                self.add_error(None, error)
            if not self.lines.non_form_errors():
                self.add_error(None, _("Correct the criteria below."))
        return data

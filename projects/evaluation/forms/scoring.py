"""The form in which a score sheet is filled in, mostly on a phone."""

from decimal import Decimal
from typing import Any, NamedTuple

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from projects.common.forms import StyledForm
from projects.evaluation.actions.scoring import Mark
from projects.evaluation.models import Criterion, FilledSheet, Score


class Row(NamedTuple):
    """One criterion with its two fields, and what the agency gave itself."""

    criterion: Criterion
    points: forms.BoundField
    comment: forms.BoundField
    own: Score | None


class MarksForm(StyledForm, forms.Form):
    """Points and reasons for each criterion of a sheet; kept unfinished, or handed in complete."""

    def __init__(
        self,
        *args: Any,
        criteria: list[Criterion],
        filled: FilledSheet | None,
        beside: FilledSheet | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.own = {score.criterion_id: score for score in beside.scores.all()} if beside else {}
        self.criteria = criteria
        self.hand_in = "hand_in" in self.data
        self.fields["version"] = forms.IntegerField(
            widget=forms.HiddenInput, required=False, initial=filled.version if filled else 0
        )
        scores = {s.criterion_id: s for s in filled.scores.all()} if filled and filled.pk else {}
        for line in criteria:
            score = scores.get(line.pk)
            self.fields[f"points-{line.pk}"] = _points(line, score.points if score else None)
            self.fields[f"comment-{line.pk}"] = forms.CharField(
                label=_("Reasons"),
                max_length=300,
                required=False,
                initial=score.comment if score else "",
                widget=forms.TextInput(
                    attrs={"class": "form-control", "placeholder": _("Reasons (optional)")}
                ),
            )
        self.fields["remark"] = forms.CharField(
            label=_("Overall remark"),
            max_length=1000,
            required=False,
            initial=filled.remark if filled else "",
            widget=forms.Textarea(attrs={"rows": 3, "class": "form-control"}),
        )

    @property
    def rows(self) -> list[Row]:
        """The criteria in their order."""
        return [
            Row(
                line,
                self[f"points-{line.pk}"],
                self[f"comment-{line.pk}"],
                self.own.get(line.pk),
            )
            for line in self.criteria
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.hand_in:
            for line in self.criteria:
                name = f"points-{line.pk}"
                if data.get(name) is None and name not in self.errors:
                    self.add_error(name, _("Give points for this criterion."))
        return data

    def marks(self) -> dict[int, Mark]:
        """What was entered, by criterion."""
        data = self.cleaned_data
        return {
            line.pk: Mark(data[f"points-{line.pk}"], data[f"comment-{line.pk}"])
            for line in self.criteria
        }

    def meet(self, version: int) -> None:
        """Lets the next save go ahead over the version that is stored by now."""
        self.data = self.data.copy()
        self.data["version"] = str(version)  # type: ignore[index]


def _points(line: Criterion, given: Decimal | None) -> forms.DecimalField:
    out_of_range = format_lazy(
        _("Points for this criterion lie between 0 and {weight}."), weight=line.weight
    )
    return forms.DecimalField(
        label=line.title,
        required=False,
        initial=None if given is None else f"{given.normalize():f}",
        min_value=0,
        max_value=line.weight,
        max_digits=4,
        decimal_places=1,
        widget=forms.TextInput(
            attrs={
                "class": "form-control",
                "inputmode": "decimal",
                "autocomplete": "off",
                "data-step": "1",
                "data-min": "0",
                "data-max": str(line.weight),
                "data-points": "",
            }
        ),
        error_messages={
            "invalid": _("Enter points such as 8 or 8.5."),
            "min_value": out_of_range,
            "max_value": out_of_range,
            "max_digits": out_of_range,
            "max_whole_digits": out_of_range,
            "max_decimal_places": _("Points have at most one decimal, such as 8.5."),
        },
    )

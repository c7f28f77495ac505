"""The forms of indicators and of their values."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from projects.common.forms import DATE_ERRORS, RecordForm, not_in_future
from projects.pilots.models import Indicator, IndicatorValue

_NUMBER = {
    "required": _("Enter a number."),
    "invalid": _("Enter a number."),
    "min_value": _("A value is not below 0."),
    "max_digits": _("This number is too large."),
    "max_whole_digits": _("This number is too large."),
    "max_decimal_places": _("At most two decimals."),
}


def _decimal(label: Any, **kwargs: Any) -> forms.DecimalField:
    # Text, not a number box: a browser would throw away "1,200" before we can read it.
    widget = forms.TextInput(
        attrs={"inputmode": "decimal", "autocomplete": "off", "class": "form-control"}
    )
    return NumberField(
        label=label,
        min_value=Decimal(0),
        max_digits=12,
        decimal_places=2,
        widget=widget,
        error_messages=_NUMBER,
        **kwargs,
    )


class NumberField(forms.DecimalField):
    """A number as people type it: grouping commas and blanks go, trailing zeros are not shown."""

    def to_python(self, value: Any) -> Decimal | None:
        if isinstance(value, str):
            value = value.translate(str.maketrans("", "", ",， "))
        return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        return f"{value.normalize():f}" if isinstance(value, Decimal) else value


class IndicatorForm(RecordForm):
    """What a project is to be measured by."""

    field_order = ("name", "unit", "direction", "baseline", "target", "dimension")
    baseline = _decimal(_("Baseline"), help_text=_("What it is before the project starts."))
    target = _decimal(_("Target"), help_text=_("What it is to be at the planned end."))

    class Meta:
        model = Indicator
        fields = ("name", "unit", "direction", "baseline", "target", "dimension")
        help_texts = {
            "name": _("Such as: left-behind children who have a mentor."),
            "dimension": _("Each value is then reported with its parts."),
        }
        error_messages = {
            "name": {"required": _("Give the indicator a name.")},
            "unit": {"required": _("Choose the unit.")},
        }

    def clean_name(self) -> str:
        """The constraint compares within the project, which is no field of the form."""
        name = self.cleaned_data["name"]
        others = self.instance.project.indicators.filter(name=name)
        if others.exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("The project already has an indicator of this name."))
        return name

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        baseline, target = cleaned.get("baseline"), cleaned.get("target")
        if baseline is None or target is None:
            return cleaned
        down = cleaned.get("direction") == Indicator.Direction.DOWN
        if target == baseline or (target < baseline) != down:
            text = _("The target must lie beyond the baseline, in the direction that is better.")
            self.add_error("target", text)
        if cleaned.get("unit") == Indicator.Unit.PERCENT:
            for name in ("baseline", "target"):
                if cleaned[name] > 100:
                    self.add_error(name, _("A percentage is at most 100."))
        return cleaned


class IndicatorValueForm(RecordForm):
    """What an indicator stood at on a day, with a box for each part of its breakdown."""

    actual = _decimal(
        _("Actual"), help_text=_("The state on that day, not the growth since the last.")
    )

    class Meta:
        model = IndicatorValue
        fields = ("as_of", "actual", "source")
        help_texts = {
            "source": _("Such as: service records, roll of the school, survey of 30 June.")
        }
        error_messages = {
            "as_of": DATE_ERRORS,
            "source": {"required": _("Say where the figure comes from.")},
        }

    def limit_choices(self) -> None:
        for key, label in self.instance.indicator.parts.items():
            name = f"part_{key}"
            self.fields[name] = _decimal(label, required=False)
            if key in self.instance.parts:
                self.initial[name] = Decimal(self.instance.parts[key])
        if self.instance.pk:
            del self.fields["as_of"]  # a value of another day is another value

    def clean_as_of(self) -> Any:
        return not_in_future(self.cleaned_data["as_of"])

    @property
    def part_fields(self) -> list[forms.BoundField]:
        """The boxes of the breakdown."""
        return [self[f"part_{key}"] for key in self.instance.indicator.parts]

    @property
    def parts(self) -> dict[str, Decimal | None]:
        """What was typed into them, by key of the breakdown."""
        keys = self.instance.indicator.parts
        return {key: self.cleaned_data.get(f"part_{key}") for key in keys}

"""The forms by which a published figure is entered and corrected."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from projects.common.forms import RecordForm, not_in_future
from projects.places.choices import DivisionChoiceField
from projects.places.models import Place
from projects.workers.models import Statistic

LEVELS = (Place.Level.PROVINCE, Place.Level.CITY, Place.Level.COUNTY)


class FigureForm(RecordForm):
    """What entering and correcting have in common."""

    def clean_published_on(self) -> Any:
        return not_in_future(self.cleaned_data["published_on"])


class StatisticForm(FigureForm):
    """A figure as it was published, of a place that existed on its day."""

    place = DivisionChoiceField(label=_("Place"))
    value = forms.IntegerField(label=_("Figure"), min_value=0, max_value=2_000_000_000)

    class Meta:
        model = Statistic
        fields = ("place", "measure", "as_of", "value", "source", "published_on")
        help_texts = {
            "as_of": _("For a figure of a year, its last day."),
            "source": _("Title of the yearbook, bulletin or report, with its number."),
        }

    def limit_choices(self) -> None:
        # Places that have ended, too: figures of their time are theirs.
        self.fields["place"].queryset = Place.objects.visible_to(self.user).filter(level__in=LEVELS)

    def clean_as_of(self) -> Any:
        return not_in_future(self.cleaned_data["as_of"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        place, day = data.get("place"), data.get("as_of")
        if place and day and not place.valid_on(day):
            self.add_error("place", _("This place did not exist on the day of the figure."))
        return data

    def _get_validation_exclusions(self) -> set[str]:
        """The first row of its source: that it replaces none is part of what is checked."""
        return super()._get_validation_exclusions() - {"replaces"}


class CorrectionForm(FigureForm):
    """Another value for a figure, or none: then it is withdrawn."""

    value = forms.IntegerField(
        label=_("Figure"), min_value=0, max_value=2_000_000_000, required=False
    )
    withdrawn = forms.BooleanField(
        label=_("Withdraw: it should not have been entered"), required=False
    )

    class Meta:
        model = Statistic
        fields = ("value", "withdrawn", "published_on", "reason")

    def limit_choices(self) -> None:
        self.fields["reason"].required = True
        self.fields["reason"].error_messages["required"] = _("Say why; the reason stays on record.")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("withdrawn"):
            data["value"] = None
        elif data.get("value") is None and not self.has_error("value"):
            self.add_error("value", _("Enter the right figure, or withdraw it."))
        return data

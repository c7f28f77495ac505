"""Forms of lists and yearly inspections."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.agencies.models import Inspection, Listing
from projects.common.forms import StyledForm, not_in_future

FIRST_YEAR = 2000


class ListingForm(StyledForm, forms.ModelForm):
    """The list that an agency is put on, and since when."""

    class Meta:
        model = Listing
        fields = ("kind", "listed_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = self.fields["kind"]
        kind.label = _("List")
        kind.choices = [("", _("Choose a list")), *Listing.Kind.choices]

    def clean_listed_on(self) -> Any:
        return not_in_future(self.cleaned_data["listed_on"])


class RemovalForm(StyledForm, forms.Form):
    """The first day on which an agency stands on a list no longer."""

    removed_on = forms.DateField(label=_("Removed on"))

    def clean_removed_on(self) -> Any:
        return not_in_future(self.cleaned_data["removed_on"])


class InspectionForm(StyledForm, forms.ModelForm):
    """The result of one year's inspection."""

    year = forms.IntegerField(label=_("Year inspected"), min_value=FIRST_YEAR)

    class Meta:
        model = Inspection
        fields = ("year", "result", "decided_on")

    def clean_year(self) -> int:
        year = self.cleaned_data["year"]
        if year >= timezone.localdate().year:
            raise forms.ValidationError(_("A year is inspected after it has ended."))
        return year

    def clean_decided_on(self) -> Any:
        return not_in_future(self.cleaned_data["decided_on"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        year, decided_on = data.get("year"), data.get("decided_on")
        if year and decided_on and decided_on.year <= year:
            self.add_error("decided_on", _("A year is inspected after it has ended."))
        return data

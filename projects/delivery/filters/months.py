"""Filters of months."""

from datetime import date
from typing import Any

import django_filters
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from projects.common.filters import RecordFilterSet, RecordIdFilter, SearchFilter, SortFilter
from projects.delivery.models import MonthReport
from projects.places.filters import PlaceFilter

SHOW = [
    ("to_submit", _("To be submitted")),
    ("late", pgettext_lazy("month", "Late")),
    ("submitted", pgettext_lazy("month", "Submitted")),
    ("returned", pgettext_lazy("month", "Returned")),
    ("confirmed", pgettext_lazy("month", "Confirmed")),
    ("corrected", _("Corrected since")),
]


class MonthInput(forms.DateInput):
    """The browser's own picker of months."""

    input_type = "month"


class MonthField(forms.DateField):
    """A month as browsers send it: 2018-05."""

    widget = MonthInput(format="%Y-%m", attrs={"placeholder": "2018-05"})
    input_formats = ("%Y-%m", "%Y-%m-%d")

    def clean(self, value: Any) -> date | None:
        day = super().clean(value)
        return day.replace(day=1) if day else None


class MonthFilterField(django_filters.Filter):
    field_class = MonthField


class MonthFilter(RecordFilterSet):
    q = SearchFilter(["project__number", "project__name"], _("Project"))
    project = RecordIdFilter("project", _("Project"))
    status = django_filters.ChoiceFilter(
        choices=SHOW, label=_("Status"), empty_label=_("All"), method="at_status"
    )
    place = PlaceFilter("project__place__code")
    since = MonthFilterField("month", "gte", label=_("From"))
    until = MonthFilterField("month", "lte", label=_("Until"))
    sort = SortFilter(fields={"month": "month", "due": "due", "project__number": "project"})

    class Meta:
        model = MonthReport
        fields: list[str] = []

    def at_status(self, rows: Any, _name: str, value: str) -> Any:
        today = timezone.localdate()
        if value == "to_submit":
            return rows.to_submit(today)
        if value == "late":
            return rows.late(today)
        if value == "corrected":
            return rows.corrected()
        return rows.filter(status=value)

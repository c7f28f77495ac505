"""Filters of corrections of confirmed months."""

import django_filters
from django.utils.translation import gettext_lazy as _

from projects.common.filters import RecordFilterSet, RecordIdFilter, SearchFilter, SortFilter
from projects.delivery.filters.months import MonthFilterField
from projects.delivery.models import Correction
from projects.places.filters import PlaceFilter


class CorrectionFilter(RecordFilterSet):
    q = SearchFilter(
        ["record__number", "report__project__number", "report__project__name"],
        _("Record or project"),
    )
    month = RecordIdFilter("report", _("Month"))
    status = django_filters.ChoiceFilter(
        choices=Correction.Status.choices, label=_("Status"), empty_label=_("All")
    )
    place = PlaceFilter("report__project__place__code")
    since = MonthFilterField("report__month", "gte", label=_("From"))
    until = MonthFilterField("report__month", "lte", label=_("Until"))
    sort = SortFilter(fields={"created_at": "asked", "report__month": "month"})

    class Meta:
        model = Correction
        fields: list[str] = []

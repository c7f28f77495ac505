"""Narrowing the list of needs."""

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from projects.common.filters import RecordFilterSet, SearchFilter, SortFilter
from projects.needs.models import Need
from projects.places.filters import PlaceFilter

OPEN = ("open", _("Awaiting a project"))  # registered or verified


class NeedFilter(RecordFilterSet):
    q = SearchFilter(["title", "place__name"], label=_("Need or community"))
    place = PlaceFilter("place__code")
    field = django_filters.ChoiceFilter(
        label=_("Service field"), choices=Need.Field, empty_label=_("All")
    )
    group = django_filters.ChoiceFilter(
        label=_("Target group"),
        choices=Need.TargetGroup,
        empty_label=_("All"),
        method="for_group",
    )
    source = django_filters.ChoiceFilter(
        label=pgettext_lazy("need", "Source"), choices=Need.Source, empty_label=_("All")
    )
    urgency = django_filters.ChoiceFilter(
        label=_("Urgency"), choices=Need.Urgency, empty_label=_("All")
    )
    status = django_filters.ChoiceFilter(
        label=_("Status"),
        choices=[OPEN, *Need.Status.choices],
        empty_label=_("All"),
        method="at_status",
    )
    sort = SortFilter(
        fields={
            "title": "title",
            "place__code": "place",
            "people_affected": "people",
            "reported_on": "reported",
        }
    )

    class Meta:
        model = Need
        fields: list[str] = []

    def for_group(self, rows: Any, _name: str, group: str) -> Any:
        return rows.for_group(group)

    def at_status(self, rows: Any, _name: str, status: str) -> Any:
        return rows.open() if status == OPEN[0] else rows.filter(status=status)

"""Narrowing the list of needs."""

import django_filters
from django.utils.translation import gettext_lazy as _

from projects.common.filters import RecordFilterSet, SearchFilter, SortFilter
from projects.needs.models import Need
from projects.places.filters import PlaceFilter


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
        method=lambda rows, _name, group: rows.for_group(group),
    )
    status = django_filters.ChoiceFilter(
        label=_("Status"), choices=Need.Status, empty_label=_("All")
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

"""Narrowing the list of agencies."""

from typing import Any

import django_filters
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.agencies.models import Agency
from projects.common.filters import RecordFilterSet, SearchFilter, SortFilter
from projects.common.service_fields import ServiceField
from projects.places.filters import PlaceFilter

UNGRADED = "none"  # an empty value would mean "all"


class AgencyFilter(RecordFilterSet):
    """By name or credit code, place of registration, grade, and whether it is listed today."""

    q = SearchFilter(["name", "credit_code"], _("Name or credit code"))
    place = PlaceFilter("place__code", label=_("Place of registration"))
    grade = django_filters.ChoiceFilter(
        method="with_grade",
        label=_("Assessment grade"),
        choices=[
            *((value, label) for value, label in Agency.Grade.choices if value),
            (UNGRADED, Agency.Grade.NONE.label),
        ],
        empty_label=_("All"),
    )
    field = django_filters.ChoiceFilter(
        field_name="fields__field",
        label=_("Field of work"),
        choices=ServiceField.choices,
        empty_label=_("All"),
    )
    state = django_filters.ChoiceFilter(
        method="in_state",
        label=_("State"),
        choices=[("clear", _("Not listed")), ("listed", _("Listed"))],
        empty_label=_("All"),
    )
    sort = SortFilter(
        fields={
            "name": "name",
            "place__code": "place",
            "grade": "grade",
            "registered_on": "registered",
        }
    )

    class Meta:
        model = Agency
        fields: list[str] = []

    def with_grade(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.filter(grade="" if value == UNGRADED else value)

    def in_state(self, queryset: Any, name: str, value: str) -> Any:
        today = timezone.localdate()
        if value == "listed":
            return queryset.listed_on(today)
        return queryset.exclude(pk__in=Agency.objects.listed_on(today).values("pk"))

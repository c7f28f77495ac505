"""Filters of service records."""

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from projects.common.filters import RecordFilterSet, RecordIdFilter, SearchFilter, SortFilter
from projects.common.service_fields import ServiceField
from projects.delivery.models import ServiceRecord, ServiceRule
from projects.places.filters import PlaceFilter


class ServiceFilter(RecordFilterSet):
    q = SearchFilter(["number", "project__number", "project__name"], _("Number or project"))
    project = RecordIdFilter("project", _("Project"))
    method = django_filters.ChoiceFilter(
        choices=ServiceRecord.Method, label=_("Service method"), empty_label=_("All")
    )
    field = django_filters.ChoiceFilter(
        choices=ServiceField, label=_("Service field"), empty_label=_("All")
    )
    lead = django_filters.CharFilter(
        "lead__name", "icontains", label=_("Social worker in charge"), max_length=50
    )
    case = RecordIdFilter("case", _("Case"))
    group = RecordIdFilter("group", _("Group"))
    place = PlaceFilter("county_code")
    unusual = django_filters.ChoiceFilter(
        method="among_unusual",
        label=_("Unusual"),
        choices=[("true", _("Times overlap, or a long day"))],
        empty_label=_("All"),
    )
    since = django_filters.DateFilter("date", "gte", label=_("From"))
    until = django_filters.DateFilter("date", "lte", label=_("Until"))
    sort = SortFilter(fields={"date": "date", "attendances": "attendances", "hours": "hours"})

    class Meta:
        model = ServiceRecord
        fields: list[str] = []

    def among_unusual(self, rows: Any, _name: str, _value: str) -> Any:
        return rows.unusual(ServiceRule.objects.visible_to(self.request.user))

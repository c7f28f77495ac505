"""Filters of case files."""

import django_filters
from django.utils.translation import gettext_lazy as _

from projects.common.filters import RecordFilterSet, RecordIdFilter, SearchFilter, SortFilter
from projects.common.service_fields import ServiceField
from projects.delivery.models import CaseFile
from projects.places.filters import PlaceFilter


class CaseFilter(RecordFilterSet):
    q = SearchFilter(
        ["number", "beneficiary__number", "project__number", "project__name"],
        _("Number, person or project"),
    )
    project = RecordIdFilter("project", _("Project"))
    status = django_filters.ChoiceFilter(
        choices=CaseFile.Status, label=_("Status"), empty_label=_("All")
    )
    field = django_filters.ChoiceFilter(
        choices=ServiceField, label=_("Service field"), empty_label=_("All")
    )
    place = PlaceFilter("project__place__code")
    since = django_filters.DateFilter("opened_on", "gte", label=_("Opened from"))
    until = django_filters.DateFilter("opened_on", "lte", label=_("Opened until"))
    sort = SortFilter(fields={"opened_on": "opened_on", "interview_count": "interviews"})

    class Meta:
        model = CaseFile
        fields: list[str] = []

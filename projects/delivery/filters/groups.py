"""Filters of groups."""

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from projects.common.filters import RecordFilterSet, RecordIdFilter, SearchFilter, SortFilter
from projects.common.service_fields import ServiceField
from projects.delivery.models import ServiceGroup
from projects.places.filters import PlaceFilter

STATES = (("open", pgettext_lazy("group", "Meeting")), ("closed", pgettext_lazy("group", "Ended")))


class GroupFilter(RecordFilterSet):
    q = SearchFilter(
        ["number", "name", "project__number", "project__name"], _("Number, name or project")
    )
    project = RecordIdFilter("project", _("Project"))
    state = django_filters.ChoiceFilter(
        choices=STATES, label=_("Status"), empty_label=_("All"), method="in_state"
    )
    kind = django_filters.ChoiceFilter(
        choices=ServiceGroup.Kind, label=_("Kind of group"), empty_label=_("All")
    )
    field = django_filters.ChoiceFilter(
        choices=ServiceField, label=_("Service field"), empty_label=_("All")
    )
    place = PlaceFilter("project__place__code")
    since = django_filters.DateFilter("opened_on", "gte", label=_("Began from"))
    until = django_filters.DateFilter("opened_on", "lte", label=_("Began until"))
    sort = SortFilter(fields={"opened_on": "opened_on", "held": "sessions"})

    class Meta:
        model = ServiceGroup
        fields: list[str] = []

    def in_state(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(closed_on__isnull=value == "open")

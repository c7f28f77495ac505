"""Filters of the access log."""

import django_filters
from django.utils.translation import gettext_lazy as _

from projects.audit.models import Access
from projects.common.filters import RecordFilterSet, SearchFilter, SortFilter


class AccessFilter(RecordFilterSet):
    q = SearchFilter(["about", "user__name", "user__username"], _("Number or who opened it"))
    what = django_filters.ChoiceFilter(
        choices=Access.What, label=_("What was opened"), empty_label=_("All")
    )
    since = django_filters.DateFilter("at", "date__gte", label=_("From"))
    until = django_filters.DateFilter("at", "date__lte", label=_("Until"))
    sort = SortFilter(fields={"at": "at", "about": "about"})

    class Meta:
        model = Access
        fields: list[str] = []

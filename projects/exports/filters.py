"""Filters of exports."""

import django_filters
from django.utils.translation import gettext_lazy as _

from projects.common.filters import RecordFilterSet, SortFilter
from projects.exports.models import Export
from projects.exports.sheets import choices
from projects.jobs.models import Job


class ExportFilter(RecordFilterSet):
    list = django_filters.ChoiceFilter(choices=choices, label=_("List"), empty_label=_("All"))
    status = django_filters.ChoiceFilter(
        "job__status", choices=Job.Status, label=_("Status"), empty_label=_("All")
    )
    sort = SortFilter(fields={"created_at": "created_at"})

    class Meta:
        model = Export
        fields: list[str] = []

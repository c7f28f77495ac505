"""Filters of report runs and schedules."""

import django_filters
from django.utils.translation import gettext_lazy as _

from projects.common.filters import RecordFilterSet, SortFilter
from projects.jobs.models import Job
from projects.places.filters import PlaceFilter
from projects.reports.definitions.registry import report_choices
from projects.reports.models import ReportRun, ReportSchedule


class ReportRunFilter(RecordFilterSet):
    report = django_filters.ChoiceFilter(
        choices=report_choices, label=_("Report"), empty_label=_("All")
    )
    place = PlaceFilter("place__code")
    status = django_filters.ChoiceFilter(
        "job__status", choices=Job.Status, label=_("Status"), empty_label=_("All")
    )
    as_of = django_filters.DateFilter("as_of", label=_("As of"))
    sort = SortFilter(fields={"place__code": "place", "as_of": "as_of", "created_at": "created_at"})

    class Meta:
        model = ReportRun
        fields: list[str] = []


class ReportScheduleFilter(RecordFilterSet):
    report = django_filters.ChoiceFilter(
        choices=report_choices, label=_("Report"), empty_label=_("All")
    )
    sort = SortFilter(fields={"next_at": "next", "place__code": "place"})

    class Meta:
        model = ReportSchedule
        fields: list[str] = []

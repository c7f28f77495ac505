"""Filters of report runs and schedules."""

from types import MappingProxyType
from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from projects.common.filters import RecordFilterSet, RecordIdFilter, SortFilter
from projects.jobs.models import Job
from projects.places.filters import PlaceFilter
from projects.reports.definitions.registry import report_choices
from projects.reports.models import ReportRun, ReportSchedule

WITHOUT, WITH = "without", "with"
PACKAGES = [(WITHOUT, _("Without those inside")), (WITH, _("Also those inside"))]


class ReportRunFilter(RecordFilterSet):
    """A package makes more than a hundred runs at once; they would push all others off the page."""

    usual = MappingProxyType({"packages": WITHOUT})

    report = django_filters.ChoiceFilter(
        choices=report_choices, label=_("Report"), empty_label=_("All")
    )
    place = PlaceFilter("place__code")
    status = django_filters.ChoiceFilter(
        "job__status", choices=Job.Status, label=_("Status"), empty_label=_("All")
    )
    as_of = django_filters.DateFilter("as_of", label=_("As of"))
    packages = django_filters.ChoiceFilter(
        choices=PACKAGES, label=_("Packages"), empty_label=None, method="of_packages"
    )
    package = RecordIdFilter("package", pgettext_lazy("report", "Package"))
    sort = SortFilter(fields={"place__code": "place", "as_of": "as_of", "created_at": "created_at"})

    class Meta:
        model = ReportRun
        fields: list[str] = []

    def of_packages(self, rows: Any, _name: str, value: str) -> Any:
        """Who names one package wants its runs, whatever else is chosen."""
        is_open = value == WITH or self.form.cleaned_data["package"]
        return rows if is_open else rows.filter(package=None)


class ReportScheduleFilter(RecordFilterSet):
    report = django_filters.ChoiceFilter(
        choices=report_choices, label=_("Report"), empty_label=_("All")
    )
    sort = SortFilter(fields={"next_at": "next", "place__code": "place"})

    class Meta:
        model = ReportSchedule
        fields: list[str] = []

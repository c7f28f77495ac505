"""Filters of rounds and filings."""

from typing import Any

import django_filters
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from projects.common.filters import RecordFilterSet, RecordIdFilter, SortFilter
from projects.filing.models import Filing, Round, RoundRule
from projects.places.filters import PlaceFilter
from projects.reports.definitions.registry import report_choices

LATE, MINE = "late", "mine"
SHOW = [
    (MINE, _("Waiting for me")),
    (LATE, pgettext_lazy("filing", "Late")),
    *Filing.Status.choices,
]


class RoundFilter(RecordFilterSet):
    report = django_filters.ChoiceFilter(
        choices=report_choices, label=_("Report"), empty_label=_("All")
    )
    period = django_filters.ChoiceFilter(
        choices=Round.Period, label=pgettext_lazy("filing", "Period"), empty_label=_("All")
    )
    sort = SortFilter(fields={"until": "until", "county_due": "due"})

    class Meta:
        model = Round
        fields: list[str] = []


class RoundRuleFilter(RecordFilterSet):
    report = django_filters.ChoiceFilter(
        choices=report_choices, label=_("Report"), empty_label=_("All")
    )
    sort = SortFilter(fields={"next_at": "next"})

    class Meta:
        model = RoundRule
        fields: list[str] = []


class FilingFilter(RecordFilterSet):
    report = django_filters.ChoiceFilter(
        "round__report", choices=report_choices, label=_("Report"), empty_label=_("All")
    )
    period = django_filters.ChoiceFilter(
        "round__period",
        choices=Round.Period,
        label=pgettext_lazy("filing", "Period"),
        empty_label=_("All"),
    )
    place = PlaceFilter("place__code")
    status = django_filters.ChoiceFilter(
        choices=SHOW, label=_("Status"), empty_label=_("All"), method="at_status"
    )
    round = RecordIdFilter("round", _("Round"))
    sort = SortFilter(fields={"place__code": "place", "round__until": "until", "due": "due"})

    class Meta:
        model = Filing
        fields: list[str] = []

    def at_status(self, rows: Any, _name: str, value: str) -> Any:
        user = self.request.user
        if value == MINE:
            return rows.to_submit(user) | rows.to_decide(user)
        return rows.late(timezone.localdate()) if value == LATE else rows.filter(status=value)

"""Filters of payments and of what is due."""

import calendar
from datetime import date
from typing import Any

import django_filters
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.common.filters import RecordFilterSet, RecordIdFilter, SearchFilter, SortFilter
from projects.funding.filters.shared import LevelWhereItLies
from projects.funding.models import (
    Budget,
    Disbursement,
    Level,
    Source,
)
from projects.pilots.filters import plan_choices
from projects.places.filters import LinkedPlaceFilter, PlaceFilter


class DisbursementFilter(RecordFilterSet):
    q = SearchFilter(
        ["number", "source__project__number", "source__project__name", "document_number"],
        _("Number, project or document"),
    )
    place = PlaceFilter("source__project__place__code")
    level = django_filters.ChoiceFilter(
        "source__budget__level", choices=Level, label=_("Level that pays"), empty_label=_("All")
    )
    nature = django_filters.ChoiceFilter(
        "source__budget__nature", choices=Budget.Nature, label=_("Nature"), empty_label=_("All")
    )
    status = django_filters.ChoiceFilter(
        choices=Disbursement.Status, label=_("Status"), empty_label=_("All")
    )
    receipt = django_filters.ChoiceFilter(
        method="by_receipt",
        choices=[("open", _("Not confirmed")), ("confirmed", _("Confirmed"))],
        label=_("Receipt"),
        empty_label=_("All"),
    )
    project = RecordIdFilter("source__project", _("Project"))
    counted = django_filters.ChoiceFilter(
        method="of_the_counters",
        choices=[("1", _("yes"))],
        label=_("Paid out"),
        widget=forms.HiddenInput,
    )
    plan = django_filters.ChoiceFilter(
        "source__budget__plan",
        choices=plan_choices,
        label=_("Action plan"),
        widget=forms.HiddenInput,
    )
    year = RecordIdFilter("source__budget__year", _("Year of payment"))
    payer = LinkedPlaceFilter("source__budget__place__code", _("Who pays"))
    holder = LinkedPlaceFilter("source__budget__holder__code", _("Where it lies"))
    lies = LevelWhereItLies("source__budget__holder__level")
    sort = SortFilter(
        fields={
            "number": "number",
            "source__project__name": "project",
            "source__budget__level": "level",
            "amount": "amount",
            "day": "day",
        }
    )

    class Meta:
        model = Disbursement
        fields: list[str] = []

    def of_the_counters(self, queryset: Any, name: str, value: str) -> Any:
        """What has moved the running totals: what links from sums ask for."""
        return queryset.counted()

    def by_receipt(self, queryset: Any, name: str, value: str) -> Any:
        """Paid and not reversed, with or without the confirmation of the agency."""
        if value == "open":
            return queryset.unreceived()
        paid = queryset.filter(status=Disbursement.Status.APPROVED, reverses__isnull=True)
        return paid.filter(received_on__isnull=False)


class DueFilter(RecordFilterSet):
    """By the month until whose end the tranche is planned, by place, level and how it stands.

    What may be paid comes first: until the end of this month, with the milestone reached. Of one
    project all that is planned is shown.
    """

    month = django_filters.CharFilter(
        method="until_month",
        label=_("Until the end of"),
        max_length=7,
        widget=forms.TextInput(attrs={"type": "month"}),
    )
    place = PlaceFilter("project__place__code")
    level = django_filters.ChoiceFilter(
        "budget__level", choices=Level, label=_("Level that pays"), empty_label=_("All")
    )
    show = django_filters.ChoiceFilter(
        method="by_standing",
        choices=[
            ("reached", _("Milestone reached")),
            ("late", _("Late")),
            ("waiting", _("Milestone not reached")),
            ("all", _("All")),
        ],
        label=_("Standing"),
        empty_label=None,
    )
    project = RecordIdFilter("project", _("Project"))

    class Meta:
        model = Source
        fields: list[str] = []

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        show = "all" if data and data.get("project") else "reached"
        self.usual = {"month": f"{timezone.localdate():%Y-%m}", "show": show}
        super().__init__(data, *args, **kwargs)

    def until_month(self, queryset: Any, name: str, value: str) -> Any:
        """Until the last day of "2018-05"; what is no month is not asked for."""
        year, _dash, month = value.partition("-")
        if not (
            year.isdecimal() and len(year) == 4 and month.isdecimal() and 1 <= int(month) <= 12
        ):
            return queryset
        last = max(int(year), 1), int(month)
        return queryset.filter(planned_on__lte=date(*last, calendar.monthrange(*last)[1]))

    def by_standing(self, queryset: Any, name: str, value: str) -> Any:
        """Late: the milestone is reached and the planned day is over."""
        if value == "all":
            return queryset
        if value == "waiting":
            return queryset.filter(reached_on__isnull=True)
        reached = queryset.filter(reached_on__isnull=False)
        return reached.filter(planned_on__lt=timezone.localdate()) if value == "late" else reached

"""Filters of what is spent, of its rules and of the runs that add everything up again."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from projects.common.filters import RecordFilterSet, RecordIdFilter, SearchFilter, SortFilter
from projects.funding.filters.shared import LevelWhereItLies
from projects.funding.models import (
    Budget,
    Expenditure,
    Level,
    Reconciliation,
    SpendingRule,
)
from projects.pilots.filters import plan_choices
from projects.pilots.models import BudgetLine
from projects.places.filters import LinkedPlaceFilter, PlaceFilter


class ReconciliationFilter(RecordFilterSet):
    result = django_filters.ChoiceFilter(
        method="with_result",
        choices=[("bad", _("Differences or unfinished")), ("good", _("No difference"))],
        label=_("Result"),
        empty_label=_("All"),
    )
    sort = SortFilter(fields={"started_at": "started_at", "differences": "differences"})

    class Meta:
        model = Reconciliation
        fields: list[str] = []

    def with_result(self, rows: Any, name: str, value: str) -> Any:
        good = Q(differences=0, finished_at__isnull=False)
        return rows.filter(good if value == "good" else ~good)


class ExpenditureFilter(RecordFilterSet):
    q = SearchFilter(
        ["number", "voucher", "payee", "source__project__number", "source__project__name"],
        _("Number, voucher, payee or project"),
    )
    place = PlaceFilter("source__project__place__code")
    category = django_filters.ChoiceFilter(
        "line__category", choices=BudgetLine.Category, label=_("Category"), empty_label=_("All")
    )
    level = django_filters.ChoiceFilter(
        "source__budget__level", choices=Level, label=_("Level that pays"), empty_label=_("All")
    )
    nature = django_filters.ChoiceFilter(
        "source__budget__nature", choices=Budget.Nature, label=_("Nature"), empty_label=_("All")
    )
    project = RecordIdFilter("source__project", _("Project"))
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
            "amount": "amount",
            "day": "day",
        }
    )

    class Meta:
        model = Expenditure
        fields: list[str] = []


class SpendingRuleFilter(RecordFilterSet):
    q = SearchFilter(["place__name", "document"], label=_("Place or document"))
    year = django_filters.NumberFilter(label=_("Year"), min_value=2000, max_value=2100)

    class Meta:
        model = SpendingRule
        fields: list[str] = []

"""Filters of budget lines and of what is allocated from them."""

import django_filters
from django.utils.translation import gettext_lazy as _

from projects.common.filters import RecordFilterSet, RecordIdFilter, SearchFilter, SortFilter
from projects.funding.filters.shared import LevelWhereItLies, years
from projects.funding.models import (
    Allocation,
    Budget,
    Level,
)
from projects.pilots.filters import plan_choices
from projects.places.filters import LinkedPlaceFilter, PlaceFilter


class BudgetFilter(RecordFilterSet):
    q = SearchFilter(["document_number"], _("Document number"))
    place = PlaceFilter("holder__code", label=_("Where it lies"))
    level = django_filters.ChoiceFilter(
        choices=Level, label=_("Level that pays"), empty_label=_("All")
    )
    nature = django_filters.ChoiceFilter(
        choices=Budget.Nature, label=_("Nature"), empty_label=_("All")
    )
    plan = django_filters.ChoiceFilter(
        choices=plan_choices, label=_("Action plan"), empty_label=_("All")
    )
    year = django_filters.ChoiceFilter(
        choices=years, label=_("Year of payment"), empty_label=_("All")
    )
    payer = LinkedPlaceFilter("place__code", _("Who pays"))
    holder = LinkedPlaceFilter("holder__code", _("Where it lies"))
    lies = LevelWhereItLies("holder__level")
    sort = SortFilter(
        fields={
            "holder__code": "place",
            "year": "year",
            "amount": "amount",
            "transferred": "transferred",
            "allocated": "allocated",
            "document_date": "document_date",
        }
    )

    class Meta:
        model = Budget
        fields: list[str] = []


class AllocationFilter(RecordFilterSet):
    q = SearchFilter(
        ["number", "project__number", "project__name", "document_number"],
        _("Number, project or document"),
    )
    place = PlaceFilter("project__place__code")
    level = django_filters.ChoiceFilter(
        "budget__level", choices=Level, label=_("Level that pays"), empty_label=_("All")
    )
    nature = django_filters.ChoiceFilter(
        "budget__nature", choices=Budget.Nature, label=_("Nature"), empty_label=_("All")
    )
    plan = django_filters.ChoiceFilter(
        "project__plan", choices=plan_choices, label=_("Action plan"), empty_label=_("All")
    )
    kind = django_filters.ChoiceFilter(
        choices=Allocation.Kind, label=_("Kind"), empty_label=_("All")
    )
    project = RecordIdFilter("project", _("Project"))
    budget = RecordIdFilter("budget", _("Budget line"))
    year = RecordIdFilter("budget__year", _("Year of payment"))
    payer = LinkedPlaceFilter("budget__place__code", _("Who pays"))
    holder = LinkedPlaceFilter("budget__holder__code", _("Where it lies"))
    lies = LevelWhereItLies("budget__holder__level")
    sort = SortFilter(
        fields={
            "number": "number",
            "project__name": "project",
            "budget__level": "level",
            "amount": "amount",
            "day": "day",
        }
    )

    class Meta:
        model = Allocation
        fields: list[str] = []

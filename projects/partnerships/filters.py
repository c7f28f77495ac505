"""Narrowing the lists of pairings, batches and exchanges."""

from typing import Any

import django_filters
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from projects.common.filters import RecordFilterSet, RecordIdFilter, SearchFilter, SortFilter
from projects.partnerships.models import Dispatch, Exchange, Pairing
from projects.places.filters import PlaceFilter


class YearFilter(django_filters.NumberFilter):
    """Rows whose day lies in a year."""

    def __init__(self, day: str) -> None:
        super().__init__(day, "year", label=_("Year"), min_value=1990, max_value=2100)


class PairingFilter(RecordFilterSet):
    """By either agency, the place of the helping one, and whether it goes on."""

    q = SearchFilter(
        ["helper__name", "helped_name", "helped_place", "helped_province"], _("Agency or place")
    )
    place = PlaceFilter("helper__place__code")
    state = django_filters.ChoiceFilter(
        method="in_state",
        label=_("State"),
        choices=[("running", pgettext_lazy("pairing", "Running")), ("ended", _("Ended"))],
        empty_label=_("All"),
    )
    sort = SortFilter(
        fields={"since": "since", "helper__place__code": "place", "helped_name": "helped"}
    )

    class Meta:
        model = Pairing
        fields: list[str] = []

    def in_state(self, queryset: Any, name: str, value: str) -> Any:
        today = timezone.localdate()
        if value == "running":
            return queryset.running_on(today)
        return queryset.filter(until__lt=today)


class DispatchFilter(RecordFilterSet):
    """By agency, place or purpose, the place of the helping agency, the year, and one pairing."""

    q = SearchFilter(
        ["pairing__helper__name", "pairing__helped_name", "place", "purpose"],
        _("Agency, place or purpose"),
    )
    place = PlaceFilter("pairing__helper__place__code")
    year = YearFilter("starts")
    pairing = RecordIdFilter("pairing", _("Pairing"))
    sort = SortFilter(fields={"starts": "starts", "pairing__helper__place__code": "place"})

    class Meta:
        model = Dispatch
        fields: list[str] = []


class ExchangeFilter(RecordFilterSet):
    """By words, kind, place and year."""

    q = SearchFilter(["counterpart", "people", "agency__name"], _("Counterpart, people or agency"))
    kind = django_filters.ChoiceFilter(
        label=_("Kind"), choices=Exchange.Kind.choices, empty_label=_("All")
    )
    place = PlaceFilter("place__code")
    year = YearFilter("on")
    sort = SortFilter(fields={"on": "on", "kind": "kind", "place__code": "place"})

    class Meta:
        model = Exchange
        fields: list[str] = []

"""Narrowing the list of social workers."""

from types import MappingProxyType
from typing import Any

import django_filters
from django.core.cache import cache
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.agencies.models import Agency
from projects.common.filters import RecordFilterSet, SearchFilter, SortFilter
from projects.places.filters import PlaceFilter
from projects.workers.models import Certificate, Honour, SocialWorker, Statistic

_AGENCIES_KEY = "workers:agencies"
ANY, NONE = "any", "none"


class AgencyFilter(django_filters.ChoiceFilter):
    """One of the agencies that the user may see, remembered for a few minutes."""

    @property
    def field(self) -> Any:
        if not hasattr(self, "_field"):
            self.extra["choices"] = agency_choices(self.parent.request.user)
        return super().field


def agency_choices(user: Any) -> list[tuple[int, str]]:
    """The agencies that ``user`` may see: all for whoever is bound to a place, else her own."""
    key = f"{_AGENCIES_KEY}:{user.role}:{user.agency_id}"
    if (known := cache.get(key)) is not None:
        return known
    choices = list(Agency.objects.visible_to(user).values_list("pk", "name"))
    cache.set(key, choices, timeout=300)
    return choices


class WorkerSearch(SearchFilter):
    """Rows whose name contains the text, or that hold the certificate of that number."""

    def filter(self, qs: Any, value: str) -> Any:
        if not value:
            return qs
        holds = Certificate.objects.filter(worker=OuterRef("pk"), number__iexact=value)
        return qs.filter(Q(name__icontains=value) | Exists(holds))


class WorkerFilter(RecordFilterSet):
    """By name or certificate number, county, agency, certificate, and whether still in social work."""

    q = WorkerSearch(["name"], _("Name or certificate number"))
    place = PlaceFilter("place__code")
    agency = AgencyFilter("agency", label=_("Agency"), empty_label=_("All"))
    certificate = django_filters.ChoiceFilter(
        method="with_certificate",
        label=_("Certificate"),
        choices=[(ANY, _("Certified")), (NONE, _("Not certified")), *Certificate.Level.choices],
        empty_label=_("All"),
    )
    state = django_filters.ChoiceFilter(
        method="in_state",
        label=_("State"),
        choices=[("active", _("In social work")), ("left", _("Left social work"))],
        empty_label=_("All"),
    )
    sort = SortFilter(
        fields={
            "name": "name",
            "place__code": "place",
            "agency__name": "agency",
            "since": "since",
        }
    )

    class Meta:
        model = SocialWorker
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.request.user.scope.agency_id:
            del self.filters["agency"]  # she sees her own agency's workers only

    def with_certificate(self, queryset: Any, name: str, value: str) -> Any:
        today = timezone.localdate()
        if value == ANY:
            return queryset.certified_on(today)
        held = Certificate.objects.filter(worker=OuterRef("pk"), issued_on__lte=today)
        if value == NONE:
            return queryset.exclude(Exists(held))
        return queryset.filter(Exists(held.filter(level=value)))

    def in_state(self, queryset: Any, name: str, value: str) -> Any:
        active = queryset.active_on(timezone.localdate())
        if value == "active":
            return active
        return queryset.filter(left_on__lte=timezone.localdate())


class StatisticFilter(RecordFilterSet):
    """By source, place, what is counted, the year of the figure, and whether it still stands."""

    usual = MappingProxyType({"state": "current"})

    q = SearchFilter(["source"], _("Source"))
    place = PlaceFilter("place__code")
    measure = django_filters.ChoiceFilter(
        label=_("What is counted"), choices=Statistic.Measure.choices, empty_label=_("All")
    )
    year = django_filters.NumberFilter(
        "as_of__year", label=_("Year of the figure"), min_value=1900, max_value=2100
    )
    state = django_filters.ChoiceFilter(
        method="in_state",
        label=_("State"),
        choices=[("current", _("In force")), ("replaced", _("Corrected"))],
        empty_label=_("All"),
    )
    sort = SortFilter(fields={"as_of": "day", "place__code": "place", "value": "figure"})

    class Meta:
        model = Statistic
        fields: list[str] = []

    def in_state(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.filter(replaced_by__isnull=value == "current")


class HonourFilter(RecordFilterSet):
    """By name or document, place, batch and year."""

    q = SearchFilter(["name", "worker__name", "document_number"], _("Name or document number"))
    place = PlaceFilter("place__code")
    batch = django_filters.NumberFilter(label=_("Batch"), min_value=1, max_value=99)
    year = django_filters.NumberFilter(label=_("Year"), min_value=2000, max_value=2100)
    sort = SortFilter(
        fields={"year": "year", "batch": "batch", "place__code": "place", "amount": "amount"}
    )

    class Meta:
        model = Honour
        fields: list[str] = []

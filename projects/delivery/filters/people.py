"""Filters of the register."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.common.filters import RecordFilterSet, RecordIdFilter, SearchFilter, SortFilter
from projects.delivery.ages import AgeBand
from projects.delivery.models import Beneficiary
from projects.needs.models import Need
from projects.places.filters import PlaceFilter


class BandFilter(django_filters.ChoiceFilter):
    """Those of one age band today."""

    def filter(self, qs: Any, value: Any) -> QuerySet:
        return qs.in_band(value, timezone.localdate()) if value else qs


class GroupFilter(django_filters.ChoiceFilter):
    """Those who belong to one target group, among others."""

    def filter(self, qs: QuerySet, value: Any) -> QuerySet:
        return qs.filter(groups__contains=f",{value},") if value else qs


class BeneficiaryFilter(RecordFilterSet):
    """By number and by what is counted; never by a name or an ID number, which stay out of addresses."""

    q = SearchFilter(["number"], _("Number, such as FWDX-2018-000012"))
    person = RecordIdFilter("person", _("The same person"))
    sex = django_filters.ChoiceFilter(choices=Beneficiary.Sex, label=_("Sex"), empty_label=_("All"))
    band = BandFilter(choices=AgeBand, label=_("Age"), empty_label=_("All"))
    group = GroupFilter(choices=Need.TargetGroup, label=_("Target group"), empty_label=_("All"))
    place = PlaceFilter("place__code")
    sort = SortFilter(fields={"number": "number", "place__code": "place", "created_at": "since"})

    class Meta:
        model = Beneficiary
        fields: list[str] = []

"""Filters of packages."""

import django_filters
from django.utils.translation import gettext_lazy as _

from projects.common.filters import RecordFilterSet, SortFilter
from projects.packages.models import Package
from projects.places.filters import PlaceFilter


class PackageFilter(RecordFilterSet):
    place = PlaceFilter("place__code")
    as_of = django_filters.DateFilter("as_of", label=_("As of"))
    sort = SortFilter(fields={"created_at": "created_at", "as_of": "as_of"})

    class Meta:
        model = Package
        fields: list[str] = []

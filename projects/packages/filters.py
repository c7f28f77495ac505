"""Filters of packages."""

from projects.common.filters import RecordFilterSet, SortFilter
from projects.packages.models import Package


class PackageFilter(RecordFilterSet):
    sort = SortFilter(fields={"created_at": "created_at", "as_of": "as_of"})

    class Meta:
        model = Package
        fields: list[str] = []

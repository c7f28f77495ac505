"""Narrowing the list of uploads."""

from django.utils.translation import gettext_lazy as _

from projects.common.filters import RecordFilterSet, SearchFilter, SortFilter
from projects.imports.models import Upload


class UploadFilter(RecordFilterSet):
    q = SearchFilter(["name"], label=_("File name"))
    sort = SortFilter(fields={"name": "name", "created_at": "created_at"})

    class Meta:
        model = Upload
        fields: list[str] = []

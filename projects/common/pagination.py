"""Pages of a list whose columns are also added up."""

from typing import Any, ClassVar

from django.core.paginator import Paginator
from django.db.models import Count
from django.utils.functional import cached_property


class SummingPaginator(Paginator):
    """A paginator that adds up columns in the same query that counts the rows."""

    aggregates: ClassVar[dict[str, Any]] = {}

    @cached_property
    def sums(self) -> dict[str, Any]:
        """The number of rows and the sums over all pages."""
        return self.object_list.order_by().aggregate(rows=Count("pk"), **self.aggregates)

    @cached_property
    def count(self) -> int:
        return self.sums["rows"]

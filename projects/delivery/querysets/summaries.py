"""Reading the totals of months and years."""

from typing import Self

from projects.common.roles import OFFICIALS, Role
from projects.common.scoping import ScopedQuerySet


class SummaryMonthQuerySet(ScopedQuerySet):
    """The months as locks and marks: nobody reads them."""

    def dirty(self) -> Self:
        """Those whose totals are to be rebuilt."""
        return self.filter(is_dirty=True)


class SummaryYearQuerySet(ScopedQuerySet):
    """The years as marks: nobody reads them."""

    def dirty(self) -> Self:
        """Those that are to be added up again."""
        return self.filter(is_dirty=True)


class CountySummaryQuerySet(ScopedQuerySet):
    """Totals by county: read where the services are, which were counted by the same county."""

    place_lookup = "county_code"
    readers = OFFICIALS | {Role.AUDITOR}


class ProjectSummaryQuerySet(ScopedQuerySet):
    """Totals by project: the agency reads its own, too."""

    place_lookup = "county_code"
    agency_lookup = "project__agency_id"
    readers = CountySummaryQuerySet.readers | {Role.AGENCY}

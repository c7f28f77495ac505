"""Adding up the months of years that are over, so that a report over years reads a twelfth of the rows."""

from collections import defaultdict
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from projects.delivery.actions.marks import locked
from projects.delivery.models import CountySummary, CountyYear, SummaryYear
from projects.delivery.totals import CountyAndYear, Totals, of_years, within

AT_ONCE = 25  # years added up in one transaction, each with its twelve months


def add_up_years() -> int:
    """Adds up the years that are over and marked; gives how many counties and years that was.

    A year with a marked month waits until that month is made anew.
    """
    over = SummaryYear.objects.dirty().filter(year__lt=timezone.localdate().year)
    found = [CountyAndYear(*pair) for pair in over.values_list("county_code", "year")]
    return sum(_add_up(found[start : start + AT_ONCE]) for start in range(0, len(found), AT_ONCE))


@transaction.atomic
def _add_up(years: Sequence[CountyAndYear]) -> int:
    waiting = {cell.of_year for cell in locked([cell for year in years for cell in year.months])}
    ready = [year for year in years if year not in waiting]
    where = of_years(ready)
    CountyYear.objects.filter(where).delete()
    CountyYear.objects.bulk_create(
        CountyYear(plan_id=plan, county_code=county, year=year, method=method, **whole.columns)
        for (plan, county, year, method), whole in months_added(ready).items()
    )
    SummaryYear.objects.filter(where).update(is_dirty=False)
    return len(ready)


def months_added(years: Sequence[CountyAndYear]) -> dict[tuple[int, str, int, str], Totals]:
    """What the months of these years add up to, by plan, county, year and method, and of all methods ("")."""
    found: defaultdict[tuple[int, str, int, str], Totals] = defaultdict(Totals)
    cells = [cell for year in years for cell in year.months]
    for row in CountySummary.objects.filter(within(cells, "month")).iterator():
        for method in (row.method, ""):
            found[row.plan_id, row.county_code, row.month.year, method].add(row)
    return dict(found)

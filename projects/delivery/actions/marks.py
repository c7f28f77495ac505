"""Locking the months whose totals move, and marking months and years that are to be made anew.

Locks are taken in one order: months first, sorted, then years. Who moves a month holds its lock when the
year is marked; who adds a year up holds the locks of its twelve months.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from projects.delivery.models import SummaryMonth, SummaryYear
from projects.delivery.totals import CountyMonth, of_years, within


def mark_dirty(cells: Iterable[CountyMonth]) -> None:
    """Has the totals of these months rebuilt before anybody believes them."""
    cells = sorted(set(cells))
    rows = [SummaryMonth(**cell._asdict(), is_dirty=True) for cell in cells]
    SummaryMonth.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["county_code", "month"],
        update_fields=["is_dirty"],
    )
    mark_years(cells)


def mark_years(cells: Iterable[CountyMonth]) -> None:
    """Has nobody believe the years of these months; the months must be locked. Mostly they are marked."""
    wanted = {cell.of_year for cell in cells}
    marked = SummaryYear.objects.dirty().filter(of_years(wanted))
    missing = wanted.difference(marked.values_list("county_code", "year"))
    SummaryYear.objects.bulk_create(
        [SummaryYear(**year._asdict(), is_dirty=True) for year in sorted(missing)],
        update_conflicts=True,
        unique_fields=["county_code", "year"],
        update_fields=["is_dirty"],
    )


def locked(cells: Sequence[CountyMonth]) -> set[CountyMonth]:
    """Locks the months until the transaction ends, in their order; gives those that are dirty."""
    # One month is nearly always there; of many all are made first, else they are locked out of order.
    found = _locked_rows(cells) if len(cells) == 1 else []
    if not found:
        SummaryMonth.objects.bulk_create(
            (SummaryMonth(**cell._asdict()) for cell in cells), ignore_conflicts=True
        )
        found = _locked_rows(cells)
    return {CountyMonth(county, month) for county, month, is_dirty in found if is_dirty}


def _locked_rows(cells: Sequence[CountyMonth]) -> list[tuple[str, date, bool]]:
    rows = SummaryMonth.objects.select_for_update().filter(within(cells, "month"))
    ordered = rows.order_by("county_code", "month")
    return list(ordered.values_list("county_code", "month", "is_dirty"))

"""Whether the totals of months and years still say what the records say."""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from projects.accounts.alarm import sound_alarm
from projects.delivery.actions.marks import locked
from projects.delivery.actions.summaries import AT_ONCE, all_months
from projects.delivery.actions.years import months_added
from projects.delivery.models import (
    CountySummary,
    CountyYear,
    ProjectSummary,
    ServiceRecord,
    SummaryMonth,
    SummaryYear,
)
from projects.delivery.totals import (
    FIGURES,
    CountyAndYear,
    CountyMonth,
    Totals,
    added,
    by_county,
    of_years,
    within,
)

Cell = CountyMonth | CountyAndYear
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Difference:
    """One total that is not what the records add up to."""

    cell: Cell
    row: str
    figure: str
    stored: str
    records_say: str

    def __str__(self) -> str:
        return (
            f"{self.cell} {self.row} {self.figure}: {self.stored}, records say {self.records_say}"
        )


@dataclass(frozen=True)
class Checked:
    """What a check found; ``waiting`` months are known to be wrong and are rebuilt soon."""

    months: int
    waiting: int
    differences: tuple[Difference, ...]


def check_summaries(cells: Iterable[CountyMonth] | None = None) -> Checked:
    """Compares the totals of ``cells``, or of all months, with the records.

    People log while it reads, so what seems to differ is looked at again under the month's lock.
    """
    wanted = all_months() if cells is None else sorted(set(cells))
    dirty = SummaryMonth.objects.dirty().values_list("county_code", "month")
    waiting = {CountyMonth(*pair) for pair in dirty}.intersection(wanted)
    months = [cell for cell in wanted if cell not in waiting]
    years = sorted({cell.of_year for cell in wanted})
    found = [*_found(months, _compared), *_found(years, _years_compared)]
    return Checked(len(wanted), len(waiting), tuple(found))


def check_and_tell() -> Checked:
    """The nightly check: on differences it sounds the alarm."""
    checked = check_summaries()
    for difference in checked.differences:
        log.error("The totals of services are wrong: %s", difference)
    if checked.differences:
        with translation.override(settings.LANGUAGE_CODE):
            subject = _("The totals of services are wrong")
            text = render_to_string("delivery/alarm.txt", {"checked": checked})
        sound_alarm(subject=subject, text=text)
    return checked


def _found(
    cells: Sequence[Cell], compared: Callable[[Sequence[Any]], Iterator[Difference]]
) -> Iterator[Difference]:
    """What differs in these, looked at again while nobody writes into its months."""
    for start in range(0, len(cells), AT_ONCE):
        for cell in sorted({one.cell for one in compared(cells[start : start + AT_ONCE])}):
            with transaction.atomic():
                if not locked(cell.months):
                    yield from compared([cell])


def _compared(cells: Sequence[CountyMonth]) -> Iterator[Difference]:
    totals = added(ServiceRecord.objects.filter(within(cells)))
    by_project = {key[1:]: part for key, part in totals.items()}
    where = within(cells, "month")
    yield from _differences(CountySummary.objects.filter(where), by_county(totals))
    yield from _differences(ProjectSummary.objects.filter(where), by_project)


def _years_compared(years: Sequence[CountyAndYear]) -> Iterator[Difference]:
    """Of those that are added up: a marked year is not believed by anybody."""
    true = SummaryYear.objects.filter(of_years(years), is_dirty=False)
    known = [CountyAndYear(*pair) for pair in true.values_list("county_code", "year")]
    yield from _differences(CountyYear.objects.filter(of_years(known)), months_added(known))


def _differences(rows: QuerySet[Any], said: dict[tuple[Any, ...], Totals]) -> Iterator[Difference]:
    stored = {_key(row): row for row in rows}
    for key in sorted({*said, *stored}):
        owner, county, when, method = key
        cell = CountyMonth(county, when) if isinstance(when, date) else CountyAndYear(county, when)
        pair = stored.get(key, Totals()), said.get(key, Totals())
        for figure, was, right in _unequal(*pair):
            yield Difference(cell, f"{rows.model.__name__} {owner} {method}", figure, was, right)


def _key(row: Any) -> tuple[Any, ...]:
    owner = row.project_id if isinstance(row, ProjectSummary) else row.plan_id
    when = row.year if isinstance(row, CountyYear) else row.month
    return owner, row.county_code, when, row.method


def _unequal(stored: Any, said: Totals) -> Iterator[tuple[str, str, str]]:
    for figure in (*FIGURES, "people", "workers"):
        was, right = getattr(stored, figure), getattr(said, figure)
        if was != right:
            yield figure, _text(was), _text(right)


def _text(value: Any) -> str:
    """A figure; of a set how many are in it, and who is first, for sets that differ in one alone."""
    if not hasattr(value, "__len__"):
        return str(value)
    ids = list(getattr(value, "people", value))
    return f"{len(ids)} ({', '.join(map(str, ids[:5]))}{', …' if len(ids) > 5 else ''})"

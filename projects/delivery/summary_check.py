"""Whether the totals of months still say what the records say."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from projects.accounts.alarm import sound_alarm
from projects.delivery.actions.summaries import AT_ONCE, all_months, locked
from projects.delivery.models import CountySummary, ProjectSummary, ServiceRecord, SummaryMonth
from projects.delivery.totals import FIGURES, CountyMonth, Totals, added, by_county, within

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Difference:
    """One total that is not what the records add up to."""

    cell: CountyMonth
    row: str
    figure: str
    stored: str
    records_say: str

    def __str__(self) -> str:
        where = f"{self.cell.county_code} {self.cell.month:%Y-%m}"
        return f"{where} {self.row} {self.figure}: {self.stored}, records say {self.records_say}"


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
    found: list[Difference] = []
    for start in range(0, len(wanted), AT_ONCE):
        part = [cell for cell in wanted[start : start + AT_ONCE] if cell not in waiting]
        for cell in sorted({one.cell for one in _compared(part)}):
            found += _compared_alone(cell)
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


def _compared_alone(cell: CountyMonth) -> list[Difference]:
    """The differences of one month while nobody writes into it."""
    with transaction.atomic():
        return [] if locked([cell]) else list(_compared([cell]))


def _compared(cells: Sequence[CountyMonth]) -> Iterator[Difference]:
    totals = added(ServiceRecord.objects.filter(within(cells)))
    by_project = {key[1:]: part for key, part in totals.items()}
    for model, said in ((CountySummary, by_county(totals)), (ProjectSummary, by_project)):
        stored = _stored(model, cells)
        for key in sorted({*said, *stored}):
            owner, county, month, method = key
            row = f"{model.__name__} {owner} {method}"
            pair = stored.get(key, Totals()), said.get(key, Totals())
            for figure, was, right in _unequal(*pair):
                yield Difference(CountyMonth(county, month), row, figure, was, right)


def _stored(model: Any, cells: Sequence[CountyMonth]) -> dict[tuple[Any, ...], Any]:
    owner = "plan_id" if model is CountySummary else "project_id"
    rows = model.objects.filter(within(cells, "month"))
    return {(getattr(row, owner), row.county_code, row.month, row.method): row for row in rows}


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

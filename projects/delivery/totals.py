"""Adding up service records: what the summaries must say, computed from the records themselves."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple, Self

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth
from pyroaring import BitMap

from projects.common.bitmaps import Tally
from projects.delivery.models import Attendance, ServiceRecord


class CountyAndYear(NamedTuple):
    """One county in one year: what is marked and added up as one."""

    county_code: str
    year: int

    @property
    def months(self) -> list["CountyMonth"]:
        return [CountyMonth(self.county_code, date(self.year, n, 1)) for n in range(1, 13)]

    def __str__(self) -> str:
        return f"{self.county_code} {self.year}"


class CountyMonth(NamedTuple):
    """One county in one month: what is locked, marked and rebuilt as one."""

    county_code: str
    month: date

    @property
    def months(self) -> list["CountyMonth"]:
        return [self]

    @property
    def of_year(self) -> CountyAndYear:
        return CountyAndYear(self.county_code, self.month.year)

    def __str__(self) -> str:
        return f"{self.county_code} {self.month:%Y-%m}"


class Key(NamedTuple):
    """Whose totals: of one project and one method, in one county and month."""

    plan: int
    project: int
    county_code: str
    month: date
    method: str


@dataclass
class Totals:
    """What records add up to. Figures are sums; of people and workers there are sets."""

    records: int = 0
    attendances: int = 0
    hours: Decimal = Decimal(0)
    volunteers: int = 0
    volunteer_hours: Decimal = Decimal(0)
    rated: int = 0
    satisfied: int = 0
    people: Tally = field(default_factory=Tally)
    workers: BitMap = field(default_factory=BitMap)

    @property
    def columns(self) -> dict[str, Any]:
        """The same as a summary stores it."""
        came, again = self.people.parted()
        figures = {name: getattr(self, name) for name in FIGURES}
        return figures | {"came": came, "again": again, "workers": self.workers}

    def add(self, other: Any) -> None:
        """Takes in other totals, or a row of a summary."""
        for name in FIGURES:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.people.update(other.people)
        self.workers |= other.workers

    @classmethod
    def of_rows(cls, rows: Iterable[Any]) -> Self:
        """What totals, or rows of a summary, add up to."""
        whole = cls()
        for row in rows:
            whole.add(row)
        return whole

    @classmethod
    def of_record(cls, record: ServiceRecord) -> Self:
        """What one saved record adds."""
        came = record.attended_by.values_list("beneficiary__person", flat=True)
        assisted = record.assistants.values_list("pk", flat=True)
        figures: dict[str, Any] = {name: getattr(record, name) for name in FIGURES[1:]}
        people = Tally()
        people.add(BitMap(came))
        return cls(1, **figures, people=people, workers=BitMap([record.lead_id, *assisted]))


_YEAR = attrgetter("year")
FIGURES = tuple(one.name for one in fields(Totals) if one.name not in ("people", "workers"))


def month_of(day: date) -> date:
    """The first day of the month."""
    return day.replace(day=1)


def next_month(month: date) -> date:
    """The first day of the month after."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def cell_of(record: ServiceRecord) -> CountyMonth:
    """The county and month that ``record`` is counted in."""
    return CountyMonth(record.county_code, month_of(record.date))


def within(cells: Iterable[CountyMonth], day: str = "date") -> Q:
    """Rows of these counties and months, by ``county_code`` and the day at ``day``."""
    where = Q(pk__in=[])
    for county, first, after in _stretches(cells):
        where |= Q(county_code=county, **{f"{day}__gte": first, f"{day}__lt": after})
    return where


def of_years(wanted: Iterable[CountyAndYear]) -> Q:
    """Rows of these counties and years."""
    where = Q(pk__in=[])
    for year, members in groupby(sorted(wanted, key=_YEAR), key=_YEAR):
        where |= Q(year=year, county_code__in=[one.county_code for one in members])
    return where


def _stretches(cells: Iterable[CountyMonth]) -> Iterator[tuple[str, date, date]]:
    """The cells as county, first month and the month after the last, where months follow each other."""
    for county, members in groupby(sorted(set(cells)), key=lambda cell: cell.county_code):
        months = [cell.month for cell in members]
        first = last = months[0]
        for month in months[1:]:
            if month != next_month(last):
                yield county, first, next_month(last)
                first = month
            last = month
        yield county, first, next_month(last)


def added(records: QuerySet[ServiceRecord]) -> dict[Key, Totals]:
    """The totals of ``records`` by project, county, month and method; four queries."""
    found: defaultdict[Key, Totals] = defaultdict(Totals)
    records = records.order_by()
    sums = _keyed(records).annotate(Count("pk"), *(Sum(name) for name in FIGURES[1:]))
    for *key, count, attendances, hours, volunteers, given, rated, satisfied in sums:
        figures = (count, attendances, hours, volunteers, given, rated, satisfied)
        found[Key(*key)] = Totals(**dict(zip(FIGURES, figures, strict=True)))
    came = _keyed(came_to(records), "beneficiary__person", path="record__")
    came = came.annotate(times=Count("pk"))
    for key, people in tallied(came).items():
        found[Key(*key)].people = people
    workers: defaultdict[Key, list[int]] = defaultdict(list)
    for who in ("lead", "assistants"):
        of_somebody = records.filter(**{f"{who}__isnull": False})
        for *key, worker in _keyed(of_somebody, who).distinct().iterator():
            workers[Key(*key)].append(worker)
    for key, ids in workers.items():
        found[key].workers = BitMap(ids)
    return dict(found)


def _keyed(rows: QuerySet[Any], *more: str, path: str = "") -> QuerySet[Any]:
    """``rows`` as tuples of a key and ``more``; ``path`` leads from them to the record."""
    at = [f"{path}{name}" for name in ("project__plan", "project", "county_code")]
    month = rows.annotate(of_month=TruncMonth(f"{path}date"))
    return month.values_list(*at, "of_month", f"{path}method", *more)


def came_to(records: QuerySet[ServiceRecord]) -> QuerySet[Attendance]:
    """Who came to these records, and to which."""
    return Attendance.objects.filter(record__in=records).order_by()


def tallied(rows: QuerySet[Any]) -> dict[tuple[Any, ...], Tally]:
    """Who came, and how often, of rows (*key, person, times), by key."""
    found: defaultdict[tuple[Any, ...], list[list[int]]] = defaultdict(list)
    for *key, person, times in rows.iterator():
        levels = found[tuple(key)]
        levels.extend([] for _level in range(times - len(levels)))
        for level in levels[:times]:
            level.append(person)
    return {key: Tally(map(BitMap, levels)) for key, levels in found.items()}


def by_county(totals: dict[Key, Totals]) -> dict[tuple[int, str, date, str], Totals]:
    """The same by plan, county, month and method."""
    found: defaultdict[tuple[int, str, date, str], Totals] = defaultdict(Totals)
    for key, part in totals.items():
        found[key.plan, *key[2:]].add(part)
    return found

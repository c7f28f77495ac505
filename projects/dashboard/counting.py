"""How the figures of a measure are counted: from a report's column, or from records where they lie."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import Count, Sum

from projects.agencies.models import Agency
from projects.common.money import total
from projects.delivery.models import CountySummary
from projects.needs.models import Need
from projects.pilots.coverage import lines_within, qualifying_projects
from projects.pilots.models import ActionPlan
from projects.places.timeline import ReportingLine, resolve_counties
from projects.reports.definitions import Definition
from projects.workers.models import SocialWorker

Figure = Decimal | None  # None is withheld: so few people that the figure would tell of them


@dataclass(frozen=True)
class Asked:
    """Whose figures of which plan, as of which day; the plan says at least of which province."""

    user: Any
    plan: ActionPlan
    as_of: date

    @cached_property
    def lines(self) -> list[ReportingLine]:
        """The lines of the table with the counties that count on the day."""
        return lines_within(plan=self.plan, place=self.user.place, day=self.as_of)

    @property
    def first(self) -> date:
        """The first day of the year that is counted up to the day."""
        return date(self.as_of.year, 1, 1)


@dataclass(frozen=True)
class Found:
    """A measure's figures: of each county and each line by code, and of all of them together.

    ``covered``: the counties with a qualifying project, where the measure is about these.
    """

    counties: dict[str, Figure]
    lines: dict[str, Figure]
    total: Figure
    covered: frozenset[str] | None = None


Steps = dict[date, Decimal]  # by the first day of the month


def of_column(definition: Definition, column: str, **options: str) -> Callable[[Asked], Found]:
    """A column of a report: the rows of counties and of cities that hold all of its kinds."""

    def count(asked: Asked) -> Found:
        place = asked.user.place
        table = definition(
            user=asked.user, plan=asked.plan, as_of=asked.as_of, place=place, **options
        )
        whole = [row for row in table.rows if not any(row[label.key] for label in table.labels)]
        figures: dict[str, dict[str, Figure]] = {"county": {}, "city": {}}
        for row in whole:
            if row["level"] in figures:
                figures[row["level"]][row["place"]] = _figure(row[column])
        covered = frozenset(row["place"] for row in whole if row.get("covered"))
        counts_coverage = "covered" in table.total
        return Found(
            figures["county"],
            figures["city"],
            _figure(table.total[column]),
            covered if counts_coverage else None,
        )

    return count


def _figure(value: Any) -> Figure:
    return None if value is None else Decimal(value)


def of_records(rows: Callable[[Asked], Any]) -> Callable[[Asked], Found]:
    """Records that are counted where their place lies."""

    def count(asked: Asked) -> Found:
        by_place = rows(asked).order_by().values_list("place__code").annotate(n=Count("pk"))
        found = dict(by_place)
        county_of = resolve_counties(found, asked.as_of)
        counties: Counter[str] = Counter()
        for code, number in found.items():
            counties[county_of.get(code, "")] += number
        lines = {
            line.code: sum(counties[county.code] for county in line.counties)
            for line in asked.lines
        }
        return Found(
            {
                county.code: Decimal(counties[county.code])
                for line in asked.lines
                for county in line.counties
            },
            {code: Decimal(number) for code, number in lines.items()},
            Decimal(sum(lines.values())),
        )

    return count


def _by_month(days: Iterable[tuple[date, Any]]) -> Steps:
    steps: Steps = {}
    for day, number in days:
        month = day.replace(day=1)
        steps[month] = steps.get(month, Decimal(0)) + number
    return steps


def approved_by_month(**conditions: str) -> Callable[[Asked], Steps]:
    """Projects that count and meet the conditions, by the day on which they were approved."""

    def months(asked: Asked) -> Steps:
        rows = qualifying_projects(user=asked.user, plan=asked.plan, as_of=asked.as_of)
        days = rows.filter(**conditions).values_list("approved_on").annotate(n=Count("pk"))
        return _by_month(days)

    return months


def moved_by_month(rows: Callable[[Any], Any], plan: str) -> Callable[[Asked], Steps]:
    """Entries of money, by the day on which it moved."""

    def months(asked: Asked) -> Steps:
        entries = rows(asked.user).until(asked.as_of).filter(**{plan: asked.plan})
        return _by_month(entries.order_by().values_list("day").annotate(sum=total("amount")))

    return months


def served_by_month(figure: str) -> Callable[[Asked], Steps]:
    """A figure of the totals of months that adds up."""

    def months(asked: Asked) -> Steps:
        rows = CountySummary.objects.visible_to(asked.user).filter(plan=asked.plan)
        rows = rows.filter(month__gte=asked.first, month__lte=asked.as_of).order_by()
        return _by_month(rows.values_list("month").annotate(sum=Sum(figure)))

    return months


def reported(asked: Asked) -> Any:
    """The needs reported in the year, without those merged into others."""
    rows = Need.objects.visible_to(asked.user).exclude(status=Need.Status.MERGED)
    return rows.filter(reported_on__gte=asked.first, reported_on__lte=asked.as_of)


def reported_by_month(asked: Asked) -> Steps:
    """The same by month."""
    return _by_month(reported(asked).order_by().values_list("reported_on").annotate(n=Count("pk")))


def registered(asked: Asked) -> Any:
    """The agencies registered by the day."""
    return Agency.objects.visible_to(asked.user).filter(registered_on__lte=asked.as_of)


def certified(asked: Asked) -> Any:
    """The workers who are in social work and hold a certificate on the day."""
    day = asked.as_of
    return SocialWorker.objects.visible_to(asked.user).active_on(day).certified_on(day)

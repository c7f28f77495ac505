"""The figures of the home page: the same definition as the coverage report, never another one."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from projects.common.money import total
from projects.dashboard.choropleth import Area, Choropleth, Entry, draw, legend_of, steps_of
from projects.dashboard.measures import Measure
from projects.funding.models import Disbursement, Expenditure
from projects.pilots.models import ActionPlan, Project
from projects.places.models import Place
from projects.places.outlines import outlines_on
from projects.reports.definitions.coverage import coverage


@dataclass(frozen=True)
class CountyFigures:
    """What the home page shows of one county; ``money`` is yuan."""

    place: Place
    covered: bool
    projects: int
    money: Decimal
    rural: int


@dataclass(frozen=True)
class Gap:
    """How many of the counties of a city (or of a line of its own) are covered."""

    name: str
    place_pk: int
    covered: int
    counties: int

    @property
    def missing(self) -> int:
        """How many are not."""
        return self.counties - self.covered


@dataclass(frozen=True)
class Bar:
    """One month of the plan: how many projects were approved in it (None: in the future), and its place
    in the drawing, in per cent across and pixels down."""

    month: date
    count: int | None
    x: float
    width: float
    height: int
    label: str
    is_last: bool

    BASE = 106

    @property
    def middle(self) -> float:
        """Where its texts stand."""
        return round(self.x + self.width / 2, 2)

    @property
    def y(self) -> int:
        """The top of the bar."""
        return self.BASE - self.height

    @property
    def text_y(self) -> int:
        """The foot of the figure above the bar."""
        return self.y - 6


def figures_of(user: Any, plan: ActionPlan | None, today: date) -> "Figures | None":
    """The figures of a plan; None where nothing can be counted: no plan, not begun, no county of hers."""
    try:
        return Figures(user, plan, today) if plan else None
    except ValidationError:
        return None


class Figures:
    """A plan as of a day, for one user's places; raises ValidationError as ``coverage`` does."""

    def __init__(self, user: Any, plan: ActionPlan, today: date) -> None:
        self.user, self.plan = user, plan
        self.as_of = min(today, plan.ends)
        table = coverage(user=user, plan=plan, as_of=self.as_of)
        self.total, self.rows = _readable(table.total), [_readable(row) for row in table.rows]
        self.whole_province = user.place.level == Place.Level.PROVINCE

    @cached_property
    def places(self) -> dict[str, Place]:
        """The cities and counties in scope by code, as they were on the day."""
        rows = Place.objects.visible_to(self.user).filter(level__in=["city", "county"])
        rows = rows.valid_on(self.as_of).select_related("parent")
        return {place.code: place for place in rows}

    @cached_property
    def counties(self) -> list[CountyFigures]:
        """Every county of the table, zeros shown."""
        return [
            CountyFigures(
                place=self.places[row["place"]],
                covered=bool(row["covered"]),
                projects=row["projects"],
                money=row["allocated_total"],
                rural=row["projects_rural"],
            )
            for row in self.rows
            if row["level"] == Place.Level.COUNTY
        ]

    def row_of(self, place: Place) -> dict[str, Any] | None:
        """The line of a place in the table; None for one that is no line of it on the day."""
        lines = (self.total, *self.rows)
        return next((row for row in lines if row["place"] == place.code), None)

    @property
    def uncovered(self) -> list[CountyFigures]:
        """The counties without a qualifying project."""
        return [county for county in self.counties if not county.covered]

    @cached_property
    def paid(self) -> Decimal:
        """What was paid to agencies by the day, yuan, in the projects of the plan in scope."""
        rows = Disbursement.objects.visible_to(self.user).counted().until(self.as_of)
        return self._sum(rows)

    @cached_property
    def spent(self) -> Decimal:
        """What agencies spent by the day, yuan, in the projects of the plan in scope."""
        return self._sum(Expenditure.objects.visible_to(self.user).until(self.as_of))

    def _sum(self, rows: Any) -> Decimal:
        return rows.filter(source__project__plan=self.plan).aggregate(sum=total("amount"))["sum"]

    @property
    def rural_counties(self) -> int:
        """In how many counties there is a rural pilot."""
        return sum(1 for county in self.counties if county.rural)

    @property
    def gaps(self) -> list[Gap]:
        """Covered and counties of each city, and of what reports on its own, the largest gap first."""
        gaps = [
            Gap(row["name"], self.places[row["place"]].pk, row["covered"], row["counties"])
            for row in self.rows
            if row["level"] == Place.Level.CITY
        ]
        return sorted(gaps, key=lambda gap: -gap.missing)

    def map(self, measure: Measure) -> tuple[Choropleth, list[Entry]]:
        """The counties drawn by ``measure``, one of those of the coverage report, and the legend."""
        areas = [
            Area(county.place, Decimal(getattr(county, measure.key)), county.covered)
            for county in self.counties
        ]
        never_counted = [
            place
            for place in self.places.values()
            if place.level == Place.Level.COUNTY and not place.administered
        ]
        steps = steps_of(measure, areas)
        drawn = draw(
            areas,
            never_counted=never_counted,
            outlines=outlines_on(self.as_of),
            measure=measure,
            steps=steps,
            whole_province=self.whole_province,
        )
        return drawn, legend_of(measure, steps, [drawn], in_full=self.whole_province)

    @cached_property
    def months(self) -> list[Bar]:
        """Projects approved in each month of the plan, of those that count on the day."""
        days = (
            Project.objects.visible_to(self.user)
            .filter(plan=self.plan)
            .qualifying(since=self.plan.starts, as_of=self.as_of)
            .values_list("approved_on", flat=True)
        )
        counts = Counter(max(day, self.plan.starts).replace(day=1) for day in days if day)
        return _bars(_months(self.plan.starts, self.plan.ends), counts, self.as_of)

    @property
    def approved(self) -> int:
        """All that the months show."""
        return sum(bar.count or 0 for bar in self.months)

    @property
    def pilots_by_level(self) -> str:
        """The pilots of each level, in one line."""
        return _("province %(province)s · city %(city)s · county %(county)s") % {
            level: self.total[f"projects_{level}"] for level in ("province", "city", "county")
        }


def _readable(row: dict[str, Any]) -> dict[str, Any]:
    """A row of the table with its money as numbers again."""
    money = {key: Decimal(text) for key, text in row.items() if key.startswith("allocated")}
    return row | money


def _bars(months: list[date], counts: Counter[date], as_of: date) -> list[Bar]:
    slot, highest = 100 / len(months), max(counts.values(), default=1)
    every = 1 if len(months) <= 12 else 3
    past = [month for month in months if month <= as_of]
    return [
        Bar(
            month=month,
            count=counts[month] if month in past else None,
            x=round(slot * (n + 0.17), 2),
            width=round(slot * 0.66, 2),
            height=round(80 * counts[month] / highest),
            label=_month_label(month, is_first=n == 0) if n % every == 0 else "",
            is_last=month == past[-1],
        )
        for n, month in enumerate(months)
    ]


def _month_label(month: date, *, is_first: bool) -> str:
    if is_first or month.month == 1:
        return date_format(month, "M" if get_language() == "en" else "n月")
    return str(month.month)


def _months(first: date, last: date) -> list[date]:
    span = (last.year - first.year) * 12 + last.month - first.month
    months = [first.year * 12 + first.month - 1 + n for n in range(span + 1)]
    return [date(month // 12, month % 12 + 1, 1) for month in months]

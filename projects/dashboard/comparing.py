"""One measure in a year beside the year before: its maps, table, ranking of cities and months."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError

from projects.common.charts import months_between
from projects.dashboard.choropleth import Area, Choropleth, Entry, draw, legend_of, steps_of
from projects.dashboard.counting import Asked, Figure, Found
from projects.dashboard.measures import Measure
from projects.dashboard.trend import Trend, trend_of
from projects.pilots.models import ActionPlan
from projects.places.models import Place
from projects.places.outlines import outlines_on
from projects.places.timeline import resolve_counties
from projects.reports.definitions import NOTHING


@dataclass(frozen=True)
class Standing:
    """A measure of a plan in a year, up to a day, in the user's places."""

    asked: Asked
    measure: Measure
    found: Found

    @property
    def year(self) -> int:
        return self.asked.as_of.year

    @property
    def areas(self) -> list[Area]:
        """Every county with its figure, zeros shown."""
        covered = self.found.covered
        areas = []
        for line in self.asked.lines:
            for place in line.counties:
                figure = self.found.counties.get(place.code, Decimal(0))
                is_there = figure != 0 if covered is None else place.code in covered
                areas.append(Area(place, figure, is_there))
        return areas

    def drawn(self, steps: Sequence[Decimal]) -> Choropleth:
        """The map of the year."""
        user, day = self.asked.user, self.asked.as_of
        listed = Place.objects.visible_to(user).counties().valid_on(day).select_related("parent")
        return draw(
            self.areas,
            never_counted=listed.filter(administered=False),
            outlines=outlines_on(day),
            measure=self.measure,
            steps=steps,
            whole_province=user.place.level == Place.Level.PROVINCE,
        )


def standing(
    *, user: Any, measure: Measure, plans: Sequence[ActionPlan], day: date
) -> Standing | None:
    """The measure in the year of ``day`` up to that day; None where there was no plan to count.

    The plan is that of the year, or the last before it. ``plans`` have the newest first.
    """
    plan = next((one for one in plans if one.year <= day.year), None)
    if plan is None and (measure.of_plan or not plans):
        return None
    asked = Asked(user, plan or plans[-1], day)
    try:
        return Standing(asked, measure, measure.count(asked))
    except ValidationError:
        return None


@dataclass(frozen=True)
class Compared:
    """A figure beside that of the year before; ``has_before``: whether there was one to compare with."""

    measure: Measure
    now: Figure
    before: Figure
    has_before: bool

    @property
    def shown(self) -> str:
        return self.measure.shown(self.now)

    @property
    def shown_before(self) -> str:
        return self.measure.shown(self.before) if self.has_before else NOTHING

    @property
    def change(self) -> Decimal | None:
        """How much more it is than the year before, as shown; None where that cannot be said."""
        if not self.has_before or self.now is None or self.before is None:
            return None
        return self.measure.scaled(self.now) - self.measure.scaled(self.before)


@dataclass(frozen=True)
class CountyRow(Compared):
    """A county in the table."""

    place: Place


@dataclass(frozen=True)
class CityRow(Compared):
    """A city in the ranking; equal figures share a rank, what is withheld has none."""

    rank: int | None
    name: str
    place_pk: int
    share: float  # of the largest, in per cent: the length of its bar


class Comparison:
    """``measure`` in ``year``, up to today, beside the year before up to the same day."""

    def __init__(
        self, *, user: Any, measure: Measure, plans: Sequence[ActionPlan], year: int, today: date
    ) -> None:
        self.measure, self.year = measure, year
        day = min(today, date(year, 12, 31))
        asked: Any = {"user": user, "measure": measure, "plans": plans}
        self.now = standing(day=day, **asked)
        self.before = standing(day=_a_year_before(day), **asked)

    @property
    def year_before(self) -> int:
        return self.year - 1

    @cached_property
    def standings(self) -> list[Standing]:
        """What there is to see, from left to right as time goes."""
        return [one for one in (self.before, self.now) if one]

    @cached_property
    def steps(self) -> list[Decimal]:
        """The bounds of the classes: one scale for both maps."""
        areas = [area for one in self.standings for area in one.areas]
        return steps_of(self.measure, areas)

    @cached_property
    def maps(self) -> list[tuple[int, Standing | None, Choropleth | None]]:
        """The year before and the year, each with its map where there is one."""
        years = ((self.year_before, self.before), (self.year, self.now))
        return [(year, one, one.drawn(self.steps) if one else None) for year, one in years]

    @property
    def legend(self) -> list[Entry]:
        """The shared legend; each entry counts the counties of each map."""
        drawn = [chart for _year, _one, chart in self.maps if chart]
        return legend_of(self.measure, self.steps, drawn, in_full=False)

    @property
    def total(self) -> Compared | None:
        """All counties together."""
        if self.now is None:
            return None
        before = self.before.found.total if self.before else None
        return Compared(self.measure, self.now.found.total, before, self.before is not None)

    @cached_property
    def counties(self) -> list[CountyRow]:
        """The counties of the year, in the order of the report, each beside the year before."""
        if self.now is None:
            return []
        before = self._of_today()
        return [
            CountyRow(
                self.measure,
                area.figure,
                before.get(area.place.code),
                area.place.code in before,
                area.place,
            )
            for area in self.now.areas
        ]

    def _of_today(self) -> dict[str, Figure]:
        """The figures of the year before by the counties of the year.

        Counties that became one since are added up; people who may have been in both are not.
        """
        if not self.before or not self.now:
            return {}
        figures = {area.place.code: area.figure for area in self.before.areas}
        if figures.keys() == {area.place.code for area in self.now.areas}:
            return figures
        successors = resolve_counties(figures, self.now.asked.as_of)
        parts: dict[str, list[Figure]] = {}
        for code, figure in figures.items():
            parts.setdefault(successors.get(code, code), []).append(figure)
        return {
            code: sum((one or Decimal(0) for one in found), Decimal(0))
            for code, found in parts.items()
            if len(found) == 1 or (self.measure.adds_up and None not in found)
        }

    @cached_property
    def cities(self) -> list[CityRow]:
        """The cities, the largest figure first."""
        if self.now is None or len(self.now.asked.lines) < 2:
            return []
        figures = self.now.found.lines
        before = self.before.found.lines if self.before else {}
        known = [figure for figure in figures.values() if figure is not None]
        largest = max(known, default=Decimal(0)) or Decimal(1)
        rows = []
        for line in self.now.asked.lines:
            figure, county = figures.get(line.code), line.counties[0]
            rank = None if figure is None else 1 + sum(one > figure for one in known)
            above = None if county.code == line.code else county.parent_id
            rows.append(
                CityRow(
                    self.measure,
                    figure,
                    before.get(line.code),
                    line.code in before,
                    rank,
                    line.name,
                    above or county.pk,
                    round(float((figure or 0) / largest * 100), 1),
                )
            )
        return sorted(rows, key=lambda row: (row.rank is None, row.rank))

    @cached_property
    def trend(self) -> Trend | None:
        """The year and the year before month by month, one line each; None for what has no months."""
        if self.measure.months is None or self.now is None:
            return None
        months = months_between(date(self.year, 1, 1), date(self.year, 12, 1))
        series = []
        for key, one in (("before", self.before), ("now", self.now)):
            if one:
                steps = {
                    month.replace(year=self.year): self.measure.scaled(figure)
                    for month, figure in self.measure.months(one.asked).items()
                    if month.year == one.year
                }
                last = one.asked.as_of.replace(year=self.year, day=1)
                series.append((key, str(one.year), steps, last))
        return trend_of(self.measure, months, series)


def _a_year_before(day: date) -> date:
    """The same day of the year before; 28 February for the 29th."""
    return day.replace(year=day.year - 1, day=min(day.day, 28) if day.month == 2 else day.day)

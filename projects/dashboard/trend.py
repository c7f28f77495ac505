"""A measure by month in a year beside the year before: two lines in one drawing, and its table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from django.utils.formats import date_format
from django.utils.translation import get_language

from projects.common.charts import Lines, Tick, over_months
from projects.dashboard.counting import Steps
from projects.dashboard.measures import Measure

TOP, HEIGHT = 20, 160  # pixels down; lengths across are per cent


class Dot(NamedTuple):
    """A month of a line, and what it says."""

    x: float
    y: float
    title: str


class Drawn(NamedTuple):
    """A line as dots, and the pieces between them (x1, y1, x2, y2)."""

    key: str
    label: str
    dots: list[Dot]
    pieces: list[tuple[float, float, float, float]]


@dataclass(frozen=True)
class Trend:
    """Lines over the months of a year."""

    measure: Measure
    chart: Lines

    FOOT = TOP + HEIGHT + 20

    @property
    def lines(self) -> list[Drawn]:
        """The lines with what each dot says."""
        drawn = []
        for line in self.chart.lines:
            months = zip(line.dots, self.chart.months, line.amounts, strict=False)
            dots = [
                Dot(x, _down(y), f"{line.label}-{month:%m}: {self._text(amount)}")
                for (x, y), month, amount in months
            ]
            pieces = [(one.x, one.y, other.x, other.y) for one, other in pairwise(dots)]
            drawn.append(Drawn(line.key, line.label, dots, pieces))
        return drawn

    @property
    def across(self) -> list[Tick]:
        """The months below the lines: the first by its name, the others by their number."""
        months = self.chart.months[:: -(-len(self.chart.months) // len(self.chart.across))]
        first = date_format(months[0], "M" if get_language() == "en" else "n月")
        labels = [first, *(str(month.month) for month in months[1:])]
        marks = zip(self.chart.across, labels, strict=True)
        return [Tick(tick.at, label) for tick, label in marks]

    @property
    def up(self) -> list[Tick]:
        """The marks of the axis, with what stands at them."""
        return [Tick(_down(at), f"{figure.normalize():,f}") for at, figure in self.chart.up]

    @property
    def rows(self) -> list[tuple[date, list[str]]]:
        """The same as a table."""
        return [
            (month, [self._text(amount) for amount in amounts])
            for month, amounts in self.chart.rows
        ]

    @property
    def said(self) -> str:
        """The drawing in words."""
        return "; ".join(dot.title for line in self.lines for dot in line.dots)

    def _text(self, amount: object) -> str:
        return "—" if amount is None else f"{amount:,}"


def trend_of(
    measure: Measure, months: list[date], series: Sequence[tuple[str, str, Steps, date]]
) -> Trend:
    """The trend of ``series`` (key, label, {month: figure as shown}, last month)."""
    return Trend(measure, over_months(series, months, running=False))


def _down(at: float) -> float:
    """Per cent of the drawing's inside as pixels from its top."""
    return round(TOP + at * HEIGHT / 100, 1)

"""Geometry of charts that templates draw as SVG: stacked bars, and lines over months.

Lengths across are per cent of the drawing, so that it grows with the page while its texts keep their
size; the inner drawing of lines is a box of ``BOX`` units that is stretched. Amounts stay as they are,
so that the table beside a picture shows what the picture was drawn from.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal
from typing import Any, ClassVar, NamedTuple

from django.utils.formats import date_format
from django.utils.translation import get_language

BOX = 1000
Amount = Decimal
MONTHS_LABELLED = 9


class Piece(NamedTuple):
    """A part of a bar: ``key`` is its class and pattern, ``x`` and ``width`` per cent of the drawing."""

    key: str
    label: Any
    amount: Amount
    x: float
    width: float

    @property
    def middle(self) -> float:
        """Where its label stands."""
        return round(self.x + self.width / 2, 2)


@dataclass(frozen=True)
class Bar:
    """One bar, its sum, and its place in the drawing in pixels down."""

    STEP: ClassVar = 50
    TEXT: ClassVar = 15
    TOP: ClassVar = 22
    HEIGHT: ClassVar = 18

    label: Any
    amount: Amount
    pieces: list[Piece]
    y: int

    @property
    def text_y(self) -> int:
        """The foot of its label."""
        return self.y + self.TEXT

    @property
    def bar_y(self) -> int:
        """The top of the bar."""
        return self.y + self.TOP

    @property
    def label_y(self) -> int:
        """The middle of the bar."""
        return self.bar_y + self.HEIGHT // 2


class Bars(NamedTuple):
    """Bars of one scale below one another."""

    bars: list[Bar]
    height: int
    legend: list[tuple[str, Any]]


def stacked(rows: Sequence[tuple[Any, Sequence[tuple[str, Any, Amount]]]]) -> Bars:
    """Bars of ``rows``: a label, and its pieces as (key, label, amount); the longest fills the width."""
    sums = [sum((amount for _key, _label, amount in parts), Decimal(0)) for _row, parts in rows]
    longest = max(sums, default=Decimal(0))
    bars, legend = [], {}
    for number, ((label, parts), whole) in enumerate(zip(rows, sums, strict=True)):
        pieces, reached = [], Decimal(0)
        for key, name, amount in parts:
            if amount > 0:
                legend[key] = name
                x, end = _percent(reached, longest), _percent(reached + amount, longest)
                pieces.append(Piece(key, name, amount, x, round(end - x, 2)))
                reached += amount
        bars.append(Bar(label, whole, pieces, number * Bar.STEP))
    return Bars(bars, len(bars) * Bar.STEP - 8, list(legend.items()))


class Line(NamedTuple):
    """A line over the months: ``path`` in the stretched box, its amounts with None where it has ended."""

    key: str
    label: Any
    path: str
    amounts: list[Amount | None]
    dots: list[tuple[float, float]]


class Tick(NamedTuple):
    """A mark of an axis: its place in per cent, and its value."""

    at: float
    label: Any


@dataclass(frozen=True)
class Lines:
    """Lines of one scale over the same months."""

    lines: list[Line]
    months: list[date]
    across: list[Tick]
    up: list[Tick]

    @property
    def rows(self) -> list[tuple[date, list[Amount | None]]]:
        """The same figures as a table: a month, and the amount of each line at its end."""
        return [
            (month, [line.amounts[n] for line in self.lines]) for n, month in enumerate(self.months)
        ]


def over_months(
    series: Sequence[tuple[str, Any, dict[date, Amount], date | None]],
    months: list[date],
    *,
    running: bool = True,
) -> Lines:
    """``series`` (key, label, {first of a month: amount}, last month or None) as lines.

    They show running totals; with ``running`` off, each month by itself.
    """
    reach = _running if running else _each
    totals = [(key, label, reach(steps, months, last)) for key, label, steps, last in series]
    highest = max((one for _k, _l, line in totals for one in line if one is not None), default=0)
    top, marks = _scale(Decimal(highest))
    lines = [_line(key, label, amounts, top) for key, label, amounts in totals]
    every = -(-len(months) // MONTHS_LABELLED)
    across = [
        Tick(_across(n, len(months)), _month(month, is_first=n == 0, every=every))
        for n, month in enumerate(months)
        if n % every == 0
    ]
    return Lines(lines, months, across, [Tick(_up(mark, top), mark) for mark in marks])


def months_between(first: date, last: date) -> list[date]:
    """The first days of the months from ``first`` to ``last``."""
    start, end = (day.year * 12 + day.month - 1 for day in (first, last))
    return [date(month // 12, month % 12 + 1, 1) for month in range(start, end + 1)]


def _percent(part: Amount, whole: Amount) -> float:
    return round(float(part / whole * 100), 2) if whole else 0.0


def _running(
    steps: dict[date, Amount], months: list[date], last: date | None
) -> list[Amount | None]:
    found: list[Amount | None] = []
    reached = Decimal("0.00")
    for month in months:
        reached += steps.get(month, Decimal(0))
        found.append(reached if last is None or month <= last else None)
    return found


def _each(steps: dict[date, Amount], months: list[date], last: date | None) -> list[Amount | None]:
    return [
        steps.get(month, Decimal(0)) if last is None or month <= last else None for month in months
    ]


def _line(key: str, label: Any, amounts: list[Amount | None], top: Amount) -> Line:
    dots = [
        (_across(n, len(amounts)), _up(amount, top))
        for n, amount in enumerate(amounts)
        if amount is not None
    ]
    path = " ".join(f"{x * BOX / 100:.0f},{y * BOX / 100:.0f}" for x, y in dots)
    return Line(key, label, path, amounts, dots)


def _across(number: int, count: int) -> float:
    return round(2 + number * 96 / max(count - 1, 1), 2)


def _up(amount: Amount, top: Amount) -> float:
    return round(100 - float(amount / top) * 100, 2)


def _scale(highest: Amount) -> tuple[Amount, list[Amount]]:
    """The top of the axis and its marks: steps of 1, 2 or 5 times a power of ten, four at most."""
    if highest <= 0:
        return Decimal(1), [Decimal(0)]
    power = Decimal(10) ** (highest.adjusted() - 1)
    step = next(n * power for n in (1, 2, 5, 10, 20, 50) if n * power * 4 >= highest)
    count = int((highest / step).to_integral_value(ROUND_CEILING))
    return step * count, [step * n for n in range(count + 1)]


def _month(month: date, *, is_first: bool, every: int) -> str:
    if is_first or month.month <= every:
        return date_format(month, "Y-m")
    return date_format(month, "M" if get_language() == "en" else "n月")

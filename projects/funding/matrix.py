"""Where the money of a plan is: level × nature × stage, and place by place, from the counters.

A yuan is counted once: a budget line stands with what lies in it (amount less transferred), so that the
lines of a transfer and their parent make up the first line. ``by`` says where it is counted: at the place
that pays ("payer"), or at the place that holds the line ("holder").
"""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import F, Sum

from projects.common.charts import Bars, stacked
from projects.common.money import MoneyField
from projects.funding.models import Budget, Level, Source
from projects.funding.stages import LABELS, OF_SOURCE, Amounts, read_sums, sums_of_source
from projects.pilots.models import ActionPlan
from projects.places.models import Place

BY = {"payer": "place", "holder": "holder"}
NATURES: dict[str, Any] = dict(Budget.Nature.choices)
LEVELS: dict[str, Any] = dict(Level.choices)


class Cell(NamedTuple):
    """Money of one nature at one level and place in one year; ``line`` is the place's reporting line."""

    level: str
    nature: str
    year: int
    place: str
    name: str
    line: str
    line_name: str
    amounts: Amounts


@dataclass
class Row:
    """A line of a table; ``parts`` are the lines that it is the sum of."""

    key: str
    label: Any
    amounts: Amounts = field(default_factory=Amounts)
    parts: dict[str, "Row"] = field(default_factory=dict)

    def add(self, amounts: Amounts) -> None:
        """Takes in more money."""
        self.amounts += amounts

    def part(self, key: str, label: Any) -> "Row":
        """The line below with ``key``, made where there is none."""
        return self.parts.setdefault(key, Row(key, label))


@dataclass
class Matrix:
    """The money in a reader's scope; its rows, its places and its total are sums of the same cells."""

    levels: list[Row]
    places: list[Row]
    total: Amounts
    years: list[int]
    name: str

    @property
    def bars(self) -> Bars:
        """Each stage by level; the budget only for who reads budget lines."""
        stages = ("budget", *OF_SOURCE, "balance") if self.total.budget else (*OF_SOURCE, "balance")
        return stacked(
            [
                (
                    LABELS[stage],
                    [(row.key, row.label, getattr(row.amounts, stage)) for row in self.levels],
                )
                for stage in stages
            ]
        )


def matrix(user: Any, plan: ActionPlan, *, by: str, year: int | None, place: str) -> Matrix:
    """The matrix of ``plan`` for what ``user`` may see, in two queries.

    ``place``: the code of a reporting line (a city, or a county) to which it is narrowed, or "".
    """
    cells = [*_budgets(user, plan, BY[by]), *_sources(user, plan, BY[by])]
    years = sorted({cell.year for cell in cells})
    cells = [cell for cell in cells if year in (None, cell.year)]
    if place:
        cells = [cell for cell in cells if place in (cell.line, cell.place)]
    rolled_up = not place and bool(user.place) and user.place.level == Place.Level.PROVINCE
    return _added(cells, years, place, rolled_up=rolled_up)


def _added(cells: list[Cell], years: list[int], place: str, *, rolled_up: bool) -> Matrix:
    whole = Row("", "")
    places = Row("", "")
    name = ""
    for cell in cells:
        level = whole.part(cell.level, LEVELS[cell.level])
        for row in (whole, level, level.part(cell.nature, NATURES[cell.nature])):
            row.add(cell.amounts)
        code, label = (cell.line, cell.line_name) if rolled_up else (cell.place, cell.name)
        places.part(code, label).add(cell.amounts)
        name = cell.line_name if cell.line == place else cell.name if cell.place == place else name
    for level in whole.parts.values():
        level.parts = _in_order(level.parts, list(NATURES))
    return Matrix(
        levels=list(_in_order(whole.parts, list(LEVELS)).values()),
        places=list(_in_order(places.parts, sorted(places.parts)).values()),
        total=whole.amounts,
        years=years,
        name=name,
    )


def _in_order(rows: dict[str, Row], order: list[str]) -> dict[str, Row]:
    return {key: rows[key] for key in order if key in rows}


def _budgets(user: Any, plan: ActionPlan, where: str) -> list[Cell]:
    lines = Budget.objects.visible_to(user).filter(plan=plan).order_by()
    held = Sum(F("amount") - F("transferred"), output_field=MoneyField())
    return [
        _cell(row, where, "", Amounts(budget=row["held"]))
        for row in lines.values(*_columns(where, "")).annotate(held=held)
    ]


def _sources(user: Any, plan: ActionPlan, where: str) -> list[Cell]:
    rows = Source.objects.visible_to(user).filter(budget__plan=plan).order_by()
    return [
        _cell(row, where, "budget__", read_sums(row))
        for row in rows.values(*_columns(where, "budget__")).annotate(**sums_of_source())
    ]


_PLACE = ("code", "name", "level", "reports_as")
_ABOVE = ("parent__code", "parent__name", "parent__reports_as", "parent__parent__code")


def _columns(where: str, prefix: str) -> list[str]:
    place = [*_PLACE, *_ABOVE, "parent__parent__name"]
    return [f"{prefix}{name}" for name in ("level", "nature", "year")] + [
        f"{prefix}{where}__{name}" for name in place
    ]


def _cell(row: dict[str, Any], where: str, prefix: str, amounts: Amounts) -> Cell:
    at = f"{prefix}{where}__"
    line, line_name = _line_of({key[len(at) :]: row[key] for key in row if key.startswith(at)})
    return Cell(
        level=row[f"{prefix}level"] if where == "place" else row[f"{at}level"],
        nature=row[f"{prefix}nature"],
        year=row[f"{prefix}year"],
        place=row[f"{at}code"],
        name=row[f"{at}name"],
        line=line,
        line_name=line_name,
        amounts=amounts,
    )


def _line_of(place: dict[str, Any]) -> tuple[str, str]:
    """The reporting line of a place: its city, or its county where that reports on its own (平潭)."""
    above = ""
    if place["level"] == Place.Level.TOWNSHIP:
        place["reports_as"], above = place["parent__reports_as"], "parent__"
    if place["reports_as"]:
        return place[f"{above}code"], place["reports_as"]
    if place["level"] in (Place.Level.COUNTY, Place.Level.TOWNSHIP):
        return place[f"{above}parent__code"], place[f"{above}parent__name"]
    return place["code"], place["name"]

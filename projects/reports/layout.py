"""What the official form of a table needs beyond its figures; the same on paper, in Excel and in HTML."""

import unicodedata
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby, zip_longest
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from projects.common.money import wan
from projects.places.models import Place
from projects.reports.definitions import TEN_THOUSAND_YUAN, Column, Row, Table

UNIT = Decimal(10_000)  # money is printed in 万元


MARKS = "甲乙丙丁戊己"  # the marks of the columns of words; figures have numbers


@dataclass(frozen=True)
class Line:
    """One printed line: ``kind`` is what the stylesheet calls it, ``number`` that of its row in the table.

    all, city, county, of-which (the first under a city), project; of each its details, and of the total
    the sum of several parts.
    """

    number: int
    kind: str
    name: str
    code: str
    words: tuple[str, ...]
    columns: tuple[Column, ...]
    figures: tuple[Any, ...]

    @property
    def cells(self) -> list[tuple[str, str, Column]]:
        """The figures as they are read, what each is (zero, text or nothing special), and its column."""
        pairs = zip(self.columns, self.figures, strict=True)
        return [(shown(column, value), _css(column, value), column) for column, value in pairs]

    @property
    def is_strong(self) -> bool:
        """Whether it stands out: it sums up others."""
        return self.kind in ("all", "sum", "city")


def lines(table: Table) -> list[Line]:
    """The total, where there is one, and its parts, then each city with its counties.

    What is the only member of its line (what reports on its own, the province itself) is printed once.
    """
    whole = {**table.total, "name": _("Total")}
    printed = [_line(0, "all", table, whole)] if table.has_total else []
    city: Row = {}
    is_first = False
    for number, row in enumerate(table.rows, 1):
        if row["level"] == "city" and row["place"] != city.get("place"):
            city, is_first = row, True
        elif _is_its_line(row, city):
            continue
        kind = _kind(table, row, is_first)
        is_first = is_first and kind != "county of-which"
        name = _("Total") if row["level"] == "total" else row["name"]
        printed.append(_line(number, kind, table, {**row, "name": name}))
    return printed


def _is_its_line(row: Row, city: Row) -> bool:
    """Whether the row repeats the line that it stands under."""
    if row["place"] != city.get("place"):
        return False
    return row["level"] == "county" or (row["level"] == "own" and row["name"] == city["name"])


def _kind(table: Table, row: Row, is_first: bool) -> str:
    words = [row[label.key] for label in table.labels if label.key != "project"]
    if not table.has_total:
        return "plain"
    if row["level"] in ("township", "project"):
        return "project detail" if any(words) else "project"
    if any(words):
        inner = "detail" if row["level"] in ("total", "city") else "county detail"
        return inner if all(words) else "sum"
    if row["level"] == "city":
        return "city"
    return "county of-which" if is_first else "county"


def _line(number: int, kind: str, table: Table, row: Row) -> Line:
    figures = tuple(figure(column, row[column.key]) for column in table.columns)
    words = tuple(label.text(row[label.key]) for label in table.labels)
    code = row["place"][:9].removesuffix("000")  # of a township, or of what is above it
    return Line(number, kind, row["name"], code, words, table.columns, figures)


def figure(column: Column, value: Any) -> Any:
    """A figure as a number: money in 万元, not rounded. None where there is none; a text as it is."""
    return Decimal(value) / UNIT if column.kind == "money" and value is not None else value


def _css(column: Column, value: Any) -> str:
    if column.kind == "text":
        return "text"
    return "" if value else "zero"


def level_name(row: Row) -> str:
    """What kind of row it is, in words."""
    words = {
        "total": _("Total"),
        "own": pgettext("level of a row", "Own"),
        "project": pgettext("level of a row", "Project"),
    }
    return words.get(row["level"]) or str(Place.Level(row["level"]).label)


def marks(table: Table) -> str:
    """The marks of the columns of words: place, code, and the labels."""
    return MARKS[: 2 + len(table.labels)]


def groups(table: Table) -> list[tuple[str, list[Column]]]:
    """The columns under their common headings, with the unit where a heading has one unit."""
    found = []
    for group, members in groupby(table.columns, key=lambda column: column.group):
        columns = list(members)
        found.append((heading(str(group), columns), columns))
    return found


def heading(group: str, columns: list[Column]) -> str:
    """A heading with its unit, where all columns below have the same."""
    if columns[0].kind == "money":
        return f"{group}（{TEN_THOUSAND_YUAN}）"
    units = {str(column.unit) for column in columns}
    return f"{group}（{units.pop()}）" if len(units) == 1 and all(units) else group


def shown(column: Column, value: Any) -> str:
    """A figure as it is read: grouped, with the decimals of its kind."""
    if value is None:
        return str(column.nothing)
    if column.kind == "text":
        return str(column.text(value))
    if column.kind == "money":
        return f"{wan(value * UNIT):,.2f}"
    return f"{value:.{column.decimals}f}" if column.kind == "rate" else f"{value:,}"


def full_label(column: Column) -> str:
    """The label of a column with its unit, where it stands alone; money in yuan."""
    unit = str(column.unit)
    return f"{column.label}（{unit}）" if unit else str(column.label)


def period(table: Table) -> str:
    """The period that the table reports on, or the day where it is of one day."""
    if "since" not in table.parameters:
        return _("As of %(day)s") % {"day": long_date(table.as_of)}
    since, until = date.fromisoformat(table.parameters["since"]), table.as_of
    return _("%(since)s to %(until)s") % {"since": long_date(since), "until": long_date(until)}


def long_date(day: date) -> str:
    """A date as official papers write it."""
    return _("%(year)s-%(month)s-%(day)s") % {"year": day.year, "month": day.month, "day": day.day}


def unit(table: Table) -> str:
    """The unit of the figures, in the corner above the table."""
    return _("Unit: %(unit)s") % {"unit": table.unit}


def maker(table: Table) -> str:
    """The authority that made the form; the policy has moved between authorities, so it is a setting."""
    return settings.AUTHORITY_NAME


def reporter(table: Table) -> str:
    """The unit that reports: the authority for the province, otherwise the place itself."""
    return maker(table) if table.total["level"] == "province" else table.total["name"]


def number(table: Table) -> str:
    """The number of the form, marked when the figures are an example."""
    return "{}（{}）".format(table.number, _("example")) if table.example else table.number


def signatures(table: Table) -> list[str]:
    """The foot: head of unit, reviewer, maker, telephone, day; blank for the hand where nobody is named."""
    blanks = [
        _("Head of unit:"),
        _("Reviewer:"),
        _("Maker:"),
        _("Telephone:"),
        _("Reported on:"),
    ]
    return [f"{blank}{said}" for blank, said in zip_longest(blanks, table.signed, fillvalue="")]


def notes(table: Table) -> list[str]:
    """The numbered notes under the table; example data say so first."""
    example = _("Example data: generated by fixed rules, not real statistics")
    texts = [f"{example}。", *table.notes] if table.example else table.notes
    return [f"{place}. {text}" for place, text in enumerate(texts, 1)]


def width(text: str) -> int:
    """The width of a text in half-width characters; Chinese ones are twice as wide."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)

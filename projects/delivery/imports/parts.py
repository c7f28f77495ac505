"""What the columns of services are made of: counts, long texts, choices, and how values are written back."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from projects.imports import cells
from projects.imports.importer import Column

PERSONS = ("人", "名", "位", "个", "个人", "人次", "次")
RATINGS = ("份", "人", "条", "个", "张", "名", "人次")
LONG = {"process": 4000, "outcome": 2000, "follow_up": 2000, "supervisor_opinion": 1000}
_GUARDED = re.compile(r"^'(?=[=+@-])")
Find = Callable[[Any], Any]


def count_column(
    name: str,
    header: str,
    synonyms: str,
    note: Any,
    *,
    units: tuple[str, ...] = PERSONS,
    least: int = 1,
    most: int = 1_000_000,
    missing: Any = None,
) -> Column:
    """A whole number, with what people write behind it."""
    return Column(
        name=name,
        header=header,
        synonyms=synonyms,
        parse=cells.whole(units=units, example="30", least=least, most=most),
        show=plain_text,
        required=False,
        missing=missing,
        note=note,
        width=12,
    )


def long_column(name: str, header: str, synonyms: str) -> Column:
    """A text that tells of the service; several columns of it are one."""
    return Column(
        name=name,
        header=header,
        synonyms=synonyms,
        parse=told_text(LONG[name]),
        required=False,
        missing="",
        doubles=Column.Doubles.JOINED,
        note=_("may be empty; no names of residents"),
        width=30,
    )


def choice(choices: Any, synonyms: dict[str, str], *, several: bool = False) -> dict[str, Any]:
    """The parts of a column that come from a list of choices."""
    labels = {str(code): label for code, label in choices.choices}
    words = tuple(str(label) for label in labels.values())
    order = list(labels)
    vocabulary = cells.vocabulary(choices.choices, synonyms)
    one, some = cells.one_of(vocabulary, words), cells.some_of(vocabulary, words)
    return {
        "parse": (lambda value: tuple(sorted(some(value), key=order.index))) if several else one,
        "show": lambda value: "、".join(
            str(labels[code]) for code in (value if several else [value] if value else [])
        ),
        "choices": words,
        "open_list": several,
    }


def told_text(limit: int) -> Find:
    """A text; the ' that keeps an exported one from being taken for a formula is no part of it."""
    clean = cells.long_text(limit)
    return lambda value: _GUARDED.sub("", clean(value))


def plain_text(value: Any) -> str:
    """A value as it is, nothing for None."""
    return "" if value is None else str(value)


def iso_day(value: Any) -> str:
    """A day as 2018-03-05."""
    return value.isoformat() if isinstance(value, date) else ""


def clock_text(value: Any) -> str:
    """A time as 14:30."""
    return f"{value:%H:%M}" if value else ""

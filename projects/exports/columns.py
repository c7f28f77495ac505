"""A column of a file, from the field that it shows: its head, and its values as people read them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Field, Model
from django.utils.text import capfirst

from projects.common.texts import in_words

PLAIN = (str, int, float, date)


@dataclass(frozen=True)
class Column:
    """``shown`` turns a value into what stands in the cell: a text, a number, a day or nothing."""

    header: str
    shown: Callable[[Any], Any]


def column(model: type[Model], path: str) -> Column:
    """The column at ``path`` from the model. A name is headed by whose it is: ``project__name`` is
    “Project”, ``project__number`` is “Project · Number”."""
    heads = []
    field: Any = None
    for step in path.split("__"):
        field = model._meta.get_field(step)
        model = field.related_model or model
        heads.append(str(capfirst(field.verbose_name)))
    if len(heads) > 1 and step in ("name", "title"):
        heads.pop()
        return Column(heads[-1], _shows(field))
    return Column(" · ".join(dict.fromkeys(heads[-2:])), _shows(field))


def _shows(field: Field) -> Callable[[Any], Any]:
    words = {code: str(word) for code, word in field.flatchoices}

    def show(value: Any) -> Any:
        if value is None or value == "":
            return None
        if isinstance(value, Decimal):
            return float(value)  # 15 digits: exact to the fen below 10,000,000,000,000 yuan
        if isinstance(value, list | tuple):
            return "、".join(words.get(one, str(one)) for one in value)
        if words:
            return words.get(value, value)
        plain = isinstance(value, PLAIN) and not isinstance(value, bool | datetime)
        return value if plain else in_words(value)

    return show

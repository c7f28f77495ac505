"""What differs between two runs of a report, cell by cell."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from projects.reports import layout
from projects.reports.definitions import Column, Row, Table

Key = tuple[Any, ...]


@dataclass(frozen=True)
class Difference:
    """One cell that changed, or, without a column, a whole row that appears or goes."""

    name: str
    words: str
    column: str
    before: str
    after: str


def differences(before: Table, after: Table) -> list[Difference]:
    """The cells that are not the same, in the order of the tables; rows are known by place and labels."""
    old, new = _by_key(before), _by_key(after)
    found: list[Difference] = []
    for key in old | new:
        if key in old and key in new:
            found += _of_a_row(after, old[key], new[key])
        elif key in old:
            found.append(_of_row(before, old[key], before=_("there"), after=_("gone")))
        else:
            found.append(_of_row(after, new[key], before=_("not there"), after=_("new")))
    return found


def _by_key(table: Table) -> dict[Key, Row]:
    """The rows by what they are about; of several about the same, the first is the first of both."""
    seen: Counter[Key] = Counter()
    whole = {("all",): {**table.total, "name": _("Total")}}
    found: dict[Key, Row] = whole if table.has_total else {}
    for row in table.rows:
        key = (row["level"], row["place"], *(row[label.key] for label in table.labels))
        found[(*key, seen[key])] = row
        seen[key] += 1
    return found


def _of_a_row(table: Table, old: Row, new: Row) -> Iterator[Difference]:
    for column in table.columns:
        before, after = old.get(column.key), new.get(column.key)
        if before != after:
            texts = {"before": _shown(column, before), "after": _shown(column, after)}
            yield _of_row(table, new, column=layout.full_label(column), **texts)


def _of_row(table: Table, row: Row, *, column: str = "", **texts: str) -> Difference:
    words = " · ".join(filter(None, (label.text(row[label.key]) for label in table.labels)))
    return Difference(name=row["name"], words=words, column=column, **texts)


def _shown(column: Column, value: Any) -> str:
    """A value in full: money in yuan, so that no fen is rounded away."""
    if column.kind == "money" and value is not None:
        return f"{Decimal(value):,.2f}"
    return (
        str(value) if column.kind == "rate" and value is not None else layout.shown(column, value)
    )

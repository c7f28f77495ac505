"""A table as CSV, for spreadsheets and statistics programs."""

from typing import IO, Any

from django.utils.translation import gettext as _

from projects.common.texts import as_csv
from projects.reports import layout
from projects.reports.definitions import Row, Table


def render(table: Table, file: IO[bytes]) -> None:
    """Writes one line of heads, the total, and one line a place; money in yuan."""
    heads = [str(label.label) for label in table.labels]
    heads += [layout.full_label(column) for column in table.columns]
    lines = [_line(table, row) for row in table.rows]
    if table.has_total:
        lines.insert(0, _line(table, {**table.total, "name": _("Total")}))
    file.write(as_csv([[_("Code"), _("Place"), _("Level"), *heads], *lines]))


def _line(table: Table, row: Row) -> list[Any]:
    texts = [row["place"], row["name"], layout.level_name(row)]
    words = [label.text(row[label.key]) for label in table.labels]
    return [*texts, *words, *(column.text(row[column.key]) for column in table.columns)]

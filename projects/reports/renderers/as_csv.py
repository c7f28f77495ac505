"""A table as CSV, for spreadsheets and statistics programs."""

from typing import IO, Any

from django.utils.translation import gettext as _

from projects.common.texts import as_csv
from projects.places.models import Place
from projects.reports.definitions import Row, Table


def render(table: Table, file: IO[bytes]) -> None:
    """Writes one line of heads, the total, and one line a place; money in yuan."""
    heads = [f"{column.label}（{column.unit}）" for column in table.columns]
    total = _line(table, {**table.total, "name": _("Total")})
    lines = (_line(table, row) for row in table.rows)
    file.write(as_csv([[_("Code"), _("Place"), _("Level"), *heads], total, *lines]))


def _line(table: Table, row: Row) -> list[Any]:
    texts = [row["place"], row["name"], str(Place.Level(row["level"]).label)]
    return [*texts, *(row[column.key] for column in table.columns)]

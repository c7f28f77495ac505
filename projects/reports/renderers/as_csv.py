"""A table as CSV, for spreadsheets and statistics programs."""

import csv
import io
from typing import IO, Any

from django.utils.translation import gettext as _

from projects.common.texts import BYTE_ORDER_MARK, as_text
from projects.places.models import Place
from projects.reports.definitions import Row, Table


def render(table: Table, file: IO[bytes]) -> None:
    """Writes one line of heads, the total, and one line a place; money in yuan."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    heads = [f"{column.label}（{column.unit}）" for column in table.columns]
    writer.writerow([_("Code"), _("Place"), _("Level"), *heads])
    writer.writerow(_line(table, {**table.total, "name": _("Total")}))
    writer.writerows(_line(table, row) for row in table.rows)
    file.write((BYTE_ORDER_MARK + text.getvalue()).encode())


def _line(table: Table, row: Row) -> list[Any]:
    texts = [as_text(row["place"]), as_text(row["name"]), str(Place.Level(row["level"]).label)]
    return [*texts, *(row[column.key] for column in table.columns)]

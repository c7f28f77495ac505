"""Tables of an archive: rows of records in words, written as CSV and as PDF."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import models
from django.db.models import QuerySet
from django.utils.functional import Promise

from projects.common.pdf import rendered_pdf
from projects.common.texts import as_csv, in_words

Text = str | Promise
Column = str | tuple[Text, Callable[[Any], Any]]
ROWS_A_PDF = 800  # about five seconds of layout: well within the lease of a job


class Table(NamedTuple):
    """One kind of record. ``facts``: one record, told as lines of (what, value).

    ``note`` says what is left out on purpose.
    """

    slug: str
    title: Text
    heads: list[str]
    rows: list[list[Any]]
    facts: bool = False
    note: Text = ""


def table(slug: str, title: Text, records: QuerySet, *columns: Column, note: Text = "") -> Table:
    """The table of ``records``. A column is a field's name or (head, function of a record)."""
    heads, readers = zip(*(_column(records.model, column) for column in columns), strict=True)
    rows = [[read(record) for read in readers] for record in records]
    return Table(slug, title, list(heads), rows, note=note)


def facts(slug: str, title: Text, record: Any, *columns: Column, heads: list[str]) -> Table:
    """One record as lines of (what, value)."""
    pairs = (_column(record.__class__, column) for column in columns)
    return Table(slug, title, heads, [[head, read(record)] for head, read in pairs], facts=True)


def _column(model: Any, column: Column) -> tuple[str, Callable[[Any], Any]]:
    if isinstance(column, tuple):
        return str(column[0]), column[1]
    field: models.Field = model._meta.get_field(column)
    if field.choices:
        return str(field.verbose_name), lambda record: getattr(record, f"get_{column}_display")()
    return str(field.verbose_name), lambda record: getattr(record, column)


def person(user: Any) -> str:
    """Somebody who signed in, with the role; nothing for nobody."""
    return f"{user.name}（{user.get_role_display()}）" if user else ""


def table_csv(one: Table) -> bytes:
    """The table as a CSV file, numbers bare."""
    return as_csv([one.heads, *([_cell(value) for value in row] for row in one.rows)])


def as_pdfs(one: Table, context: dict[str, Any]) -> Iterator[tuple[str, bytes]]:
    """(ending of the name, PDF) of the table, in parts of ROWS_A_PDF rows."""
    starts = range(0, len(one.rows) or 1, ROWS_A_PDF)
    wide = len(one.heads) > 7
    for number, start in enumerate(starts, 1):
        rows = [
            [(in_words(value), _css(value)) for value in row]
            for row in one.rows[start : start + ROWS_A_PDF]
        ]
        page = {
            "table": one,
            "rows": rows,
            "wide": wide,
            "part": number,
            "parts": len(starts),
            **context,
        }
        ending = f"-{number}.pdf" if len(starts) > 1 else ".pdf"
        yield ending, rendered_pdf("closing/archive/table.html", page)


def _css(value: Any) -> str:
    """Numbers stand to the right, and neither they nor days break in the middle."""
    return "number" if _is_number(value) else "short" if isinstance(value, date) else ""


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def _cell(value: Any) -> Any:
    return value if _is_number(value) else in_words(value)

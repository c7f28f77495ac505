"""PostgreSQL's COPY for rows of a model."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import repeat
from typing import Any

from django.db import connection, models

from projects.common.texts import Texts

# What no text holds, as control characters in cells are dropped; so all texts can be escaped at once.
CELL, LINE, NULL = "\x1f", "\x1e", "\x1d"
ESCAPED = (
    *(("\\", r"\\"), ("\t", r"\t"), ("\n", r"\n"), ("\r", r"\r")),
    *((CELL, "\t"), (LINE, "\n"), (NULL, r"\N")),
)


def drawn(model: type[models.Model], count: int) -> list[int]:
    """``count`` ids from the sequence of the table of ``model``."""
    ids = (
        "SELECT nextval((SELECT pg_get_serial_sequence(%s, 'id')::regclass))"
        " FROM generate_series(1, %s)"
    )
    with connection.cursor() as cursor:
        cursor.execute(ids, [model._meta.db_table, count])
        return [id_ for (id_,) in cursor]


class Copied:
    """Rows for the table of ``model``, as COPY reads them.

    ``rows`` are values of the attributes ``names``; ``later`` names the attributes that only the database
    can tell, which are put before the rest of each row; what else there is, is ``constant`` or the default.
    """

    def __init__(
        self,
        model: type[models.Model],
        names: Sequence[str],
        rows: Iterable[tuple[Any, ...]],
        later: Sequence[str] = (),
        constant: Mapping[str, Any] | None = None,
    ) -> None:
        fields = {field.attname: field for field in model._meta.concrete_fields}
        known = {*names, *later, model._meta.pk.attname}
        rest = [field for name, field in fields.items() if name not in known]
        columns = [
            _written(fields[name], column)
            for name, column in zip(names, zip(*rows, strict=True), strict=False)
        ]
        standing = (_written(field, [_standing(field, constant or {})]) for field in rest)
        behind = [repeat(CELL.join(text for [text] in standing))] if rest else []
        rows = [*zip(*columns, *behind, strict=False)] if columns else []
        self.lines = _lines(rows, len(names) + len(rest))
        in_order = [*(fields[name] for name in (*later, *names)), *rest]
        listed = ", ".join(f'"{field.column}"' for field in in_order)
        self.statement = f'COPY "{model._meta.db_table}" ({listed}) FROM STDIN'

    def put_before(self, *columns: Iterable[Any]) -> None:
        """What was to come ``later``, a column each; no text that would have to be escaped."""
        written = (map(str, column) for column in columns)
        self.lines = [*map("\t".join, zip(*written, self.lines, strict=True))]

    def send(self, cursor: Any) -> None:
        """Gives the rows to the server."""
        if self.lines:
            with cursor.copy(self.statement) as writer:
                writer.write("\n".join(self.lines))


def _lines(rows: Sequence[tuple[str, ...]], width: int) -> list[str]:
    """Each row, of ``width`` cells, as a line of COPY; all are escaped at once."""
    if not rows:
        return []
    text = LINE.join(map(CELL.join, rows))
    if text.count(CELL) != (width - 1) * len(rows) or text.count(LINE) != len(rows) - 1:
        raise ValueError("A text holds a sign that parts cells or lines")
    for sign, escape in ESCAPED:
        text = text.replace(sign, escape)
    return text.split("\n")


def _written(field: models.Field, column: Iterable[Any]) -> list[str]:
    """The values of a column as text."""
    if isinstance(field, models.CharField | models.TextField):
        return [NULL if value is None else value for value in column]
    return [*map(Texts({None: NULL}).__getitem__, column)]


def _standing(field: models.Field, constant: Mapping[str, Any]) -> Any:
    """What stands in ``field`` of every row."""
    if field.attname in constant:
        return constant[field.attname]
    return field.get_db_prep_save(field.get_default(), connection)

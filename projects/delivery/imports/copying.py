"""PostgreSQL's COPY for rows of a model."""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

from django.db import connection, models

BLOCK = 2000  # rows between two writes to the connection
_SPECIAL = re.compile(r"[\\\t\n\r]")
_ESCAPED = {"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"}
NULL = r"\N"


def drawn(model: type[models.Model], count: int) -> list[int]:
    """``count`` ids from the sequence of the table of ``model``."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [row[0] for row in cursor.fetchall()]


def copy(
    model: type[models.Model],
    names: Sequence[str],
    rows: Iterable[Iterable[Any]],
    constant: Mapping[str, Any],
) -> None:
    """Writes ``rows``, values of the attributes ``names``; the rest is ``constant`` or the default."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    given = [fields[name] for name in names]
    rest = [field for field in fields.values() if field not in given and not field.primary_key]
    behind = "".join(f"\t{text(_standing(field, constant))}" for field in rest) + "\n"
    columns = ", ".join(f'"{field.column}"' for field in (*given, *rest))
    sql = f'COPY "{model._meta.db_table}" ({columns}) FROM STDIN'
    rows = iter(rows)
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(sql) as writer:
        while block := ["\t".join(map(text, row)) + behind for row in islice(rows, BLOCK)]:
            writer.write("".join(block))


def _standing(field: models.Field, constant: Mapping[str, Any]) -> Any:
    """What stands in ``field`` of every row."""
    if field.attname in constant:
        return constant[field.attname]
    return field.get_db_prep_save(field.get_default(), connection)


def text(value: Any) -> str:
    """A value as COPY reads it."""
    if value is None:
        return NULL
    if value.__class__ is not str:
        return str(value)
    if value.isprintable() and "\\" not in value:
        return value
    return _SPECIAL.sub(lambda found: _ESCAPED[found[0]], value)

"""PostgreSQL's COPY for rows of a model."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection, models

BLOCK = 500  # rows between two writes to the connection
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
    model: type[models.Model], rows: Iterable[Mapping[str, Any]], constant: Mapping[str, Any]
) -> None:
    """Writes ``rows``, attributes by name, all of the same names; the rest is ``constant`` or the default."""
    rows = iter(rows)
    first = next(rows, None)
    if first is None:
        return
    fields = [field for field in model._meta.concrete_fields if not _draws_itself(field, first)]
    names = [field.attname for field in fields if field.attname in first]
    template = "\t".join(
        "%s" if field.attname in first else text(_standing(field, constant)).replace("%", "%%")
        for field in fields
    )
    columns = ", ".join(f'"{field.column}"' for field in fields)
    sql = f'COPY "{model._meta.db_table}" ({columns}) FROM STDIN'
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(sql) as writer:
        block = [_line(template, names, first)]
        for row in rows:
            block.append(_line(template, names, row))
            if len(block) == BLOCK:
                writer.write("".join(block))
                block.clear()
        writer.write("".join(block))


def _line(template: str, names: Iterable[str], row: Mapping[str, Any]) -> str:
    return template % tuple([text(row[name]) for name in names]) + "\n"


def _draws_itself(field: models.Field, given: Mapping[str, Any]) -> bool:
    return field.primary_key and field.attname not in given


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
    return (
        _SPECIAL.sub(lambda found: _ESCAPED[found[0]], value) if _SPECIAL.search(value) else value
    )

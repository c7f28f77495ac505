"""PostgreSQL's COPY for rows of a model."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import repeat
from typing import Any

from django.db import connection, models

SLOW = (models.DateField, models.TimeField)  # to be written as text; a file has few of them
_text = lru_cache(20_000)(str)


def drawn(model: type[models.Model], count: int) -> list[int]:
    """``count`` ids from the sequence of the table of ``model``."""
    ids = (
        "SELECT nextval((SELECT pg_get_serial_sequence(%s, 'id')::regclass))"
        " FROM generate_series(1, %s)"
    )
    with connection.cursor() as cursor:
        cursor.execute(ids, [model._meta.db_table, count])
        return [id_ for (id_,) in cursor]


def copy(
    model: type[models.Model],
    names: Sequence[str],
    rows: Iterable[tuple[Any, ...]],
    constant: Mapping[str, Any],
) -> None:
    """Writes ``rows``, values of the attributes ``names``; the rest is ``constant`` or the default."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    given = [fields[name] for name in names]
    rest = [field for field in fields.values() if field not in given and not field.primary_key]
    written = [
        _written(column) if isinstance(field, SLOW) else column
        for field, column in zip(given, zip(*rows, strict=True), strict=False)
    ]
    behind = [repeat(*_written([_standing(field, constant)])) for field in rest]
    columns = ", ".join(f'"{field.column}"' for field in (*given, *rest))
    sql = f'COPY "{model._meta.db_table}" ({columns}) FROM STDIN'
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(sql) as writer:
        for row in zip(*written, *behind, strict=False) if written else ():
            writer.write_row(row)


def _written(column: Iterable[Any]) -> list[str | None]:
    """The values of a column as COPY reads them."""
    return [None if value is None else _text(value) for value in column]


def _standing(field: models.Field, constant: Mapping[str, Any]) -> Any:
    """What stands in ``field`` of every row."""
    if field.attname in constant:
        return constant[field.attname]
    return field.get_db_prep_save(field.get_default(), connection)

"""PostgreSQL's COPY for rows of a model."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection, models


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
    rows: Iterable[tuple[Any, ...]],
    constant: Mapping[str, Any],
) -> None:
    """Writes ``rows``, values of the attributes ``names``; the rest is ``constant`` or the default."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    given = [fields[name] for name in names]
    rest = [field for field in fields.values() if field not in given and not field.primary_key]
    behind = tuple(_standing(field, constant) for field in rest)
    columns = ", ".join(f'"{field.column}"' for field in (*given, *rest))
    sql = f'COPY "{model._meta.db_table}" ({columns}) FROM STDIN'
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(sql) as writer:
        for row in rows:
            writer.write_row(row + behind)


def _standing(field: models.Field, constant: Mapping[str, Any]) -> Any:
    """What stands in ``field`` of every row."""
    if field.attname in constant:
        return constant[field.attname]
    return field.get_db_prep_save(field.get_default(), connection)

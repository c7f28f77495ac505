"""Past the triggers by which the database keeps rows as they were written, for a reason and a while."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def opened(prefix: str, setting: str) -> Iterator[None]:
    """Lets this transaction past the triggers whose names begin with ``prefix``.

    On PostgreSQL they ask ``setting``, which ends with the transaction; SQLite has none, so there they
    are taken off and put back, in a transaction in which nobody else writes.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT set_config(%s, 'open', true)", [setting])
            yield
            cursor.execute("SELECT set_config(%s, '', true)", [setting])
            return
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s",
            [f"{prefix}%"],
        )
        triggers = cursor.fetchall()
        for name, _sql in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        yield
        for _name, sql in triggers:
            cursor.execute(sql)

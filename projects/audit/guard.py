"""The one way past the triggers by which the database keeps the log of openings as it was written."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

PREFIX = "log_keeps_"  # begins the names of the triggers
SETTING = "linkage.log"  # what they ask on PostgreSQL


@contextmanager
def log_open() -> Iterator[None]:
    """Lets this transaction delete openings; only for those of the demo, whose people are nobody.

    On PostgreSQL a setting that ends with the transaction; SQLite has none, so there the triggers are
    taken off and put back, in a transaction in which nobody else writes.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT set_config(%s, 'open', true)", [SETTING])
            yield
            cursor.execute("SELECT set_config(%s, '', true)", [SETTING])
            return
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s",
            [f"{PREFIX}%"],
        )
        triggers = cursor.fetchall()
        for name, _sql in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        yield
        for _name, sql in triggers:
            cursor.execute(sql)

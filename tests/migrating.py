"""Going back to an older state of the database, and coming home to the newest."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.migrations.executor import MigrationExecutor


@contextmanager
def migrated_back_to(room: str, name: str) -> Iterator[None]:
    """The database as that migration left it. Afterwards all rooms are brought up again:

    whatever hung on a later migration of the room was taken back with it.
    """
    MigrationExecutor(connection).migrate([(room, name)])
    try:
        yield
    finally:
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())

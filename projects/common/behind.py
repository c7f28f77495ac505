"""Statements that the database's server works on while this process goes on."""

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from django.db import connection

# Seconds after which a busy thread lets another one on: the one that feeds the server needs little, but soon.
TURN = 0.0005

Work = Callable[[Any], None]


class Behind:
    """One piece of work at a time, in a thread of its own on this thread's connection."""

    def __init__(self, thread: ThreadPoolExecutor) -> None:
        self.thread = thread
        self.working: Future[None] | None = None

    def do(self, work: Work) -> None:
        """Begins ``work``, which gets a cursor, once what was begun before is done."""
        self.wait()
        self.working = self.thread.submit(_with_cursor, connection.connection, work)

    def wait(self) -> None:
        """Waits for what was begun; raises what went wrong there as the ORM would."""
        working, self.working = self.working, None
        if working:
            with connection.wrap_database_errors:
                working.result()

    def first(self, execute: Callable[..., Any], *asked: Any) -> Any:
        """Before anything else is asked of the connection."""
        self.wait()
        return execute(*asked)


@contextmanager
def behind() -> Iterator[Behind]:
    """Within a transaction: whoever asks the database meanwhile waits for what was begun.

    On PostgreSQL; elsewhere nothing is to be begun.
    """
    turn = sys.getswitchinterval()
    sys.setswitchinterval(TURN)
    try:
        with ThreadPoolExecutor(1) as thread:
            server = Behind(thread)
            with connection.execute_wrapper(server.first):
                yield server
                server.wait()
    finally:
        sys.setswitchinterval(turn)


def _with_cursor(link: Any, work: Work) -> None:
    with link.cursor() as cursor:
        work(cursor)

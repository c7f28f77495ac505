"""Calling many actions at the same time, each thread on a connection of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Thread
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection

CONNECTIONS = 20


def until_somebody_waits(thread: Thread) -> None:
    """Until another connection waits for a lock of this one, or ``thread`` has ended without."""
    with connection.cursor() as cursor:
        while thread.is_alive():
            cursor.execute("SELECT 1 FROM pg_locks WHERE NOT granted LIMIT 1")
            if cursor.fetchone():
                return


def at_once(calls: list[Callable[[], Any]]) -> list[Any]:
    """The results of ``calls``, made over ``CONNECTIONS`` connections; a refusal gives its words."""

    def work(share: list[Callable[[], Any]]) -> list[Any]:
        results = []
        try:
            for call in share:
                try:
                    results.append(call())
                except ValidationError as refusal:
                    results.append(refusal)
        finally:
            connection.close()
        return results

    shares = [calls[start::CONNECTIONS] for start in range(CONNECTIONS)]
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        return [result for share in pool.map(work, shares) for result in share]

"""Calling many actions at the same time, each thread on a connection of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection

CONNECTIONS = 20


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

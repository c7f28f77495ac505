"""Rows that lie in a file of their own while a spreadsheet is gone through: a million take no memory."""

import json
import sqlite3
from collections.abc import Iterable
from typing import Any, Self


class Scratch:
    """A database of SQLite's in a file that goes with it.

    Many rows are one statement, sent and answered as JSON. SQLite lets other threads run while it works on
    a statement; asked row by row, it would wait for the interpreter at each.
    """

    def __init__(self, table: str) -> None:
        self.rows = sqlite3.connect("")
        self.rows.execute("PRAGMA journal_mode=OFF")
        self.rows.execute("PRAGMA synchronous=OFF")
        self.rows.execute(f"CREATE TABLE {table}")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_raised: object) -> None:
        self.rows.close()

    def put(self, statement: str, rows: Iterable[Any]) -> int:
        """Writes ``rows``, to the statement ``json_each(?)``; gives how many it wrote or changed."""
        return self.rows.execute(statement, (json.dumps([*rows]),)).rowcount

    def ask(self, columns: str, source: str, wanted: Iterable[Any]) -> list[list[Any]]:
        """The ``columns`` of ``source``, which knows what is ``wanted`` as ``json_each(?)``."""
        query = f"SELECT json_group_array(json_array({columns})) FROM {source}"  # noqa: S608
        (found,) = self.rows.execute(query, (json.dumps([*wanted]),)).fetchone()
        return list(json.loads(found))

"""One measurement in a process of its own: ``python -m scripts.read_once WHAT FILE`` prints its figures."""

import json
import os
import resource
import sys
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import django
from python_calamine import CalamineWorkbook

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linkage.settings")
django.setup()

from projects.imports import cells, cells_names, cells_time  # noqa: E402
from projects.imports.importer import Column, Importer, Row  # noqa: E402
from projects.imports.importing import looked_at, receive  # noqa: E402
from projects.imports.limits import MB, Limits  # noqa: E402
from projects.imports.reading import read  # noqa: E402


class Diary(Importer):
    """A kind of long files that is taken in by batches and asks no database."""

    key_column = "number"
    roles = frozenset({"agency"})
    limits = Limits(rows=2_000_000, csv_rows=2_000_000, csv_size=1000 * MB)
    batch = 5_000

    def __init__(self, user: Any) -> None:
        super().__init__(user)
        self.columns = (
            Column("number", "编号", cells.code(20)),
            Column("day", "日期", cells.past_day),
            Column("hours", "时长", cells_time.hours()),
            Column("attendances", "人次", cells.whole(units=["人次"], example="3")),
            Column("process", "过程", cells.long_text(2000)),
            Column("workers", "社工", cells_names.names()),
            Column("method", "方式", cells.text(20)),
        )

    def key(self, values: Mapping[str, Any]) -> tuple[str, ...]:
        return (values["number"],)

    def remembered(self, rows: Mapping[str, Row]) -> dict[str, tuple[int, str]]:
        return {}

    def records(self, ids: Iterable[int], *, lock: bool) -> dict[int, Any]:
        return {}


def calamine(path: Path) -> None:
    """The reader alone, on a file of our own that nobody has to check."""
    with CalamineWorkbook.from_path(path) as book:
        for name in book.sheet_names:
            book.get_sheet_by_name(name).to_python()


def reading(path: Path) -> None:
    """Measured, searched, packed anew and read, each row once."""
    with path.open("rb") as file:
        for sheet in read(file).sheets:
            for _row in sheet:
                pass


def checking(path: Path) -> None:
    """The whole check of a long kind but for the database: every cell parsed, every row told apart."""
    importer = Diary(SimpleNamespace(role="agency"))
    with path.open("rb") as file:
        outcome = looked_at(receive(file, importer))
    if outcome.wrong or not outcome.new:
        raise RuntimeError(f"The check has not understood the file: {outcome.counts()}")


if __name__ == "__main__":
    work = {"calamine": calamine, "read": reading, "parse": checking}[sys.argv[1]]
    begun = time.perf_counter()
    work(Path(sys.argv[2]))
    seconds = time.perf_counter() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps({"seconds": seconds, "peak": peak}))

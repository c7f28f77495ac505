"""How fast services are imported: beside a raw COPY and beside python-calamine, all in one run.

A year of one project, in a workbook of 100,000 rows (``BENCH_SERVICES``) and as CSV of 200,000 and
1,000,000 (``BENCH_SERVICES_CSV``). What came of the rows is compared with what they mean before anything
is timed, and of a sheet with mistakes each must be found at its cell and nothing else.

What is timed takes turns, ``BENCH_ROUNDS`` times, and the best of each counts: once by the clock, and
once by the processor's time of this process and of its connection's together, which other work on the
machine hardly changes.
"""

import io
import json
import logging
import os
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import django
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from python_calamine import CalamineWorkbook

from scripts import service_year

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linkage.settings")
django.setup()

from projects.imports.checking import parse  # noqa: E402
from projects.imports.importer import Importer, importer_class  # noqa: E402
from projects.imports.importing import Sent, looked_at, receive, write  # noqa: E402
from projects.imports.layout import tables  # noqa: E402
from projects.imports.reading import Book, read  # noqa: E402

ROWS = int(os.environ.get("BENCH_SERVICES", "100000"))
WRONG = ROWS // 100
CSV_ROWS = [int(rows) for rows in os.environ.get("BENCH_SERVICES_CSV", "200000,1000000").split(",")]
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "3"))
RECORDS, HISTORY = "delivery_servicerecord", "delivery_historicalservicerecord"
ASSISTED = "delivery_servicerecord_assistants"


class Spent(NamedTuple):
    """Seconds by the clock, and seconds of the processor."""

    wall: float
    cpu: float

    @classmethod
    def until_now(cls) -> "Spent":
        own = resource.getrusage(resource.RUSAGE_SELF)
        return cls(time.perf_counter(), own.ru_utime + own.ru_stime + _of_the_server())

    def since(self, before: "Spent") -> "Spent":
        return Spent(self.wall - before.wall, self.cpu - before.cpu)


def measure() -> None:
    """Print what each step took and the ratios that count."""
    begin()
    user, project = service_year.whom_it_hangs_on()
    right = service_year.workbook(project, ROWS)
    prove(user, right)
    find_mistakes(user, service_year.workbook(project, ROWS, planted()), planted())
    copied = blocks(RECORDS)
    everything = {table: blocks(table) for table in (RECORDS, HISTORY, ASSISTED)}
    book = read(right, importer_of(user).limits)
    best = take_turns(
        {
            "raw COPY of the records": lambda: copy({RECORDS: copied}),
            "raw COPY of the records, their history and assistants": lambda: copy(everything),
            "validate and write": lambda: write_book(user, book),
            "end to end from xlsx": lambda: write(
                receive(right, importer_of(user)), good_rows_only=False
            ),
            "check alone": lambda: looked_at(receive(right, importer_of(user))),
            "python-calamine alone": lambda: read_by_calamine(right),
            "reading, measured and packed anew": lambda: read_as_we_do(user, right),
        }
    )
    for name, (wall, cpu) in best.items():
        print(f"{name:<56}{wall:>8.2f} s{cpu:>8.2f} s of CPU{ROWS / wall:>12,.0f} rows/s")
    raw, whole, ours, from_xlsx, _check, alone, reading = best.values()
    tell("validate and write ÷ raw COPY", raw, ours, "at least 0.60")
    tell("validate and write ÷ raw COPY of all that it writes", whole, ours, "no goal")
    tell("end to end from xlsx ÷ raw COPY", raw, from_xlsx, "at least 0.40")
    tell("reading ÷ python-calamine", reading, alone, "at most 1.50")
    empty()
    measure_memory(project)


def begin() -> None:
    """An empty database with its places; Django keeps no list of its queries."""
    settings.DEBUG = False
    logging.disable(logging.WARNING)
    call_command("migrate", interactive=False, verbosity=0)
    call_command("load_places", stdout=io.StringIO())
    with connection.cursor() as cursor:
        # Analysed in mid-import an emptied table counts as empty, and its keys are then looked up by a
        # wrong index; no table in use is emptied again and again as these are.
        for table in (RECORDS, HISTORY, ASSISTED):
            cursor.execute(f"ALTER TABLE {table} SET (autovacuum_enabled = false)")


def planted() -> service_year.Planted:
    return service_year.mistakes(ROWS, WRONG)


def importer_of(user: Any) -> Importer:
    kind = importer_class("services")
    if kind is None:
        raise RuntimeError("Nobody imports services")
    return kind(user)


def prove(user: Any, content: bytes) -> None:
    """The records, read back, say what the rows mean; each has its first history and its totals wait."""
    outcome = write(receive(content, importer_of(user)), good_rows_only=False)
    if (outcome.new, outcome.wrong, outcome.skipped) != (ROWS, 0, 1):
        raise RuntimeError(f"Not imported as it should be: {outcome.counts()}")
    records = apps.get_model("delivery.ServiceRecord").objects
    found = records.order_by("pk").values_list(*service_year.MEANT)
    for number, said in enumerate(found.iterator()):
        if said != (wanted := service_year.meant(number, ROWS)):
            raise RuntimeError(f"Row {number} became {said}, not {wanted}")
    if records.count() != ROWS or records.model.history.filter(history_type="+").count() != ROWS:
        raise RuntimeError("Not one record and one history for each row")
    again = looked_at(receive(content, importer_of(user)))
    if (again.unchanged, again.rows) != (ROWS, ROWS):
        raise RuntimeError(f"Sent again: {again.counts()}")
    print(
        f"{ROWS:,} rows are {ROWS:,} records that say what the rows mean; sent again, none changes"
    )


def find_mistakes(user: Any, content: bytes, wanted: service_year.Planted) -> None:
    found = looked_at(receive(content, importer_of(user))).errors
    cells = {(error.column, error.row) for error in found}
    if cells != set(wanted) or len(found) != len(wanted):
        extra = [error for error in found if (error.column, error.row) not in wanted]
        raise RuntimeError(f"{len(cells & set(wanted))} of {len(wanted)} found; also {extra[:3]}")
    print(f"{len(found):,} planted mistakes are found at their cells, and nothing else")


def take_turns(acts: dict[str, Callable[[], object]]) -> dict[str, Spent]:
    """The best of each; they take turns, each with empty tables and new indexes."""
    best = dict.fromkeys(acts, Spent(float("inf"), float("inf")))
    for _round in range(ROUNDS):
        for name, act in acts.items():
            empty()
            before = Spent.until_now()
            act()
            spent = Spent.until_now().since(before)
            best[name] = Spent(*map(min, best[name], spent))
    return best


def tell(name: str, one: Spent, other: Spent, goal: str) -> None:
    print(f"{name:<56}{one.wall / other.wall:>8.2f} ×{one.cpu / other.cpu:>8.2f} × by CPU ({goal})")


def write_book(user: Any, book: Book) -> None:
    """Everything but the reading: cells, rules, comparing, writing."""
    importer = importer_of(user)
    found = tables(book, importer)
    sent = Sent(book, found, parse(found, importer, lambda done, total: None), importer)
    write(sent, good_rows_only=False)


def read_by_calamine(content: bytes) -> None:
    with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
        book.get_sheet_by_index(0).to_python(skip_empty_area=False)


def read_as_we_do(user: Any, content: bytes) -> None:
    for sheet in read(content, importer_of(user).limits).sheets:
        for _row in sheet:
            pass


def blocks(table: str) -> list[bytes]:
    """What is in a table, as COPY gives it, in pieces of a megabyte."""
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} TO STDOUT") as out:
        lines = b"".join(bytes(block) for block in out)
    return [lines[start : start + (1 << 20)] for start in range(0, len(lines), 1 << 20)]


def copy(contents: dict[str, list[bytes]]) -> None:
    """Exactly these rows again, with all indexes, foreign keys and triggers, in one transaction."""
    with transaction.atomic(), connection.cursor() as cursor:
        for table, content in contents.items():
            with cursor.copy(f"COPY {table} FROM STDIN") as into:
                for block in content:
                    into.write(block)


def empty() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {RECORDS}, {HISTORY}, {ASSISTED} CASCADE")
        cursor.execute("CHECKPOINT")


def _of_the_server() -> float:
    """Seconds of the processor that this connection's server has taken."""
    try:
        stat = Path(f"/proc/{connection.connection.info.backend_pid}/stat").read_text()
    except OSError:
        return 0.0  # it runs elsewhere
    user, system = stat.rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def measure_memory(project: Any) -> None:
    """Each file in a process of its own, whose memory is its own too."""
    peaks = []
    with TemporaryDirectory() as folder:
        for rows in CSV_ROWS:
            file = Path(folder) / f"{rows}.csv"
            service_year.table(file, project, rows)
            command = [sys.executable, "-m", "scripts.bench_services", str(file)]
            printed = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
            found = json.loads(printed.splitlines()[-1])
            if found["new"] != rows:
                raise RuntimeError(f"{found['new']:,} of {rows:,} rows of CSV were imported")
            peaks.append(found["peak"])
            print(f"{rows:,} rows of CSV: {found['seconds']:.1f} s, at most {found['peak']:.0f} MB")
            empty()
    print(f"memory of the longest beside the shortest: {peaks[-1] / peaks[0]:.2f} × (at most 1.30)")


def import_once(name: str) -> None:
    """Import one file as the worker does, and print how long it took and how much memory."""
    settings.DEBUG = False
    user = apps.get_model("accounts.User").objects.get(username="bench-agency")
    start = time.perf_counter()
    with Path(name).open("rb") as file:
        outcome = write(receive(file, importer_of(user)), good_rows_only=False)
    # Of this program alone; what getrusage says begins with the process that started it.
    status = Path("/proc/self/status").read_text()
    peak = int(re.search(r"VmHWM:\s*(\d+)", status)[1]) / 1024  # type: ignore[index]
    seconds = time.perf_counter() - start
    print(json.dumps({"new": outcome.new, "seconds": seconds, "peak": peak}))


if __name__ == "__main__":
    match sys.argv[1:]:
        case [file]:
            import_once(file)
        case _:
            measure()

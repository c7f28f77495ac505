"""`make bench`: what takes how long, on databases of their own. One part alone: python -m scripts.bench PART

pages: loading, the coverage report and the pages. reconcile: re-adding up to 300,000 projects' money.
ledger: 2,000 ledgers at random, each step of each re-added. reading: spreadsheets, beside the reader alone.
uploads: 10,000 spoilt files. services: a year of services, beside a raw COPY of the same rows.
summaries: the totals of months, what they cost who logs, and the reports that read them.
scale: a nation's year beside DuckDB. exports: workbooks beside csv.writer. package: one process and two.
"""

import io
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

import django
import xlsxwriter
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from scripts import bench_reading, bench_reconcile
from scripts.machine import postgresql_bin
from scripts.services import postgresql_and_redis

ROUNDS = 5
SETTINGS = {"DJANGO_SETTINGS_MODULE": "linkage.settings", "DEBUG": "on"}
REPORT = {"plan": "fujian-2018", "as_of": "2018-12-31", "format": "json", "output": "-"}
PAGES = (
    "home",
    "need_list",
    "project_list",
    "assignment_list",
    "budget_list",
    "allocation_list",
    "service_list",
    "agency_list",
    "worker_list",
    "report_run_list",
)

Times = dict[str, float]


def pages() -> None:
    """Measure in a process of its own for each database, and show the times side by side."""
    columns: dict[str, Times] = {"SQLite": measured_with({"DATABASE_URL": "", "REDIS_URL": ""})}
    if postgresql_bin():
        with postgresql_and_redis() as addresses:
            columns["PostgreSQL"] = measured_with(addresses)
    print(f"{'milliseconds, median of ' + str(ROUNDS):<34}" + "".join(f"{c:>12}" for c in columns))
    for what in columns["SQLite"]:
        figures = "".join(f"{times[what]:>12.0f}" for times in columns.values())
        print(f"{what:<34}{figures}")


def reconcile() -> None:
    """Measure in a process of its own, whose memory is its own too; PostgreSQL only."""
    on_postgresql("scripts.bench", "readd")


def ledger() -> None:
    """The machine of the tests, with as many examples as the ledger is to be trusted for."""
    command = [sys.executable, "-m", "scripts.test", "-q", "tests/funding/test_ledger_machine.py"]
    subprocess.run(command, env=os.environ | {"LEDGER_EXAMPLES": "2000"}, check=True)


def reading() -> None:
    """Spreadsheets: beside calamine alone, and the memory of a million rows."""
    bench_reading.reading()


def services() -> None:
    """Services from a workbook and from CSV; PostgreSQL only."""
    on_postgresql("scripts.bench_services")


def summaries() -> None:
    """The totals of months: what they cost who logs, and the reports that read them; PostgreSQL only."""
    on_postgresql("scripts.bench_summaries")


def scale() -> None:
    """A nation's year counted from totals of months, beside DuckDB; PostgreSQL only."""
    on_postgresql("scripts.bench_scale")


def exports() -> None:
    """Lists as workbooks: beside csv.writer, and the memory of a million rows."""
    subprocess.run([sys.executable, "-m", "scripts.bench_exports"], check=True)


def package() -> None:
    """A year's package by one process of a worker and by two; PostgreSQL only."""
    on_postgresql("scripts.bench_package")


def on_postgresql(*command: str) -> None:
    """A module of ours in a process and on databases of its own."""
    with postgresql_and_redis() as addresses:
        environment = os.environ | addresses | SETTINGS
        subprocess.run([sys.executable, "-m", *command], env=environment, check=True)


def uploads() -> None:
    """Ten thousand files with something wrong in them, each read or refused and sent back."""
    command = [sys.executable, "-m", "scripts.test", "-q", "tests/imports/test_files.py"]
    subprocess.run(command, env=os.environ | {"UPLOAD_EXAMPLES": "10000"}, check=True)


def measured_with(addresses: dict[str, str]) -> Times:
    """What the child process measured: it sees an empty database and a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="linkage-bench-") as folder:
        environment = os.environ | addresses | SETTINGS | {"LINKAGE_VAR": folder}
        command = [sys.executable, "-m", "scripts.bench", "measure"]
        done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE)
    return json.loads(done.stdout.splitlines()[-1])


def measure() -> Times:
    """Load once, then take the medians of the report and of each page as the province sees it."""
    django.setup()
    quiet = {"stdout": io.StringIO(), "verbosity": 0}
    call_command("migrate", interactive=False, **quiet)
    times = {
        "load_places (once)": timed(lambda: call_command("load_places", **quiet)),
        "load_demo (once)": timed(lambda: call_command("load_demo", **quiet)),
        "coverage report, JSON": median(
            lambda: call_command("report", "coverage", stdout=io.StringIO(), **REPORT)
        ),
    }
    times["import 10,000 needs (once)"] = timed(import_many())
    user = get_user_model().objects.get(username="demo-province")
    client = Client(headers={"host": "localhost"})
    client.force_login(user, backend="projects.accounts.backends.ActiveAccountBackend")
    for page in PAGES:
        address = reverse(page)
        times[named(page, client, address)] = median(partial(client.get, address))
    return times


def import_many() -> Callable[[], object]:
    """Reading, checking, writing and marking a workbook of 10,000 needs, 300 of them wrong."""
    folder = Path(os.environ["LINKAGE_VAR"])
    with xlsxwriter.Workbook(folder / "needs.xlsx") as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ("需求", "服务领域", "目标人群", "人数", "提出日期"))
        for number in range(10_000):
            people = "许多" if number % 33 == 7 and number < 300 * 33 else f"{number % 90 + 10}人"
            day = f"2018年{number % 12 + 1}月5日"
            page.write_row(number + 1, 0, (f"第 {number} 条", "老年人", "留守老人", people, day))
    options = {"user": "demo-clerk", "good_rows_only": True, "format": "json"}

    def act() -> None:
        printed = io.StringIO()
        marked = str(folder / "marked.xlsx")
        with suppress(SystemExit):  # it says that rows are wrong, which they are
            file = str(folder / "needs.xlsx")
            call_command("import_needs", file, errors=marked, stdout=printed, **options)
        found = json.loads(printed.getvalue())
        if (found["new"], found["wrong"], len(found["errors"])) != (9_700, 300, 300):
            raise RuntimeError("The import has not found what is wrong")

    return act


def named(page: str, client: Client, address: str) -> str:
    """The page with the queries that it takes once it is warm."""
    if client.get(address).status_code != 200:
        raise RuntimeError(f"{address} does not open")
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return f"{page} ({len(queries)} queries)"


def median(act: Callable[[], object]) -> float:
    return statistics.median(timed(act) for _round in range(ROUNDS))


def timed(act: Callable[[], object]) -> float:
    begin = time.perf_counter()
    act()
    return (time.perf_counter() - begin) * 1000


PARTS = {
    "pages": pages,
    "reconcile": reconcile,
    "ledger": ledger,
    "reading": reading,
    "uploads": uploads,
    "services": services,
    "summaries": summaries,
    "scale": scale,
    "exports": exports,
    "package": package,
}

if __name__ == "__main__":
    match sys.argv[1:]:
        case ["measure"]:
            print(json.dumps(measure()))
        case ["readd"]:
            bench_reconcile.measure()
        case wanted:
            for part in wanted or PARTS:
                PARTS[part]()

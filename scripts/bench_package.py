"""A year's package, all tables of all cities of the demo, made by one process of a Celery worker and by two.

The workers are real and take turns, ``BENCH_ROUNDS`` times, each with its process started and warm; the best
of each counts. All packages must have the same SHA-256. Two free processors are needed for an honest
figure, so the load of the machine is told beside it.
"""

import io
import os
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import call_command

from linkage.celery import app
from scripts.processes import Started, programs

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linkage.settings")
django.setup()

from projects.accounts.models import User  # noqa: E402
from projects.packages.actions import options_of, start_package  # noqa: E402
from projects.packages.models import Package  # noqa: E402
from projects.pilots.models import ActionPlan  # noqa: E402
from projects.reports.definitions.registry import DEFINITIONS  # noqa: E402

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "2"))
TABLES = os.environ.get("BENCH_TABLES", "").split()  # fewer while one works on it
PROCESSES = (1, 2)
YEAR_END = date(2018, 12, 31)
PATIENCE = 1800  # seconds


def measure() -> None:
    """Print how long each number of processes took, and what it is of one."""
    call_command("migrate", interactive=False, verbosity=0)
    call_command("load_places", stdout=io.StringIO())
    call_command("load_demo", stdout=io.StringIO())
    settings.DEBUG = False
    best, hashes = dict.fromkeys(PROCESSES, float("inf")), set()
    for _round in range(ROUNDS):
        for number in PROCESSES:
            with programs() as started:
                start_worker(number, started)
                made("coverage")
                seconds, package = made(*TABLES or DEFINITIONS)
            best[number] = min(best[number], seconds)
            hashes.add(package.sha256)
            told = f"{package.parts.count()} tables, load of the machine {os.getloadavg()[0]:.1f}"
            print(f"package by {number}: {seconds:.1f} s ({told})", flush=True)
    if len(hashes) != 1:
        raise RuntimeError(f"The packages differ: {hashes}")
    one, two = best.values()
    print(f"two processes beside one: {one / two:.2f} × as fast, same hash (at least 1.70)")


def start_worker(number: int, started: list[Started]) -> None:
    """A worker with so many processes, and no clock."""
    command = [sys.executable, "-m", "celery", "--app=linkage", "worker", f"--concurrency={number}"]
    log = Path(settings.VAR_DIR) / "log" / "worker.log"
    worker = Started("worker", command, log=log)
    started.append(worker)
    worker.wait_until(lambda: app.control.ping(timeout=0.5))


def made(*tables: str) -> tuple[float, Package]:
    """How long the workers take from the question to the zip."""
    by = User.objects.get(username="demo-province")
    plan = ActionPlan.objects.get(code="fujian-2018")
    asked = {"plan": plan, "place": by.place, "as_of": YEAR_END}
    begin = time.perf_counter()
    package = start_package(
        by=by, reports=[key for key in tables if open_to(by, key, asked)], **asked
    )
    while not package.is_there:
        if time.perf_counter() - begin > PATIENCE or is_lost(package):
            raise RuntimeError("The package is not made")
        time.sleep(0.05)
        package = Package.objects.select_related("job").get(pk=package.pk)
    return time.perf_counter() - begin, package


def is_lost(package: Package) -> bool:
    return package.parts.filter(run__job__status="failed").exists()


def open_to(by: User, key: str, asked: dict[str, Any]) -> bool:
    """Whether the area has this table."""
    try:
        DEFINITIONS[key].check(user=by, **{**asked, **options_of(key)})
    except ValidationError:
        return False
    return True


if __name__ == "__main__":
    measure()

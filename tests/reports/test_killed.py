"""Runs of reports whose workers are killed: each is finished once, and nothing half lies about.

The fifty are workers of one process each; the one after them is killed with its children, as a whole
process group, while it counts.
"""

import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as live_settings
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from projects.jobs import actions as jobs
from projects.jobs import files
from projects.jobs.models import Job
from projects.reports.actions import start_run
from projects.reports.models import ReportRun
from tests.conftest import ROOT, address_of_the_test_database
from tests.jobs.workers import start_worker
from tests.reports.conftest import YEAR_END

KILLS = 50
SEED = 2018
MORE_THAN_ENOUGH = 10_000
PATIENCE = 900  # seconds

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def broker(monkeypatch) -> str:
    """A database of Redis that only the workers of this file listen to."""
    address = os.environ.get("REDIS_URL") or pytest.fail("Needs the Redis of `make test`.")
    address = address.rpartition("/")[0] + "/9"
    monkeypatch.setenv("CELERY_BROKER_WRITE_URL", address)
    return address


@pytest.fixture
def folder() -> Iterator[Path]:
    """Where the workers, processes of their own, write their files."""
    folder = Path(live_settings.FILES_DIR)
    for name in ("reports", "unfinished"):
        shutil.rmtree(folder / name, ignore_errors=True)
    yield folder
    shutil.rmtree(folder / "reports", ignore_errors=True)


class Nursery:
    """The program that starts workers (``mortal.py``), and what it says."""

    def __init__(self, program: subprocess.Popen[str]) -> None:
        assert program.stdin is not None
        assert program.stdout is not None
        self.ask, self.answers = program.stdin, program.stdout

    def worker(self, last: int = 0) -> str:
        self.ask.write(f"{last}\n")
        self.ask.flush()
        return self.says()

    def says(self) -> str:
        return self.answers.readline().strip()


@contextmanager
def nursery(broker: str) -> Iterator[Nursery]:
    environment = os.environ | {
        "DATABASE_URL": address_of_the_test_database(),
        "REDIS_URL": broker,
        "LINKAGE_VAR": str(live_settings.VAR_DIR),
        "DJANGO_SETTINGS_MODULE": "linkage.settings",
        "JOB_LEASE_SECONDS": "600",
    }
    program = subprocess.Popen(
        [sys.executable, "-m", "tests.reports.mortal"],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    # Whoever waits for an answer that never comes is told so, not left waiting.
    patience = threading.Timer(PATIENCE, os.killpg, (program.pid, signal.SIGKILL))
    patience.start()
    try:
        yield Nursery(program)
    finally:
        patience.cancel()
        if program.poll() is None:
            os.killpg(program.pid, signal.SIGKILL)  # and the worker that is left
        program.wait()


def test_fifty_workers_killed_at_random_steps_leave_fifty_reports_finished_once(
    broker, folder, data, cast, places
):
    def asked() -> ReportRun:
        return start_run(by=cast.city, plan=data.plan, place=places.fuzhou, as_of=YEAR_END)

    chosen = random.Random(SEED)
    with nursery(broker) as workers:
        first = asked()
        steps = int(workers.worker(MORE_THAN_ENOUGH))  # what an undisturbed run takes
        assert workers.says() == "killed"
        runs = []
        for _ in range(KILLS):
            runs.append(asked())
            answers = [workers.worker(chosen.randint(1, steps))]
            while answers[-1].isdecimal():  # it came to its end, and was killed there
                answers.append(workers.says())
            assert answers[-1] == "killed"
        states = set(Job.objects.values_list("status", "attempt"))
        assert states >= {("queued", 0), ("running", 1), ("done", 1)}

        # The minutes after which beat looks are over.
        unfinished = Job.objects.exclude(status=Job.Status.DONE)
        waiting = unfinished.count()
        unfinished.filter(status="running").update(lease_until=timezone.now())
        unfinished.filter(status="queued").update(sent_at=None)
        workers.worker()  # this one survives
        assert jobs.send_waiting() == waiting
        for run in runs:
            jobs.send(run.job)  # and every message a second time
        for _ in range(waiting + KILLS):
            assert workers.says()

    made = list(ReportRun.objects.select_related("job"))
    assert len(made) == KILLS + 1
    assert {run.job.status for run in made} == {"done"}
    assert max(run.job.attempt for run in made) == 2
    assert {run.sha256 for run in made} == {ReportRun.objects.get(pk=first.pk).sha256}
    assert {run.table["sha256"] for run in made} == {made[0].sha256}
    left = {path for path in folder.rglob("*") if path.is_file() and "reports" in str(path)}
    assert left == {files.path_of(run.job.file) for run in made}
    sizes = {path.stat().st_size for path in left}
    assert len(sizes) == 1


def test_a_worker_killed_with_its_whole_group_while_it_counts_is_followed_by_another(
    broker, folder, data, cast, places, tmp_path
):
    run = start_run(by=cast.city, plan=data.plan, place=places.fuzhou, as_of=YEAR_END)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE pilots_project IN ACCESS EXCLUSIVE MODE")
        worker = start_worker(broker, tmp_path, lease=600)
        worker.wait_until(lambda: is_held_up(cursor))
        os.killpg(worker.process.pid, signal.SIGKILL)
        worker.process.wait()
    run.job.refresh_from_db()
    assert (run.job.status, run.job.attempt) == ("running", 1)

    Job.objects.update(lease_until=timezone.now())
    assert jobs.send_waiting() == 1
    with nursery(broker) as workers:
        workers.worker(MORE_THAN_ENOUGH)
        assert workers.says() == "killed"
    run.refresh_from_db()
    assert (run.job.status, run.job.attempt) == ("done", 2)
    assert run.table["sha256"] == run.sha256
    left = [path for path in folder.rglob("*") if path.is_file() and "reports" in str(path)]
    assert left == [files.path_of(run.job.file)]


def is_held_up(cursor: Any) -> bool:
    """Whether somebody waits for what this connection has locked."""
    cursor.execute("SELECT 1 FROM pg_locks WHERE NOT granted LIMIT 1")
    return bool(cursor.fetchone())


@pytest.mark.parametrize("broker_is", ["refusing", "silent"])
def test_without_redis_the_page_answers_and_the_report_is_sent_when_redis_is_back(
    broker_is, broker, monkeypatch, as_user, data, cast, places
):
    asked = {"report": "coverage", "plan": data.plan.pk, "place": places.fuzhou.code}
    with socket.create_server(("127.0.0.1", 0)) as listener:  # it takes calls and says nothing
        port = 1 if broker_is == "refusing" else listener.getsockname()[1]
        monkeypatch.setenv("CELERY_BROKER_WRITE_URL", f"redis://127.0.0.1:{port}/0")
        begin = time.monotonic()
        page = as_user(cast.city).post(
            reverse("report_run_create"), {**asked, "as_of": "2018-12-31", "submission": ""}
        )
        took = time.monotonic() - begin
        assert jobs.send_waiting() == 0
    run = ReportRun.objects.select_related("job").get()
    assert page.url == run.get_absolute_url()
    assert (run.job.status, run.job.sent_at) == ("queued", None)
    assert took < 30  # half a second for Redis; without a limit it would wait for ever

    monkeypatch.setenv("CELERY_BROKER_WRITE_URL", broker)
    assert jobs.send_waiting() == 1
    with nursery(broker) as workers:
        assert workers.worker(MORE_THAN_ENOUGH).isdecimal()
        assert workers.says() == "killed"
    run.job.refresh_from_db()
    assert (run.job.status, run.job.attempt) == ("done", 1)

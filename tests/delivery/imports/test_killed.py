"""Imports of services that are killed: the worker ten times, PostgreSQL five times. All or nothing."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import psycopg
import pytest
from django.conf import settings as live_settings
from django.db import connection
from django.utils import timezone

from projects.delivery.models import ServiceRecord
from projects.imports import actions
from projects.imports.models import Upload
from projects.jobs import actions as jobs
from projects.jobs.models import Job
from scripts.machine import postgresql_bin
from scripts.processes import Started
from scripts.services import HOST, free_port
from tests.conftest import ROOT
from tests.delivery.imports.service_sheets import service_row, services
from tests.factories import make_upload
from tests.jobs.workers import start_worker, wait_until

ROWS = 3000
FEW_ROWS = 500  # where a lock, and not chance, says when the worker is killed
NOBODY_LISTENS = "redis://127.0.0.1:1/0"
# The tables that an import writes, in its order: the worker is killed while it waits for one of them.
TABLES = (
    "pilots_project",
    "delivery_servicerecord",
    "delivery_historicalservicerecord",
    "delivery_servicerecord_assistants",
    "delivery_summarymonth",
)
WAITS = "SELECT 1 FROM pg_locks WHERE NOT granted AND relation = %s::regclass"
OTHERS = (
    "SELECT 1 FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND xact_start IS NOT NULL"
    " AND backend_type = 'client backend' AND datname = current_database()"
)
# What the import is doing when PostgreSQL is stopped, as PostgreSQL shows it.
MOMENTS = (
    'COPY "delivery\\_servicerecord" %',
    'INSERT INTO "delivery\\_historicalservicerecord" %',
    'COPY "delivery\\_servicerecord\\_assistants" %',
    "SELECT nextval%",
    'SELECT %"pilots\\_project"%FOR NO KEY UPDATE%',
)
DOING = OTHERS + " AND query LIKE %s"

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _files_of_this_test():
    """The worker is a process of its own and looks where the settings say, so the files lie there."""
    yield
    shutil.rmtree(Path(live_settings.FILES_DIR) / "imports", ignore_errors=True)


@pytest.fixture
def broker(monkeypatch) -> str:
    """A database of Redis that only the workers of this file listen to."""
    address = os.environ.get("REDIS_URL") or pytest.fail("Needs the Redis of `make test`.")
    return address.rpartition("/")[0] + "/8"


def checked(running, by, nth: int = 0, *, rows: int = ROWS) -> Upload:
    """The services of one day, in a file that was checked (nobody else may listen for that job)."""
    day = date(2018, 5, 1) + timedelta(days=nth)
    people = {"服务日期": day.isoformat(), "主责社工": "陈静、李明"}
    rows = (service_row(running.number, **people, 备注=f"第 {number} 户") for number in range(rows))
    upload = make_upload(by, services(*rows), kind="services", name="服务.xlsx")
    actions.check_upload(job_id=upload.check_job_id)
    return Upload.objects.get(pk=upload.pk)


def write_job(upload: Upload, by) -> Job:
    """The job that will write them; a worker that listens takes it at once."""
    actions.start_writing(upload=upload, by=by)
    return Upload.objects.get(pk=upload.pk).write_job


def test_a_worker_killed_ten_times_in_the_middle_leaves_all_or_nothing_and_each_job_ends_once(
    monkeypatch, broker, running, cast, tmp_path
):
    monkeypatch.setenv("CELERY_BROKER_WRITE_URL", NOBODY_LISTENS)
    uploads = [checked(running, cast.agency, nth, rows=FEW_ROWS) for nth in range(10)]
    monkeypatch.setenv("CELERY_BROKER_WRITE_URL", broker)
    worker = None
    try:
        for nth, upload in enumerate(uploads):
            worker = worker or start_worker(broker, made(tmp_path / str(nth)), lease=60)
            table = TABLES[nth % len(TABLES)]
            with held(table):
                job = write_job(upload, cast.agency)
                wait_until(lambda job, table=table: answers(WAITS, table), job, 120)
                os.killpg(worker.process.pid, signal.SIGKILL)
                worker.process.wait()
            wait_until(lambda job: not answers(OTHERS), job, 30)  # PostgreSQL has noticed, too
            job.refresh_from_db()
            assert not job.is_over
            assert ServiceRecord.objects.count() == FEW_ROWS * nth
            Job.objects.filter(pk=job.pk).update(lease_until=timezone.now())  # its minute is over
            worker = start_worker(broker, made(tmp_path / f"{nth}-again"), lease=60)
            assert jobs.send_waiting() == 1
            wait_until(lambda job: job.is_over, job, 180)
            assert (job.status, job.attempt) == (Job.Status.DONE, 2), job.error
            assert ServiceRecord.objects.count() == FEW_ROWS * (nth + 1)
            assert ServiceRecord.history.count() == ServiceRecord.assistants.through.objects.count()
    finally:
        if worker:
            worker.stop()


def made(folder: Path) -> Path:
    folder.mkdir()
    return folder


@contextmanager
def held(table: str) -> Iterator[None]:
    """Nobody writes into the table; it may be read."""
    where = connection.settings_dict
    address = f"postgres://{where['USER']}@{where['HOST']}:{where['PORT']}/{where['NAME']}"
    with psycopg.connect(address) as holder:
        holder.execute(f"LOCK TABLE {table} IN EXCLUSIVE MODE")
        yield


def answers(sql: str, *values: str) -> bool:
    """Whether the question about other connections finds any."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values or None)
        return cursor.fetchone() is not None


class Server:
    """A copy of the test's PostgreSQL, which may be stopped without asking it."""

    def __init__(self, folder: Path) -> None:
        self.data, self.log = folder / "data", folder / "postgresql.log"
        self.owner = {"cwd": "/"}
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
            folder.chmod(0o755)
            self.owner |= {"user": "postgres", "group": "postgres", "extra_groups": []}
        self.port = free_port()
        where = connection.settings_dict
        backup = f"{postgresql_bin()}/pg_basebackup -h {where['HOST']} -p {where['PORT']}"
        command = f"{backup} -U {where['USER']} -D {self.data} -c fast -X stream"
        subprocess.run(command.split(), check=True, **self.owner)
        self.address = f"postgres://{where['USER']}@{HOST}:{self.port}/{where['NAME']}"
        self.start()

    def start(self) -> None:
        command = f"{postgresql_bin()}/postgres -D {self.data} -h {HOST} -p {self.port}"
        self.running = Started(
            "PostgreSQL server",
            [*command.split(), "-c", "unix_socket_directories="],
            log=self.log,
            stop_signal=signal.SIGINT,
            **self.owner,
        )
        self.running.wait_until(self.answers)

    def answers(self) -> bool:
        ready = f"{postgresql_bin()}/pg_isready -q -h {HOST} -p {self.port}".split()
        return subprocess.run(ready, check=False).returncode == 0

    def stop_immediately(self) -> None:
        self.running.process.send_signal(signal.SIGQUIT)
        self.running.process.wait()

    def says(self, sql: str, *values: object) -> object:
        with psycopg.connect(self.address, autocommit=True) as there:
            found = there.execute(sql, values or None).fetchone()
            return found and found[0]


ATTEMPT = """
import sys, django
django.setup()
from projects.imports import actions
from projects.jobs import actions as jobs
jobs.send_waiting()
actions.write_upload(job_id=int(sys.argv[1]))
"""


def test_postgresql_stopped_immediately_five_times_leaves_all_or_nothing(
    monkeypatch, running, cast
):
    monkeypatch.setenv("CELERY_BROKER_WRITE_URL", NOBODY_LISTENS)
    written = [write_job(checked(running, cast.agency, nth), cast.agency) for nth in range(5)]
    folder = Path(tempfile.mkdtemp(prefix="linkage-killed-"))
    server = Server(folder)
    try:
        for nth, job in enumerate(written):
            middle = attempt(server, job)
            seen = False
            while middle.poll() is None and not (seen := bool(server.says(DOING, MOMENTS[nth]))):
                pass
            server.stop_immediately()
            middle.wait(60)
            server.start()
            done = server.says("SELECT status = 'done' FROM jobs_job WHERE id = %s", job.pk)
            assert server.says("SELECT count(*) FROM delivery_servicerecord") == ROWS * (nth + done)
            assert done or seen
            while not server.says("SELECT status = 'done' FROM jobs_job WHERE id = %s", job.pk):
                assert attempt(server, job).wait(120) == 0
            assert server.says("SELECT attempt FROM jobs_job WHERE id = %s", job.pk) <= 2
            assert server.says("SELECT count(*) FROM delivery_servicerecord") == ROWS * (nth + 1)
            assert server.says("SELECT count(*) FROM delivery_historicalservicerecord") == ROWS * (
                nth + 1
            )
    finally:
        server.running.stop()
        shutil.rmtree(folder, ignore_errors=True)


def attempt(server: Server, job: Job) -> subprocess.Popen:
    """What a worker does with the message of the job, on the copy."""
    environment = os.environ | {
        "DATABASE_URL": server.address,
        "DJANGO_SETTINGS_MODULE": "linkage.settings",
        "LINKAGE_VAR": str(live_settings.VAR_DIR),
        "JOB_LEASE_SECONDS": "1",
    }
    command = [sys.executable, "-c", ATTEMPT, str(job.pk)]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stderr=None)

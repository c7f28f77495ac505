"""Jobs with a real worker on a real broker: deliveries in doubt, killed workers, a broker away."""

import os
import shutil
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from celery import current_app
from django.conf import settings
from django.db import transaction

from projects.common.roles import Role
from projects.jobs import actions, files
from projects.jobs.models import Job
from scripts.processes import Started
from tests.factories import make_places, make_user
from tests.jobs.slow_tasks import BLOCK, STEPS
from tests.jobs.workers import start_worker, wait_until

TASK = "tests.write_slowly"
WHOLE = BLOCK * STEPS
NOBODY_LISTENS = "redis://127.0.0.1:1/0"

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module")
def broker() -> str:
    """A database of Redis that only the workers of this file listen to."""
    address = os.environ.get("REDIS_URL") or pytest.fail("Needs the Redis of `make test`.")
    return address.rpartition("/")[0] + "/7"


@pytest.fixture(autouse=True)
def sent_to_our_workers(monkeypatch, broker):
    monkeypatch.setenv("CELERY_BROKER_WRITE_URL", broker)


@pytest.fixture(scope="module")
def workers(broker, django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[list]:
    """The workers that are started here; one is there at any time, a killed one is replaced."""
    started: list[Started] = [start_worker(broker, tmp_path_factory.mktemp("worker"))]
    yield started
    for worker in started:
        worker.stop()
    shutil.rmtree(files.path_of("tests"))


@pytest.fixture
def official():
    return make_user(Role.PROVINCE, place=make_places().fujian)


def files_of(job: Job) -> list[Path]:
    return sorted(files.path_of("tests").glob(f"{job.pk}-*"))


def test_a_job_is_sent_when_its_row_is_committed_and_a_worker_finishes_it(workers, official):
    with transaction.atomic():
        job = actions.enqueue(task=TASK, by=official)
        assert job.sent_at is None
    job.refresh_from_db()
    assert job.sent_at is not None

    wait_until(lambda job: job.is_over, job)

    assert (job.status, job.attempt, job.percent) == (Job.Status.DONE, 1, 100)
    assert files.path_of(job.file).read_bytes() == WHOLE


def test_a_job_that_is_rolled_back_is_never_sent(workers, official):
    with transaction.atomic():
        actions.enqueue(task=TASK, by=official)
        transaction.set_rollback(True)

    assert not Job.objects.exists()
    assert actions.send_waiting() == 0


def test_the_same_message_delivered_three_times_finishes_once(workers, official):
    job = actions.enqueue(task=TASK, by=official)
    actions.send(job)
    actions.send(job)

    wait_until(lambda job: job.is_over, job)
    actions.send(job)
    time.sleep(0.5)

    job.refresh_from_db()
    assert (job.status, job.attempt) == (Job.Status.DONE, 1)
    assert [path.name for path in files_of(job)] == [f"{job.pk}-1.txt"]


def test_a_worker_killed_in_the_middle_is_followed_by_another_attempt(
    workers, official, broker, tmp_path
):
    job = actions.enqueue(task=TASK, by=official)
    wait_until(lambda job: 3 <= job.done < STEPS, job)
    os.killpg(workers[-1].process.pid, signal.SIGKILL)
    assert files_of(job) == []

    workers.append(start_worker(broker, tmp_path))
    wait_until(lambda job: actions.send_waiting() or job.attempt == 2, job)
    wait_until(lambda job: job.is_over, job)

    assert (job.status, job.attempt) == (Job.Status.DONE, 2)
    assert [path.name for path in files_of(job)] == [f"{job.pk}-2.txt"]
    assert files.path_of(job.file).read_bytes() == WHOLE


def test_without_a_broker_the_page_answers_at_once_and_beat_sends_later(
    workers, official, broker, monkeypatch
):
    monkeypatch.setenv("CELERY_BROKER_WRITE_URL", NOBODY_LISTENS)
    begin = time.monotonic()
    job = actions.enqueue(task=TASK, by=official)
    assert time.monotonic() - begin < 1
    job.refresh_from_db()
    assert (job.status, job.sent_at) == (Job.Status.QUEUED, None)
    assert actions.send_waiting() == 0

    monkeypatch.setenv("CELERY_BROKER_WRITE_URL", broker)
    assert actions.send_waiting() == 1
    wait_until(lambda job: job.is_over, job)
    assert job.status == Job.Status.DONE


def test_the_task_of_beat_is_known_to_the_worker():
    current_app.loader.import_default_modules()
    assert settings.CELERY_BEAT_SCHEDULE["send-waiting-jobs"]["task"] in current_app.tasks

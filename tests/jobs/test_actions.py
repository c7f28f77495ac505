"""Jobs without a worker: who may claim, report and finish, and what beat does about the rest."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from threading import Barrier

import pytest
from django.core.exceptions import SuspiciousFileOperation
from django.db import connection
from django.utils import timezone

from projects.common.roles import Role
from projects.jobs import actions, files
from projects.jobs.models import Job
from tests.factories import make_places, make_user

NOBODY_LISTENS = "redis://127.0.0.1:1/0"


@pytest.fixture
def official(db, places):
    return make_user(Role.PROVINCE, place=places.fujian)


@pytest.fixture
def job(official) -> Job:
    return Job.objects.create(task="tests.nothing", created_by=official)


@pytest.fixture
def broken_broker(monkeypatch):
    monkeypatch.setenv("CELERY_BROKER_WRITE_URL", NOBODY_LISTENS)


def let_the_lease_run_out(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))


def test_a_claimed_job_cannot_be_claimed_again(job):
    first = actions.claim(job.pk)

    assert first is not None
    assert first.attempt == 1
    assert actions.claim(job.pk) is None


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_at_the_same_moment_one_gets_the_job():
    official = make_user(Role.PROVINCE, place=make_places().fujian)
    workers = 8
    together = Barrier(workers)

    def claim(job_id: int) -> bool:
        try:
            together.wait(10)
            return actions.claim(job_id) is not None
        finally:
            connection.close()

    for _ in range(10):
        job = Job.objects.create(task="tests.nothing", created_by=official)
        with ThreadPoolExecutor(workers) as pool:
            won = list(pool.map(claim, [job.pk] * workers))
        assert won.count(True) == 1


def test_an_unknown_job_cannot_be_claimed(db):
    assert actions.claim(987654) is None


def test_a_finished_job_cannot_be_claimed(job):
    actions.finish(actions.claim(job.pk), "a.xlsx")

    assert actions.claim(job.pk) is None


def test_when_the_lease_has_run_out_another_attempt_takes_the_job(job):
    first = actions.claim(job.pk)
    let_the_lease_run_out(job)
    second = actions.claim(job.pk)

    assert second.attempt == 2
    assert not actions.progress(first, 5, 10)
    assert not actions.finish(first, "first.xlsx")
    assert not actions.fail(first, "late")
    assert actions.finish(second, "second.xlsx")
    job.refresh_from_db()
    assert (job.status, job.file) == (Job.Status.DONE, "second.xlsx")


def test_progress_moves_the_bar_and_renews_the_lease(job):
    claim = actions.claim(job.pk)
    let_the_lease_run_out(job)

    assert actions.progress(claim, 3, 4)
    job.refresh_from_db()
    assert job.percent == 75
    assert job.lease_until > timezone.now()


def test_a_failed_job_keeps_its_reason(job):
    actions.fail(actions.claim(job.pk), "no such plan")

    job.refresh_from_db()
    assert (job.status, job.error) == (Job.Status.FAILED, "no such plan")
    assert job.is_over


def test_after_the_last_attempt_a_job_fails_and_says_why(job, broken_broker):
    for _ in range(Job.MAX_ATTEMPTS):
        assert actions.claim(job.pk)
        let_the_lease_run_out(job)
    assert actions.claim(job.pk) is None

    actions.send_waiting()

    job.refresh_from_db()
    assert job.status == Job.Status.FAILED
    assert str(Job.MAX_ATTEMPTS) in job.error


def test_a_dead_workers_job_is_queued_again_even_while_the_broker_is_away(job, broken_broker):
    first = actions.claim(job.pk)
    let_the_lease_run_out(job)

    assert actions.send_waiting() == 0

    job.refresh_from_db()
    assert (job.status, job.sent_at) == (Job.Status.QUEUED, None)
    assert not actions.finish(first, "late.xlsx")


def test_a_job_under_a_good_lease_is_left_alone(job, broken_broker):
    claim = actions.claim(job.pk)

    actions.send_waiting()

    assert actions.finish(claim, "a.xlsx")


def test_a_file_appears_whole_or_not_at_all(settings, tmp_path):
    settings.FILES_DIR = tmp_path
    with suppress(RuntimeError), files.written("a/b.txt") as file:
        file.write(b"half")
        raise RuntimeError
    assert not files.path_of("a/b.txt").exists()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []

    with files.written("a/b.txt") as file:
        file.write(b"whole")
        assert not files.path_of("a/b.txt").exists()
    assert files.path_of("a/b.txt").read_bytes() == b"whole"


@pytest.mark.parametrize("name", ["../secret.txt", "/etc/hostname", "a/../../b", ""])
def test_a_name_cannot_lead_out_of_the_folder(name):
    with pytest.raises(SuspiciousFileOperation):
        files.path_of(name)


def test_people_see_their_own_jobs_only(job, places):
    other = make_user(Role.PROVINCE, place=places.fujian)

    assert list(Job.objects.visible_to(job.created_by)) == [job]
    assert not Job.objects.visible_to(other).exists()
    assert not Job.objects.visible_to(make_user(Role.SYSADMIN)).exists()

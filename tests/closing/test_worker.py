"""The archive through a real worker, one of them killed in the middle."""

import os
import signal
import subprocess
import zipfile

import pytest

from projects.closing.actions import start_archive
from projects.closing.models import ArchivePackage
from projects.jobs import actions as jobs
from projects.jobs import files
from projects.jobs.models import Job
from tests.jobs.workers import start_worker, wait_until

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def broker(monkeypatch) -> str:
    """A database of Redis that only the workers of this file listen to."""
    address = os.environ.get("REDIS_URL") or pytest.fail("Needs the Redis of `make test`.")
    ours = address.rpartition("/")[0] + "/6"
    monkeypatch.setenv("CELERY_BROKER_WRITE_URL", ours)
    return ours


def test_a_worker_killed_in_the_middle_leaves_no_file_and_the_next_archives_once(
    closed, cast, broker, tmp_path
):
    first = start_worker(broker, tmp_path)
    package = start_archive(project_id=closed.pk, by=cast.county)
    job = Job.objects.get(pk=package.job_id)
    wait_until(lambda job: 3 <= job.done < job.total, job, 60)
    os.killpg(first.process.pid, signal.SIGKILL)
    first.process.wait()
    folder = files.path_of(f"archives/{package.pk}")
    assert not list(folder.glob("*"))
    closed.refresh_from_db()
    assert closed.status == "closed"

    (tmp_path / "second").mkdir()
    second = start_worker(broker, tmp_path / "second")
    try:
        wait_until(lambda job: jobs.send_waiting() or job.attempt == 2, job, 30)
        wait_until(lambda job: job.is_over, job, 120)
    finally:
        second.stop()

    assert (job.status, job.attempt, job.percent) == (Job.Status.DONE, 2, 100), job.error
    package = ArchivePackage.objects.get()
    closed.refresh_from_db()
    assert closed.status == "archived"
    assert closed.moves.filter(name="archive").count() == 1
    assert [path.name for path in folder.iterdir()] == [f"{closed.number}-2.zip"]
    summed = subprocess.run(
        ["sha256sum", files.path_of(job.file)], capture_output=True, text=True, check=True
    )
    assert summed.stdout.split()[0] == package.sha256
    with zipfile.ZipFile(files.path_of(job.file)) as archive:
        assert archive.testzip() is None
        assert len(archive.namelist()) == package.files

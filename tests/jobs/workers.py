"""Real workers with a log of their own, and waiting for what they do."""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings

from projects.jobs.models import Job
from scripts.processes import Started
from tests.conftest import ROOT, address_of_the_test_database


def start_worker(broker: str, folder: Path, *, lease: int = 1) -> Started:
    """A worker with two children, in a process group of its own, that listens to ``broker``."""
    command = f"{sys.executable} -m celery --app=linkage worker --concurrency=2 --loglevel=INFO"
    log = folder / "worker.log"
    worker = Started(
        "worker",
        [*command.split(), "--without-mingle", "--include=tests.jobs.slow_tasks"],
        log,
        os.environ
        | {
            "DATABASE_URL": address_of_the_test_database(),
            "REDIS_URL": broker,
            "LINKAGE_VAR": str(settings.VAR_DIR),
            "JOB_LEASE_SECONDS": str(lease),
        },
        cwd=ROOT,
    )
    worker.wait_until(lambda: " ready." in log.read_text(errors="replace"))
    return worker


def wait_until(true: Callable[[Job], object], job: Job, seconds: float = 60) -> Job:
    """``job`` as soon as it is so; whoever waits for what never comes is told how far it got."""
    patience = time.monotonic() + seconds
    while True:
        job.refresh_from_db()
        if true(job):
            return job
        assert time.monotonic() < patience, f"still {job.status} at {job.done}/{job.total}"
        time.sleep(0.05)

"""A task that takes long enough to be killed in the middle; loaded by the workers of these tests."""

import time

from celery import shared_task

from projects.jobs import actions, files

STEPS = 20
BLOCK = b"0123456789" * 100


@shared_task(name="tests.write_slowly")
def write_slowly(job_id: int) -> None:
    claim = actions.claim(job_id)
    if claim is None:
        return
    name = f"tests/{job_id}-{claim.attempt}.txt"
    with files.written(name) as file:
        for step in range(STEPS):
            file.write(BLOCK)
            file.flush()
            if not actions.progress(claim, step + 1, STEPS):
                return
            time.sleep(0.05)
    actions.finish(claim, name)

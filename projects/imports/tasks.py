"""The import tasks: each takes a job's id and calls one plain function."""

from celery import shared_task

from projects.imports import actions


@shared_task(name=actions.CHECK)
def check(job_id: int) -> None:
    actions.check_upload(job_id=job_id)


@shared_task(name=actions.WRITE)
def write(job_id: int) -> None:
    actions.write_upload(job_id=job_id)

"""The archive task: takes the job's id and calls one plain function."""

from celery import shared_task

from projects.closing.archive.make import make_package


@shared_task(name="closing.archive")
def archive(job_id: int) -> None:
    make_package(job_id=job_id)

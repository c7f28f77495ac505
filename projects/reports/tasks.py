"""The report task: takes the job's id and calls one plain function."""

from celery import shared_task

from projects.reports.actions import make_run


@shared_task(name="reports.run")
def run(job_id: int) -> None:
    make_run(job_id=job_id)

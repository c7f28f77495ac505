"""What the worker and beat do for reports: each task calls one plain function."""

from celery import shared_task

from projects.reports.actions import expire_files, make_run
from projects.reports.scheduling import run_due_schedules


@shared_task(name="reports.run")
def run(job_id: int) -> None:
    make_run(job_id=job_id)


@shared_task(name="reports.expire_files")
def expire_files_nightly() -> int:
    return expire_files()


@shared_task(name="reports.run_due_schedules")
def run_schedules() -> int:
    return run_due_schedules()

"""The dashboard's task: it calls one plain function."""

from celery import shared_task

from projects.dashboard.compare import TASK, write_pdf
from projects.exports.actions import make_export


@shared_task(name=TASK)
def print_comparison(job_id: int) -> None:
    make_export(job_id=job_id, write=write_pdf)

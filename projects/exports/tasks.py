"""The export tasks: each calls one plain function."""

from celery import shared_task

from projects.exports import actions


@shared_task(name=actions.TASK)
def make(job_id: int) -> None:
    actions.make_export(job_id=job_id)


@shared_task(name="exports.remove_old")
def remove_old() -> None:
    actions.remove_old()

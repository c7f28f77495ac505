"""What beat asks of the jobs."""

from celery import shared_task

from projects.jobs import actions


@shared_task(name="jobs.send_waiting")
def send_waiting() -> int:
    return actions.send_waiting()

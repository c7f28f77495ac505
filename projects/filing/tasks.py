"""What beat does for filing."""

from celery import shared_task

from projects.filing.calling import call_due_rounds


@shared_task(name="filing.call_due_rounds")
def call_rounds() -> int:
    return call_due_rounds()

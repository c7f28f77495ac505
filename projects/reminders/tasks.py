"""What beat asks of the reminders."""

from celery import shared_task

from projects.reminders import actions


@shared_task(name="reminders.send_digests")
def send_digests() -> int:
    return actions.send_digests()

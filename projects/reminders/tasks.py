"""What beat asks of the reminders."""

from celery import shared_task

from projects.reminders import actions, months


@shared_task(name="reminders.send_digests")
def send_digests() -> int:
    return actions.send_digests()


@shared_task(name="reminders.send_month_reminders")
def send_month_reminders() -> int:
    return months.send_month_reminders()

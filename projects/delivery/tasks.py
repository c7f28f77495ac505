"""What beat asks of delivery."""

from celery import shared_task

from projects.delivery.actions import open_months
from projects.delivery.actions.retention import erase_expired


@shared_task(name="delivery.erase_expired")
def erase_expired_nightly() -> int:
    return len(erase_expired())


@shared_task(name="delivery.open_months")
def open_months_nightly() -> int:
    return open_months()

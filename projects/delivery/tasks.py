"""What beat asks of delivery."""

from celery import shared_task

from projects.delivery.actions import open_months
from projects.delivery.actions.retention import erase_expired
from projects.delivery.actions.summaries import rebuild_dirty
from projects.delivery.actions.years import add_up_years
from projects.delivery.summary_check import check_and_tell


@shared_task(name="delivery.erase_expired")
def erase_expired_nightly() -> int:
    return len(erase_expired())


@shared_task(name="delivery.open_months")
def open_months_nightly() -> int:
    return open_months()


@shared_task(name="delivery.rebuild_months")
def rebuild_months() -> int:
    rebuilt = rebuild_dirty()
    add_up_years()
    return rebuilt


@shared_task(name="delivery.check_summaries")
def check_summaries_nightly() -> int:
    return len(check_and_tell().differences)

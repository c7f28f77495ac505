"""What beat asks of the ledger."""

from celery import shared_task

from projects.funding.reconcile import reconcile


@shared_task(name="funding.reconcile")
def reconcile_nightly() -> int:
    return reconcile().differences

"""Re-adding the ledger (对账): every running total from its entries, and the rules between rows."""

import logging
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from projects.accounts.alarm import sound_alarm
from projects.common.money import FEN, yuan
from projects.funding.checks import CHECKS, Check
from projects.funding.models import (
    Allocation,
    Amendment,
    Commitment,
    Disbursement,
    Expenditure,
    Reconciliation,
    Refund,
    Transfer,
)

ENTRIES = (Amendment, Transfer, Allocation, Commitment, Disbursement, Expenditure, Refund)
SHOWN = 100  # differences kept of one check; the rest are counted
log = logging.getLogger(__name__)


def reconcile() -> Reconciliation:
    """Runs every check and keeps what it found; on differences sounds the alarm.

    The row is written before the work and outside any transaction, so a run that dies stays to be seen.
    """
    run = Reconciliation.objects.create()
    details: list[dict[str, str]] = []
    differences = 0
    for check in CHECKS.values():
        found, count = differences_of(check)
        details += found
        differences += count
    run.entries = sum(model._default_manager.count() for model in ENTRIES)
    run.differences, run.details, run.finished_at = differences, details, timezone.now()
    run.save()
    if differences:
        report(run)
    return run


def differences_of(check: Check) -> tuple[list[dict[str, str]], int]:
    """The first differences that ``check`` finds, and how many there are."""
    with connection.cursor() as cursor:
        cursor.execute(f"{check.sql} ORDER BY 1 LIMIT {SHOWN}")
        rows = cursor.fetchall()
        count = len(rows)
        if count == SHOWN:
            cursor.execute(f"SELECT COUNT(*) FROM ({check.sql}) d")
            count = cursor.fetchone()[0]
    found = [
        {
            "check": check.name,
            "record": f"{check.model} {pk}",
            "stored": _text(check, stored),
            "added": _text(check, added),
        }
        for pk, stored, added in rows
    ]
    return found, count


def _text(check: Check, value: Any) -> str:
    if value is None:
        return ""
    return str(yuan(value * FEN)) if check.is_money else str(value)


def record_of(detail: dict[str, str]) -> Any:
    """The record that a difference names, or None where it is gone."""
    model, pk = detail["record"].split(" ")
    if not pk.isdecimal():
        return None
    return apps.get_model(model)._default_manager.filter(pk=pk).first()


def report(run: Reconciliation) -> None:
    """Tells the log, the administrators and the province's officials that totals are wrong."""
    for detail in run.details:
        log.error("The ledger does not add up: %s", detail)
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("The ledger does not add up")
        text = render_to_string("funding/alarm.txt", {"run": run, "site": settings.SITE_URL})
    sound_alarm(subject=subject, text=text)

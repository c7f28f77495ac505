"""When money may be paid to an agency, and who may propose and check it."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from projects.common.money import FEN, ZERO
from projects.funding.models import Disbursement, Tranche
from projects.pilots.models import Contract, Project

AHEAD = timedelta(days=366)  # a day of payment is planned no further ahead


def project_bar(project: Project, contract: Contract, day: date) -> str:
    """Why the agency of ``project`` is paid nothing on ``day``, or ""."""
    if not project.is_live:
        return _("The project is %(status)s; nothing is paid.") % {
            "status": project.get_status_display()
        }
    if contract.agency.listed_on(day):
        return _("%(agency)s stands on a list on %(day)s; nothing is paid to it.") % {
            "agency": contract.agency.name,
            "day": day.isoformat(),
        }
    return ""


def reversal_bar(project: Project) -> str:
    """Why no payment of ``project`` is taken back any more, or ""."""
    if project.status in (Project.Status.CLOSED, Project.Status.ARCHIVED):
        return _("The project is closed; its money stays as it is.")
    return ""


def milestone_bar(tranche: Tranche, reached_on: date | None) -> str:
    """That the milestone of ``tranche`` is not reached, or ""."""
    if reached_on is not None:
        return ""
    return _("Tranche %(number)s is due after: %(milestone)s. That is not reached yet.") % {
        "number": tranche.number,
        "milestone": tranche.get_milestone_display(),
    }


def payment_day_error(day: date, reached_on: date) -> str:
    """What is wrong with ``day`` as the day of payment, or ""."""
    if day < reached_on:
        return _("The milestone was reached on %(day)s; enter that day or a later one.") % {
            "day": reached_on.isoformat()
        }
    if day > timezone.localdate() + AHEAD:
        return _("Plan the payment no more than a year ahead.")
    return ""


def deduction_errors(gross: Decimal, deduction: Decimal, reason: str) -> dict[str, str]:
    """What is wrong with deducting ``deduction`` yuan of a share of ``gross``, by field."""
    if deduction < ZERO:
        return {"deduction": _("A deduction is not below 0.")}
    if deduction != deduction.quantize(FEN):
        return {"deduction": _("An amount ends with the fen: at most two decimals.")}
    if deduction >= gross:
        return {"deduction": _("Something must be left to pay; deduct less than the share.")}
    if deduction and not reason.strip():
        return {"deduction_reason": _("Say why something is deducted.")}
    return {}


def check_bar(entry: Disbursement, user: Any) -> str:
    """Why ``user`` cannot check ``entry``, or "": another official of the place that pays does."""
    if not entry.source.budget.is_held_by(user):
        return _("An official of %(place)s checks this; it pays from its own money.") % {
            "place": entry.source.budget.holder
        }
    if entry.created_by_id == user.pk:
        return _(
            "You proposed this payment yourself. Another official of %(place)s approves or refuses it."
        ) % {"place": entry.source.budget.holder}
    return ""

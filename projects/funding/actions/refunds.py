"""Unspent money that goes back to who paid it."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Min
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.common.money import ZERO
from projects.common.roles import Role
from projects.common.sharing import in_proportion
from projects.funding.actions.counters import (
    check_reversal,
    enter,
    lock,
    lock_all,
    made_before,
    move,
)
from projects.funding.actions.expenditures import OVER
from projects.funding.models import Disbursement, Refund, Source
from projects.funding.rules.words import entry_error, future_error, shown
from projects.pilots.models import Project


def may_refund(project: Project, user: Any) -> bool:
    """Whether ``user``, who reads ``project``, enters what went back: its county, until it is closed."""
    return user.role == Role.COUNTY and project.status not in OVER


@transaction.atomic
def refund(
    *,
    project_id: int,
    day: date,
    by: Any,
    amount: Decimal | None = None,
    document_number: str = "",
    submission_key: UUID | None = None,
) -> list[Refund]:
    """Enters ``amount`` yuan (None: all that is left) that the agency paid back on ``day``.

    It is divided over the sources in proportion to what is left of each, to the fen, so that each level
    gets back its own money; one entry a source. The same ``submission_key`` gives its first entry.
    """
    project = _locked_for(by, project_id)
    if entry := made_before(Refund, submission_key, by):
        return [entry]
    sources = [one for one in lock_all(Source.objects.filter(project=project)) if one.balance]
    left = sum((source.balance for source in sources), ZERO)
    amount = left if amount is None else amount
    if errors := _errors(sources, left, amount, day):
        raise ValidationError(errors)
    parts = in_proportion(amount, [source.balance for source in sources])
    entries: list[Refund] = []
    for source, part in zip(sources, parts, strict=True):
        if part:
            fields = {"day": day, "document_number": document_number, "created_by": by}
            key = None if entries else submission_key
            entries.append(_enter(source=source, amount=part, submission_key=key, **fields))
    return entries


@transaction.atomic
def reverse_refund(
    *, refund_id: int, reason: str, by: Any, submission_key: UUID | None = None
) -> Refund:
    """Takes a refund back whole: a negative entry of today that names it and says why."""
    taken_back = Refund.objects.visible_to(by).select_related("source").get(pk=refund_id)
    _locked_for(by, taken_back.source.project_id)
    check_reversal(
        taken_back,
        reason,
        anew=_("A reversal cannot be reversed; enter the refund anew."),
        twice=_("This refund has already been reversed."),
    )
    return _enter(
        source=lock(Source.objects.all(), taken_back.source_id),
        amount=-taken_back.amount,
        day=timezone.localdate(),
        document_number=taken_back.document_number,
        reverses=taken_back,
        reason=reason.strip(),
        created_by=by,
        submission_key=submission_key,
    )


def _locked_for(by: Any, project_id: int) -> Project:
    project = lock(Project.objects.visible_to(by), project_id)
    if project is None or not may_refund(project, by):
        raise ValidationError(
            _("The county of the project enters what went back, until the project is closed.")
        )
    return project


def _errors(sources: list[Source], left: Decimal, amount: Decimal, day: date) -> dict[str, str]:
    """What is wrong, by field."""
    errors: dict[str, str] = {}
    first = Disbursement.objects.filter(source__in=sources).counted().aggregate(first=Min("day"))
    if text := future_error(day):
        errors["day"] = text
    elif first["first"] and day < first["first"]:
        errors["day"] = _("The first payment came on %(day)s; enter that day or a later one.") % {
            "day": first["first"].isoformat()
        }
    if not left:
        errors["amount"] = _("Nothing is left to be returned.")
    elif text := entry_error(amount):
        errors["amount"] = text
    elif amount > left:
        errors["amount"] = _("Only %(left)s yuan are left; enter no more than that.") % {
            "left": shown(left)
        }
    return errors


def _enter(*, source: Source, amount: Decimal, **fields: Any) -> Refund:
    """Writes a refund and moves its source."""
    move(source, returned=amount, refusal={"amount": _("So much is not left of this money.")})
    return enter(Refund, source=source, amount=amount, **fields)

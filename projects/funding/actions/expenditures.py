"""What the agency spends of a project's money, and taking an entry back."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.attachments.actions import attach
from projects.attachments.models import Attachment
from projects.common.roles import Role
from projects.funding.actions.counters import (
    check_reversal,
    enter,
    lock,
    lock_all,
    made_before,
    move,
)
from projects.funding.models import Expenditure, Source
from projects.funding.rules.spending import line_error, over_plan, rooms, spread
from projects.funding.rules.words import entry_error, future_error
from projects.pilots.models import BudgetLine, Project

OVER: frozenset[str] = frozenset({Project.Status.CLOSED, Project.Status.ARCHIVED})


def may_spend(project: Project, user: Any) -> bool:
    """Whether ``user``, who reads ``project``, enters what it spent: its agency, until it is closed.

    A terminated project is settled like any other, so its last costs are entered too.
    """
    return user.role == Role.AGENCY and project.status not in OVER


@transaction.atomic
def spend(
    *,
    project_id: int,
    line_id: int,
    amount: Decimal,
    day: date,
    voucher: str,
    purpose: str,
    by: Any,
    source_id: int | None = None,
    payee: str = "",
    files: Iterable[Any] = (),
    submission_key: UUID | None = None,
) -> list[Expenditure]:
    """Enters ``amount`` yuan that the agency spent on ``day`` on a category of the project's planned cost.

    From one source, or, where ``source_id`` is None, in proportion over all sources that may pay it:
    one entry a source, all under one voucher, so that money of different nature never mixes.
    ``files`` are scans of the voucher. The same ``submission_key`` sent again gives its first entry.
    """
    project = _locked_for(by, project_id)
    if entry := made_before(Expenditure, submission_key, by):
        return [entry]
    line = lock(project.budget_lines.all(), line_id)
    if errors := _errors(line, amount, day):
        raise ValidationError(errors)
    sources = Source.objects.filter(project=project).select_related("budget__place")
    if source_id is not None:
        sources = sources.filter(pk=source_id)
    parts = spread(rooms(lock_all(sources), line.category, day), amount)
    entries = []
    for number, (source, part) in enumerate(parts):
        entries.append(
            _enter(
                source=source,
                line=line,
                amount=part,
                day=day,
                voucher=voucher,
                purpose=purpose,
                payee=payee,
                created_by=by,
                submission_key=None if number else submission_key,
            )
        )
    for upload in files:
        for entry in entries:
            attach(owner=entry, upload=upload, kind=Attachment.Kind.VOUCHER, by=by)
    return entries


@transaction.atomic
def reverse_expenditure(
    *, expenditure_id: int, reason: str, by: Any, submission_key: UUID | None = None
) -> Expenditure:
    """Takes an expenditure back whole: a negative entry of today that names it and says why."""
    taken_back = Expenditure.objects.visible_to(by).select_related("source").get(pk=expenditure_id)
    _locked_for(by, taken_back.source.project_id)
    check_reversal(
        taken_back,
        reason,
        anew=_("A reversal cannot be reversed; enter the expenditure anew."),
        twice=_("This expenditure has already been reversed."),
    )
    return _enter(
        source=lock(Source.objects.all(), taken_back.source_id),
        line=lock(BudgetLine.objects.all(), taken_back.line_id),
        amount=-taken_back.amount,
        day=timezone.localdate(),
        voucher=taken_back.voucher,
        purpose=taken_back.purpose,
        payee=taken_back.payee,
        reverses=taken_back,
        reason=reason.strip(),
        created_by=by,
        submission_key=submission_key,
    )


def _locked_for(by: Any, project_id: int) -> Project:
    project = lock(Project.objects.visible_to(by), project_id)
    if project is None or not may_spend(project, by):
        raise ValidationError(
            _("The agency of the project enters what it spent, until the project is closed.")
        )
    return project


def _errors(line: BudgetLine | None, amount: Decimal, day: date) -> dict[str, str]:
    """What is wrong before any source is looked at, by field."""
    errors: dict[str, str] = {}
    if text := future_error(day):
        errors["day"] = text
    if line is None:
        errors["line"] = _("Choose a category of the project's planned cost.")
    if text := entry_error(amount):
        errors["amount"] = text
    elif line and (words := line_error(line, amount)):
        errors["amount"] = words
    return errors


def _enter(*, source: Source, line: BudgetLine, amount: Decimal, **fields: Any) -> Expenditure:
    """Writes an expenditure and moves what counts it: its source and its category."""
    move(source, spent=amount, refusal={"amount": _("So much is not left of this money.")})
    move(line, spent=amount, refusal={"amount": over_plan(line)})
    return enter(Expenditure, source=source, line=line, amount=amount, **fields)

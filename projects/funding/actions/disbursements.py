"""Paying agencies: one official proposes, another of the same place approves, the agency confirms.

Locks: projects by id, sources by id, disbursements by id. The lines are not moved, so not locked.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.common.money import ZERO
from projects.common.roles import Role
from projects.funding.actions.counters import enter, lock, lock_all, made_before, move
from projects.funding.models import Disbursement, Source, Tranche
from projects.funding.rules.disbursements import (
    check_bar,
    deduction_errors,
    milestone_bar,
    payment_day_error,
    project_bar,
    reversal_bar,
)
from projects.funding.shares import shares_of
from projects.pilots.models import Project

Status = Disbursement.Status


@transaction.atomic
def propose(
    *,
    tranche_id: int,
    source_id: int,
    day: date,
    by: Any,
    deduction: Decimal = ZERO,
    deduction_reason: str = "",
    document_number: str = "",
    submission_key: UUID | None = None,
) -> Disbursement:
    """Proposes to pay a source's share of a due tranche, less ``deduction`` yuan, on ``day``.

    The share follows from the plan. The same ``submission_key`` gives the proposal made the first time.
    """
    _lock_projects(Source.objects.visible_to(by).filter(pk=source_id).values("project"))
    if entry := made_before(Disbursement, submission_key, by):
        return entry
    return _propose(
        tranche_id=tranche_id,
        source_id=source_id,
        day=day,
        by=by,
        deduction=deduction,
        deduction_reason=deduction_reason.strip(),
        document_number=document_number,
        submission_key=submission_key,
    )


@transaction.atomic
def propose_all(
    *,
    pairs: Sequence[tuple[int, int]],
    day: date,
    by: Any,
    total: Decimal | None = None,
    submission_key: UUID | None = None,
) -> list[Disbursement]:
    """Proposes whole shares of many due tranches, (tranche id, source id) each; all or nothing.

    ``total`` is the sum that was shown before (yuan): where it moved since, nothing is proposed.
    """
    wanted = sorted(set(pairs), key=lambda pair: (pair[1], pair[0]))
    sources = Source.objects.visible_to(by).filter(pk__in={source for _tranche, source in wanted})
    _lock_projects(sources.values("project"))
    if made_before(Disbursement, submission_key, by):
        mine = Disbursement.objects.standing().filter(created_by=by, source__in=sources)
        return [one for one in mine if (one.tranche_id, one.source_id) in set(wanted)]
    made: list[Disbursement] = []
    refused: list[str] = []
    for tranche, source in wanted:
        key = None if made else submission_key
        try:
            made.append(
                _propose(tranche_id=tranche, source_id=source, day=day, by=by, submission_key=key)
            )
        except ValidationError as error:
            name = sources.filter(pk=source).values_list("project__name", flat=True).first() or ""
            refused += [f"{name}: {text}" for text in error.messages]
    if refused:
        raise ValidationError(refused)
    _same_as_shown(made, total)
    return made


def _propose(
    *,
    tranche_id: int,
    source_id: int,
    day: date,
    by: Any,
    deduction: Decimal = ZERO,
    **fields: Any,
) -> Disbursement:
    """Checks and writes one proposal; the project is locked."""
    rows = Source.objects.visible_to(by).select_related("budget__holder", "project")
    source = lock(rows, source_id)
    if source is None or not source.budget.is_held_by(by):
        raise ValidationError(_("Only an official of the place that holds the money proposes it."))
    tranche: Any = (
        Tranche.objects.filter(plan__contract__project=source.project_id)
        .with_reached_on()
        .select_related("plan__contract__agency")
        .filter(pk=tranche_id)
        .first()
    )
    if tranche is None:
        raise ValidationError(_("Choose a tranche of this project."))
    if Disbursement.objects.standing().filter(source=source, tranche=tranche).exists():
        raise ValidationError(_("This tranche is already proposed or paid."))
    gross = shares_of([source])[source.pk][tranche.pk]
    _check_due(source, tranche, gross, day)
    errors = deduction_errors(gross, deduction, fields.get("deduction_reason", ""))
    if text := payment_day_error(day, tranche.reached_on):
        errors["day"] = text
    if errors:
        raise ValidationError(errors)
    return enter(
        Disbursement,
        source=source,
        tranche=tranche,
        gross=gross,
        deduction=deduction,
        amount=gross - deduction,
        day=day,
        created_by=by,
        **fields,
    )


def _check_due(source: Source, tranche: Any, gross: Decimal, day: date) -> None:
    """Refuses where the tranche is not due, or nothing of this source is left for it."""
    checked_on = min(day, timezone.localdate())
    if text := project_bar(source.project, tranche.plan.contract, checked_on):
        raise ValidationError(text)
    if text := milestone_bar(tranche, tranche.reached_on):
        raise ValidationError(text)
    if gross <= ZERO:
        raise ValidationError(
            _("Nothing of this source is contracted for tranche %(number)s.")
            % {"number": tranche.number}
        )


@transaction.atomic
def propose_reversal(
    *, disbursement_id: int, reason: str, by: Any, submission_key: UUID | None = None
) -> Disbursement:
    """Proposes to take a payment back whole; another official approves that too."""
    rows = Disbursement.objects.payable_by(by)
    _lock_projects(rows.filter(pk=disbursement_id).values("source__project"))
    if entry := made_before(Disbursement, submission_key, by):
        return entry
    paid = lock(rows.select_related("source__project"), disbursement_id)
    if paid is None:
        raise ValidationError(_("Only an official of the place that paid takes a payment back."))
    if paid.reverses_id:
        raise ValidationError(_("A reversal cannot be reversed; make a new disbursement."))
    if paid.status != Status.APPROVED:
        raise ValidationError(_("Only what was paid can be taken back."))
    if text := reversal_bar(paid.source.project):
        raise ValidationError(text)
    if paid.reversals.exclude(status=Status.REFUSED).exists():
        raise ValidationError(_("This disbursement is already being reversed."))
    if not reason.strip():
        raise ValidationError({"reason": _("Say why; the reason is kept with the reversal.")})
    return enter(
        Disbursement,
        source=paid.source,
        tranche_id=paid.tranche_id,
        gross=-paid.gross,
        deduction=-paid.deduction,
        deduction_reason=paid.deduction_reason,
        amount=-paid.amount,
        day=timezone.localdate(),
        reverses=paid,
        reason=reason.strip(),
        created_by=by,
        submission_key=submission_key,
    )


@transaction.atomic
def check(*, disbursement_id: int, approve: bool, by: Any, refusal: str = "") -> Disbursement:
    """Approves or refuses a proposal, as another official of the place that pays.

    Said twice by the same official, it counts once. ``refusal`` is the reason of a refusal.
    """
    entry = _locked([disbursement_id], by)[0]
    if entry.checked_by_id == by.pk and (entry.status != Status.REFUSED) == approve:
        return entry
    if text := check_bar(entry, by):
        raise ValidationError(text)
    if entry.status != Status.PROPOSED:
        raise ValidationError(_("%(number)s was checked already.") % {"number": entry.number})
    if approve:
        return _approve(entry, by)
    if not refusal.strip():
        raise ValidationError({"refusal": _("Say why; the reason stays on record.")})
    entry.status, entry.refusal = Status.REFUSED, refusal.strip()
    return _checked(entry, by)


@transaction.atomic
def approve_all(*, ids: Sequence[int], by: Any, total: Decimal | None = None) -> list[Disbursement]:
    """Approves all of the proposals or, where one is in the way, none, and says which and why.

    ``total`` is the sum that was shown before (yuan): where it moved since, nothing is approved. What
    ``by`` approved before counts as done, so a second click does no harm.
    """
    entries = _locked(ids, by)
    _same_as_shown(entries, total)
    refused: list[str] = []
    for entry in entries:
        if entry.checked_by_id == by.pk and entry.is_counted:
            continue
        if text := check_bar(entry, by):
            refused.append(f"{entry.number}: {text}")
        elif entry.status != Status.PROPOSED:
            refused.append(_("%(number)s was checked already.") % {"number": entry.number})
        else:
            try:
                _approve(entry, by)
            except ValidationError as error:
                refused.append(f"{entry.number}: {' '.join(error.messages)}")
    if refused:
        raise ValidationError(refused)
    return entries


def _lock_projects(ids: Any) -> None:
    lock_all(Project.objects.filter(pk__in=ids))


def _locked(ids: Sequence[int], by: Any) -> list[Disbursement]:
    """The disbursements that ``by``'s place pays, with their projects and sources locked; all of ``ids``."""
    rows = Disbursement.objects.payable_by(by).filter(pk__in=ids)
    _lock_projects(rows.values("source__project"))
    lock_all(Source.objects.filter(pk__in=rows.values("source")))
    whole = rows.select_related(
        "source__project", "source__budget__holder", "tranche__plan__contract__agency", "reverses"
    )
    entries = lock_all(whole)
    if not entries or len(entries) != len(set(ids)):
        raise ValidationError(_("An official of the place that pays checks its payments."))
    return entries


def _same_as_shown(entries: Sequence[Disbursement], total: Decimal | None) -> None:
    if total is not None and sum((entry.amount for entry in entries), ZERO) != total:
        raise ValidationError(
            _("The sums have changed since the page was shown; look at them again.")
        )


def _approve(entry: Disbursement, by: Any) -> Disbursement:
    """Moves the money; everything is locked and ``by`` may check."""
    today = timezone.localdate()
    # A payment of the past that is entered afterwards keeps its day; any other is paid now.
    if entry.day >= timezone.localdate(entry.created_at):
        entry.day = today
    contract = entry.tranche.plan.contract
    if entry.reverses is None:
        if text := project_bar(entry.source.project, contract, entry.day):
            raise ValidationError(text)
        words = _("So much of this source is not contracted any more; refuse the proposal.")
    else:
        if text := reversal_bar(entry.source.project):
            raise ValidationError(text)
        words = _("The agency has spent or returned a part of it; that comes back first.")
        Disbursement.objects.filter(pk=entry.reverses.pk).update(status=Status.REVERSED)
    # Read anew: another entry of the same source may have moved it in this transaction.
    source = Source.objects.get(pk=entry.source_id)
    move(source, paid=entry.amount, refusal=words)
    entry.status = Status.APPROVED
    return _checked(entry, by)


def _checked(entry: Disbursement, by: Any) -> Disbursement:
    entry.checked_by, entry.checked_at = by, timezone.now()
    entry.save(update_fields=["status", "refusal", "day", "checked_by", "checked_at"])
    return entry


@transaction.atomic
def receive(*, disbursement_id: int, day: date, by: Any) -> Disbursement:
    """Confirms, as the agency, that the money came in on ``day``; a second click changes nothing."""
    entry = lock(Disbursement.objects.visible_to(by), disbursement_id)
    if entry is None or by.role != Role.AGENCY:
        raise ValidationError(_("The agency that was paid confirms the receipt."))
    if entry.received_on:
        return entry
    if entry.status != Status.APPROVED or entry.reverses_id:
        raise ValidationError(_("Only the receipt of what was paid is confirmed."))
    if not entry.day <= day <= timezone.localdate():
        raise ValidationError(
            {
                "received_on": _("Enter a day from %(day)s, the day of payment, until today.")
                % {"day": entry.day.isoformat()}
            }
        )
    entry.received_on, entry.received_by = day, by
    entry.save(update_fields=["received_on", "received_by"])
    return entry

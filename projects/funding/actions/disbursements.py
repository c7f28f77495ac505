"""Paying agencies: one official proposes, another approves (``checking``), the agency confirms.

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
from projects.funding.actions.counters import enter, lock, lock_all, made_before
from projects.funding.models import Disbursement, Source, Tranche
from projects.funding.rules.disbursements import (
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
    lock_projects(Source.objects.visible_to(by).filter(pk=source_id).values("project"))
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
    lock_projects(sources.values("project"))
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
    same_as_shown(made, total)
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
    lock_projects(rows.filter(pk=disbursement_id).values("source__project"))
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


def lock_projects(ids: Any) -> None:
    """Locks the projects with these ids, before anything below them."""
    lock_all(Project.objects.filter(pk__in=ids))


def same_as_shown(entries: Sequence[Disbursement], total: Decimal | None) -> None:
    """Refuses where the sum of ``entries`` is not the ``total`` (yuan) that the page showed."""
    if total is not None and sum((entry.amount for entry in entries), ZERO) != total:
        raise ValidationError(
            _("The sums have changed since the page was shown; look at them again.")
        )

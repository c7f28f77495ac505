"""Registering budget lines, and amending what they amount to."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from projects.funding.actions.counters import lock, made_before, move
from projects.funding.models import Amendment, Budget
from projects.funding.rules import (
    already_registered,
    amendment_errors,
    below_given,
    not_your_line,
)


@transaction.atomic
def save_budget(*, budget: Budget) -> Budget:
    """Saves a new or changed budget line. Its running totals are not the form's to write.

    The form has checked it. What somebody else did since then is refused here, at its field.
    """
    if stored := lock(Budget.objects.all(), budget.pk):
        if stored.allocated or stored.transferred:
            _check_kept(budget, stored)
        budget.amount, budget.transferred = stored.amount, stored.transferred
        budget.allocated = stored.allocated
    else:
        budget.first_amount = budget.amount
    try:
        with transaction.atomic():
            budget.save()
    except IntegrityError as error:
        # SQLite names columns, not constraints.
        if any(name in str(error) for name in ("budget_line_once", "budget.document_number")):
            raise ValidationError({"document_number": already_registered()}) from error
        raise
    return budget


def _check_kept(budget: Budget, stored: Budget) -> None:
    """Refuses to change what money that has left the line was checked against."""
    for name in ("place_id", "level", "plan_id", "year", "nature"):
        if getattr(budget, name) != getattr(stored, name):
            raise ValidationError(
                _("Money has left this line meanwhile; who pays, plan, year and nature stay.")
            )


@transaction.atomic
def amend(
    *,
    budget_id: int,
    change: Decimal,
    document_number: str,
    document_date: date,
    reason: str,
    by: Any,
    submission_key: UUID | None = None,
) -> Amendment:
    """Changes the amount of a line of ``by``'s place by ``change`` yuan, above or below 0; numbered 1, 2, 3.

    Only a line that no transfer made is amended; a lower place's line follows its transfers.
    """
    budget = lock(Budget.objects.held_by(by).first_lines(), budget_id)
    if budget is None:
        raise ValidationError({"budget": not_your_line()})
    if earlier := made_before(Amendment, submission_key, by):
        return earlier
    if errors := amendment_errors(budget, change, document_date):
        raise ValidationError(errors)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why; the reason stays on record.")})
    last = budget.amendments.aggregate(number=Coalesce(Max("number"), 0))["number"]
    move(budget, amount=change, refusal={"change": below_given(budget, change)})
    return Amendment.objects.create(
        budget=budget,
        number=last + 1,
        change=change,
        document_number=document_number,
        document_date=document_date,
        reason=reason.strip(),
        created_by=by,
        submission_key=submission_key,
    )

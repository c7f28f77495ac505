"""Handing money of a budget line down to a lower place, and taking it back (指标下达)."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.funding.actions.counters import check_reversal, enter, lock, made_before, move
from projects.funding.models import Budget, Transfer
from projects.funding.rules import (
    given_out_below,
    lower_places,
    not_your_line,
    over_budget,
    transfer_errors,
)
from projects.places.models import Place


@transaction.atomic
def transfer(
    *,
    budget_id: int,
    place_id: int,
    amount: Decimal,
    day: date,
    by: Any,
    document_number: str = "",
    submission_key: UUID | None = None,
) -> Transfer:
    """Hands ``amount`` yuan of a line of ``by``'s place down to a lower place, whose line it feeds.

    The lower place's line is made by the first transfer to it; the same yuan is still counted once,
    at the level that pays. The same ``submission_key`` sent again gives the entry of the first time.
    """
    budget = lock(Budget.objects.held_by(by), budget_id)
    if budget is None:
        raise ValidationError({"budget": not_your_line()})
    if entry := made_before(Transfer, submission_key, by):
        return entry
    place = lower_places(budget.holder).filter(pk=place_id).first()
    if place is None:
        raise ValidationError({"place": _("Choose a place below your own.")})
    if errors := transfer_errors(budget, amount, day):
        raise ValidationError(errors)
    target = _line_of(place, budget, document_number, day, by)
    move(budget, transferred=amount, refusal={"amount": over_budget(budget)})
    move(target, amount=amount, refusal={"amount": over_budget(budget)})
    return enter(
        Transfer,
        budget=budget,
        target=target,
        amount=amount,
        day=day,
        document_number=document_number,
        created_by=by,
        submission_key=submission_key,
    )


@transaction.atomic
def reverse_transfer(
    *, transfer_id: int, reason: str, by: Any, submission_key: UUID | None = None
) -> Transfer:
    """Takes a transfer back whole, by an entry of today, where the lower place still has the money."""
    taken_back = Transfer.objects.filter(budget__in=Budget.objects.held_by(by)).get(pk=transfer_id)
    budget = lock(Budget.objects.all(), taken_back.budget_id)
    target = lock(Budget.objects.select_related("holder"), taken_back.target_id)
    check_reversal(
        taken_back,
        reason,
        anew=_("A reversal cannot be reversed; make a new transfer."),
        twice=_("This transfer has already been reversed."),
    )
    move(target, amount=-taken_back.amount, refusal=given_out_below(target))
    move(budget, transferred=-taken_back.amount, refusal=given_out_below(target))
    return enter(
        Transfer,
        budget=budget,
        target=target,
        amount=-taken_back.amount,
        day=timezone.localdate(),
        document_number=taken_back.document_number,
        reverses=taken_back,
        reason=reason.strip(),
        created_by=by,
        submission_key=submission_key,
    )


def _line_of(place: Place, parent: Budget, document_number: str, day: date, by: Any) -> Budget:
    """The locked line in which ``place`` holds money of ``parent``, made where there is none yet.

    Call it under the lock of ``parent``, so that two transfers do not make two lines.
    """
    kept = ("plan", "place", "level", "year", "nature")
    line, _made = Budget.objects.get_or_create(
        parent=parent,
        holder=place,
        defaults={
            **{name: getattr(parent, name) for name in kept},
            "document_number": document_number or parent.document_number,
            "document_date": day,
            "amount": 0,
            "created_by": by,
        },
    )
    return lock(Budget.objects.all(), line.pk)

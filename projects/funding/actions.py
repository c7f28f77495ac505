"""What is done with money: registering budget lines, allocating, taking an allocation back.

All lock the budget line first and the project second, so that they never wait for each other in a
circle. The running totals move in the same transaction; the CHECK of the budget has the last word.
"""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F, Value
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.common.money import MoneyField
from projects.funding.models import Allocation, Budget
from projects.funding.rules import (
    allocation_errors,
    already_registered,
    below_allocated,
    over_budget,
)
from projects.pilots.models import Project


@transaction.atomic
def save_budget(*, budget: Budget) -> Budget:
    """Saves a new or changed budget line; what was allocated from it meanwhile stays.

    The form has checked it. What somebody else did since then is refused here, at its field.
    """
    if stored := _lock(Budget.objects.all(), budget.pk):
        budget.allocated = stored.allocated
    if text := below_allocated(budget, budget.amount):
        raise ValidationError({"amount": text})
    try:
        with transaction.atomic():
            budget.save()
    except IntegrityError as error:
        # SQLite names columns, not constraints.
        if any(name in str(error) for name in ("budget_line_once", "budget.document_number")):
            raise ValidationError({"document_number": already_registered()}) from error
        raise
    return budget


@transaction.atomic
def allocate(
    *,
    project_id: int,
    budget_id: int,
    amount: Decimal,
    allocated_on: date,
    by: Any,
    submission_key: UUID | None = None,
    document_number: str = "",
) -> Allocation:
    """Allocates ``amount`` yuan of a budget line of ``by``'s place to a live project in her scope.

    The same ``submission_key`` sent again gives the entry that it made the first time.
    """
    budget = _lock(Budget.objects.paid_by(by), budget_id)
    if budget is None:
        raise ValidationError({"budget": _("Choose a budget line of your own place and level.")})
    if entry := _made_before(submission_key, by):
        return entry
    project = _lock(Project.objects.visible_to(by).live(), project_id)
    if project is None:
        raise ValidationError(
            {
                "project": _(
                    "Choose a project of your own place that is approved and neither closed nor suspended."
                )
            }
        )
    if errors := allocation_errors(project, budget, amount, allocated_on):
        raise ValidationError(errors)
    return _enter(
        project=project,
        budget=budget,
        amount=amount,
        allocated_on=allocated_on,
        document_number=document_number,
        created_by=by,
        submission_key=submission_key,
    )


@transaction.atomic
def reverse_allocation(
    *, allocation_id: int, reason: str, by: Any, submission_key: UUID | None = None
) -> Allocation:
    """Takes an allocation back whole: a negative entry of today that names it and says why."""
    taken_back = Allocation.objects.filter(budget__in=Budget.objects.paid_by(by)).get(
        pk=allocation_id
    )
    budget = _lock(Budget.objects.all(), taken_back.budget_id)
    project = _lock(Project.objects.all(), taken_back.project_id)
    if taken_back.reverses_id:
        raise ValidationError(_("A reversal cannot be reversed; make a new allocation."))
    if Allocation.objects.filter(reverses=taken_back).exists():
        raise ValidationError(_("This allocation has already been reversed."))
    if not reason.strip():
        raise ValidationError({"reason": _("Say why; the reason is kept with the reversal.")})
    return _enter(
        project=project,
        budget=budget,
        amount=-taken_back.amount,
        allocated_on=timezone.localdate(),
        reverses=taken_back,
        reason=reason.strip(),
        created_by=by,
        submission_key=submission_key,
    )


def _lock(rows: Any, pk: int | None) -> Any:
    return rows.select_for_update(of=("self",), no_key=True).filter(pk=pk).first()


def _made_before(key: UUID | None, by: Any) -> Allocation | None:
    """The entry of the same submission; asked for after the budget is locked, so never too early."""
    return Allocation.objects.filter(submission_key=key, created_by=by).first() if key else None


def _enter(*, project: Project, budget: Budget, amount: Decimal, **fields: Any) -> Allocation:
    _move_totals(project=project, budget=budget, amount=amount)
    # The number is made of the row's own id, so it is unique without a counter to queue for.
    entry = Allocation.objects.create(
        number=uuid4().hex[:30], project=project, budget=budget, amount=amount, **fields
    )
    entry.number = f"XD-{entry.allocated_on.year}-{entry.pk:06d}"
    entry.save(update_fields=["number"])
    return entry


def _move_totals(*, project: Project, budget: Budget, amount: Decimal) -> None:
    step = Value(amount, output_field=MoneyField())
    try:
        with transaction.atomic():
            Budget.objects.filter(pk=budget.pk).update(allocated=F("allocated") + step)
    except IntegrityError as error:
        if "budget_is_not_overspent" not in str(error):
            raise
        budget.refresh_from_db(fields=["allocated"])
        raise ValidationError({"amount": over_budget(budget)}) from error
    Project.objects.filter(pk=project.pk).update(allocated=F("allocated") + step)

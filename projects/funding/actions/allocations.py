"""Giving money of budget lines to projects, and taking it back."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.funding.actions.counters import (
    check_reversal,
    enter,
    lock,
    made_before,
    move,
    source_of,
)
from projects.funding.models import Allocation, Budget
from projects.funding.rules import (
    allocation_errors,
    day_error,
    more_than_free,
    not_your_line,
    over_budget,
    release_day_error,
    release_error,
)
from projects.pilots.models import Project

Kind = Allocation.Kind


@transaction.atomic
def allocate(
    *,
    project_id: int,
    budget_id: int,
    amount: Decimal,
    day: date,
    by: Any,
    submission_key: UUID | None = None,
    document_number: str = "",
) -> Allocation:
    """Allocates ``amount`` yuan of a budget line of ``by``'s place to a live project in her scope.

    The same ``submission_key`` sent again gives the entry that it made the first time.
    """
    budget = lock(Budget.objects.held_by(by), budget_id)
    if budget is None:
        raise ValidationError({"budget": not_your_line()})
    if entry := made_before(Allocation, submission_key, by):
        return entry
    project = lock(Project.objects.visible_to(by).live(), project_id)
    if project is None:
        raise ValidationError(
            {
                "project": _(
                    "Choose a project of your own place that is approved and neither closed nor suspended."
                )
            }
        )
    if errors := allocation_errors(project, budget, amount, day):
        raise ValidationError(errors)
    return _enter(
        kind=Kind.GRANT,
        project=project,
        budget=budget,
        amount=amount,
        day=day,
        document_number=document_number,
        created_by=by,
        submission_key=submission_key,
    )


@transaction.atomic
def reverse_allocation(
    *, allocation_id: int, reason: str, by: Any, submission_key: UUID | None = None
) -> Allocation:
    """Takes an allocation back whole: a negative entry of today that names it and says why."""
    taken_back = Allocation.objects.filter(budget__in=Budget.objects.held_by(by)).get(
        pk=allocation_id
    )
    budget = lock(Budget.objects.all(), taken_back.budget_id)
    project = lock(Project.objects.all(), taken_back.project_id)
    if taken_back.kind == Kind.RELEASE:
        raise ValidationError(_("A release cannot be reversed; make a new allocation."))
    check_reversal(
        taken_back,
        reason,
        anew=_("A reversal cannot be reversed; make a new allocation."),
        twice=_("This allocation has already been reversed."),
    )
    return _enter(
        kind=Kind.REVERSAL,
        project=project,
        budget=budget,
        amount=-taken_back.amount,
        day=timezone.localdate(),
        reverses=taken_back,
        reason=reason.strip(),
        created_by=by,
        submission_key=submission_key,
    )


@transaction.atomic
def release(
    *,
    project_id: int,
    budget_id: int,
    amount: Decimal,
    day: date,
    reason: str,
    by: Any,
    document_number: str = "",
    submission_key: UUID | None = None,
) -> Allocation:
    """Frees ``amount`` yuan of a line's money in a project that will not be contracted: back to the line."""
    budget = lock(Budget.objects.held_by(by), budget_id)
    if budget is None:
        raise ValidationError({"budget": not_your_line()})
    if entry := made_before(Allocation, submission_key, by):
        return entry
    project = lock(Project.objects.visible_to(by), project_id)
    if project is None:
        raise ValidationError({"project": _("Choose a project of your own place.")})
    source = source_of(project, budget)
    errors = {"amount": release_error(source, amount), "day": day_error(project, day)}
    if not any(errors.values()):
        errors["day"] = release_day_error(source, amount, day)
    if not reason.strip():
        errors["reason"] = _("Say why; the reason stays on record.")
    if errors := {field: text for field, text in errors.items() if text}:
        raise ValidationError(errors)
    return _enter(
        kind=Kind.RELEASE,
        project=project,
        budget=budget,
        amount=-amount,
        day=day,
        document_number=document_number,
        reason=reason.strip(),
        created_by=by,
        submission_key=submission_key,
    )


def _enter(*, project: Project, budget: Budget, amount: Decimal, **fields: Any) -> Allocation:
    """Writes an allocation and moves what counts it: the line, the project, their source."""
    source = source_of(project, budget)
    for record in (source, project):
        move(record, allocated=amount, refusal=more_than_free(source))
    move(budget, allocated=amount, refusal={"amount": over_budget(budget)})
    return enter(Allocation, project=project, budget=budget, amount=amount, **fields)

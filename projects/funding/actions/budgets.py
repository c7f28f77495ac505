"""Registering budget lines."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from projects.funding.actions.counters import lock
from projects.funding.models import Budget
from projects.funding.rules import already_registered


@transaction.atomic
def save_budget(*, budget: Budget) -> Budget:
    """Saves a new or changed budget line. Its running totals are not the form's to write.

    The form has checked it. What somebody else did since then is refused here, at its field.
    """
    if stored := lock(Budget.objects.all(), budget.pk):
        budget.amount, budget.transferred = stored.amount, stored.transferred
        budget.allocated = stored.allocated
    try:
        with transaction.atomic():
            budget.save()
    except IntegrityError as error:
        # SQLite names columns, not constraints.
        if any(name in str(error) for name in ("budget_line_once", "budget.document_number")):
            raise ValidationError({"document_number": already_registered()}) from error
        raise
    return budget

"""What must hold when money is allocated; the form says it early, the action under its locks."""

from datetime import date
from decimal import Decimal

from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from projects.common.money import FEN, ZERO
from projects.funding.models import Budget
from projects.pilots.models import Project


def shown(amount: Decimal) -> str:
    """Yuan in figures with grouping."""
    return number_format(amount, 2, use_l10n=True, force_grouping=True)


def over_budget(budget: Budget) -> str:
    """That the budget does not carry so much, and what is left of it."""
    return _("Only %(left)s yuan of this budget line are left; enter no more than that.") % {
        "left": shown(budget.remaining)
    }


def below_allocated(budget: Budget, amount: Decimal) -> str:
    """That allocations have already passed ``amount`` of the budget line, or ""."""
    if amount >= budget.allocated:
        return ""
    return _("%(allocated)s yuan are already allocated; the amount cannot be lower.") % {
        "allocated": shown(budget.allocated)
    }


def already_registered() -> str:
    """The words for a budget line that exists."""
    return _("This budget line is already registered.")


def amount_error(budget: Budget, amount: Decimal) -> str:
    """What is wrong with allocating ``amount`` from ``budget``, or ""."""
    if amount <= ZERO:
        return _("Enter an amount above 0.")
    if amount != amount.quantize(FEN):
        return _("An amount ends with the fen: at most two decimals.")
    if amount > budget.remaining:
        return over_budget(budget)
    return ""


def day_error(project: Project, day: date) -> str:
    """What is wrong with allocating to ``project`` on ``day``, or ""."""
    if day > timezone.localdate():
        return _("This day lies in the future; enter today or an earlier day.")
    if day < project.plan.starts:
        return _("The action plan starts on %(day)s; enter that day or a later one.") % {
            "day": project.plan.starts.isoformat()
        }
    return ""


def allocation_errors(
    project: Project, budget: Budget, amount: Decimal, day: date
) -> dict[str, str]:
    """What is wrong, by the field that it is wrong at; empty when all is well."""
    errors = {"amount": amount_error(budget, amount), "day": day_error(project, day)}
    if budget.plan_id != project.plan_id:
        errors["budget"] = _("This budget line belongs to another action plan than the project.")
    return {field: text for field, text in errors.items() if text}

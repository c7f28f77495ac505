"""What must hold when money is allocated; the form says it early, the action under its locks."""

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from projects.common.money import total
from projects.funding.models import Allocation, Budget, Source
from projects.funding.rules.spending import may_support, permitted
from projects.funding.rules.words import entry_error, future_error, shown
from projects.pilots.models import Project


def over_budget(budget: Budget) -> str:
    """That the budget does not carry so much, and what is left of it."""
    return _("Only %(left)s yuan of this budget line are left; enter no more than that.") % {
        "left": shown(budget.remaining)
    }


def not_your_line() -> str:
    """The words for a budget line that another place gives out."""
    return _("Choose a budget line that your own place holds.")


def already_registered() -> str:
    """The words for a budget line that exists."""
    return _("This budget line is already registered.")


def not_for_this_field(budget: Budget, project: Project) -> str:
    """That the money's use does not permit the service field of the project, and which paper says so."""
    return _("%(document)s does not permit %(nature)s for projects of the field %(field)s.") % {
        "document": permitted(budget).document,
        "nature": budget.get_nature_display(),
        "field": project.get_field_display(),
    }


def release_error(source: Source, amount: Decimal) -> str:
    """What is wrong with freeing ``amount`` of ``source``, or ""."""
    if text := entry_error(amount):
        return text
    if amount > source.allocated - source.contracted:
        return more_than_free(source)
    return ""


def release_day_error(source: Source, amount: Decimal, day: date) -> str:
    """That so much was not allocated yet on ``day``: the ledger of no day goes below 0; or ""."""
    given = Allocation.objects.filter(project=source.project_id, budget=source.budget_id)
    held = given.until(day).aggregate(sum=total("amount"))["sum"]
    if amount <= held:
        return ""
    return _("Until %(day)s only %(held)s yuan of this line were allocated to the project.") % {
        "day": day.isoformat(),
        "held": shown(held),
    }


def more_than_free(source: Source) -> str:
    """That contracts bind this money, and how much they leave free."""
    return _(
        "%(allocated)s yuan of this line are allocated to the project and %(contracted)s yuan of them "
        "contracted: only %(free)s yuan are free."
    ) % {
        "allocated": shown(source.allocated),
        "contracted": shown(source.contracted),
        "free": shown(source.allocated - source.contracted),
    }


def amount_error(budget: Budget, amount: Decimal) -> str:
    """What is wrong with allocating ``amount`` from ``budget``, or ""."""
    if text := entry_error(amount):
        return text
    if amount > budget.remaining:
        return over_budget(budget)
    return ""


def day_error(project: Project, day: date) -> str:
    """What is wrong with allocating to ``project`` on ``day``, or ""."""
    if text := future_error(day):
        return text
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
    elif not may_support(budget, project):
        errors["budget"] = not_for_this_field(budget, project)
    return {field: text for field, text in errors.items() if text}

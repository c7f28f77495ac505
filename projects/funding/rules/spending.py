"""On what money may be spent: the rule of who pays it, or what holds where nobody has set one.

Welfare-lottery money is ring-fenced. 《彩票公益金管理办法》 (财综〔2012〕15号) keeps it for social welfare
and other public good; grants made under it say that it pays no running costs and no administration.
So without a rule of its own it supports every service field, and pays neither management nor tax.
Other money has no limit of its own until a place sets one.
"""

from typing import NamedTuple

from projects.funding.models import Budget, SpendingRule
from projects.needs.models import Need
from projects.pilots.models import BudgetLine, Project

Category = BudgetLine.Category
NO_CEILING = 100
LOTTERY_DOCUMENT = "财综〔2012〕15号"
NOT_FROM_LOTTERY = (Category.MANAGEMENT, Category.TAX)


class Permitted(NamedTuple):
    """What money may be spent on: service fields, categories, and management in per cent of what is paid.

    ``document`` names the paper that says so, "" where none limits it.
    """

    fields: list[str]
    categories: list[str]
    management_percent: int
    document: str = ""


ANYTHING = Permitted(list(Need.Field.values), list(Category.values), NO_CEILING)
LOTTERY = Permitted(
    list(Need.Field.values),
    [value for value in Category.values if value not in NOT_FROM_LOTTERY],
    0,
    LOTTERY_DOCUMENT,
)


def permitted(budget: Budget) -> Permitted:
    """What the money of ``budget`` may be spent on: by the rule of who pays it, or by the default."""
    rule = SpendingRule.objects.applying(budget.place, budget.year, budget.nature)
    if rule:
        return Permitted(rule.fields, rule.categories, rule.management_percent, rule.document)
    return LOTTERY if budget.nature == Budget.Nature.LOTTERY else ANYTHING


def may_support(budget: Budget, project: Project) -> bool:
    """Whether money of ``budget`` may go to ``project`` at all, by the project's service field."""
    return project.field in permitted(budget).fields


def may_pay(rule: Permitted, category: str) -> bool:
    """Whether money under ``rule`` may pay costs of ``category``."""
    return category in rule.categories

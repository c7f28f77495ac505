"""On what money may be spent: the rule of who pays it, or what holds where nobody has set one.

Welfare-lottery money is ring-fenced. 《彩票公益金管理办法》 (财综〔2012〕15号) keeps it for social welfare
and other public good; grants made under it say that it pays no running costs and no administration.
So without a rule of its own it supports every service field, and pays neither management nor tax.
Other money has no limit of its own until a place sets one.
"""

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_DOWN, Decimal
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db.models import Min
from django.utils.translation import gettext as _

from projects.common.money import FEN, ZERO, total
from projects.common.sharing import in_proportion
from projects.funding.models import Budget, Disbursement, Expenditure, Source, SpendingRule
from projects.funding.rules.words import shown
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


class Room(NamedTuple):
    """What a source can still pay (yuan) of a category on a day; at ``field``, ``why`` it is not more."""

    source: Source
    left: Decimal
    field: str
    why: str


def rooms(sources: Sequence[Source], category: str, day: date) -> list[Room]:
    """What each of a project's ``sources``, with their budget lines, can pay of ``category`` on ``day``."""
    ids = [source.pk for source in sources]
    paid = Disbursement.objects.filter(
        source__in=ids, status=Disbursement.Status.APPROVED, reverses__isnull=True
    )
    first = dict(paid.order_by().values_list("source").annotate(first=Min("day")))
    managed: dict[int, Decimal] = {}
    if category == Category.MANAGEMENT:
        spent = Expenditure.objects.filter(source__in=ids, line__category=category)
        managed = dict(spent.order_by().values_list("source").annotate(sum=total("amount")))
    return [
        _room(source, category, day, first.get(source.pk), managed.get(source.pk, ZERO))
        for source in sources
    ]


def _room(source: Source, category: str, day: date, first: date | None, managed: Decimal) -> Room:
    rule = permitted(source.budget)
    if not may_pay(rule, category):
        words = _("Money of this source may not pay %(category)s (%(document)s).") % {
            "category": Category(category).label,
            "document": rule.document,
        }
        return Room(source, ZERO, "line", words)
    if first is None:
        return Room(source, ZERO, "source", _("Nothing has been paid from this source yet."))
    if day < first:
        words = _("The first payment came on %(day)s; enter that day or a later one.")
        return Room(source, ZERO, "day", words % {"day": first.isoformat()})
    words = _("Only %(left)s yuan of this money are left.") % {"left": shown(source.balance)}
    if category == Category.MANAGEMENT:
        ceiling = (source.paid * rule.management_percent / 100).quantize(FEN, ROUND_DOWN)
        if (left := max(ceiling - managed, ZERO)) < source.balance:
            words = _(
                "Management may take at most %(percent)s per cent of what is paid; %(left)s yuan are left."
            ) % {"percent": rule.management_percent, "left": shown(left)}
            return Room(source, left, "amount", words)
    return Room(source, source.balance, "amount", words)


def line_error(line: BudgetLine, amount: Decimal) -> str:
    """That the plan of the category does not carry ``amount``, or ""."""
    if amount <= line.left:
        return ""
    return over_plan(line)


def over_plan(line: BudgetLine) -> str:
    """What is left of the plan of a category, and how to get more."""
    return _(
        "Only %(left)s yuan of what is planned for %(category)s are left; ask for a budget shift."
    ) % {"left": shown(line.left), "category": line.get_category_display()}


def spread(found: Sequence[Room], amount: Decimal) -> list[tuple[Source, Decimal]]:
    """``amount`` over what ``found`` can pay, in proportion; parts of 0 are left out.

    Raises ValidationError at the field that stands in the way.
    """
    whole = sum((one.left for one in found), ZERO)
    if not whole:
        first = found[0] if found else None
        if first is None:
            raise ValidationError({"source": _("Nothing has been paid to the project yet.")})
        raise ValidationError({first.field: first.why})
    if amount > whole:
        one = found[0] if len(found) == 1 else None
        words = _("Only %(left)s yuan of the project's money are left for this.")
        raise ValidationError({"amount": one.why if one else words % {"left": shown(whole)}})
    parts = in_proportion(amount, [one.left for one in found])
    return [(one.source, part) for one, part in zip(found, parts, strict=True) if part]

"""The stages of money, in the one order in which every page and table shows them."""

from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any, Self

from django.utils.translation import pgettext_lazy

from projects.common.money import ZERO, total

# The counters of a source, from the allocation on.
OF_SOURCE = ("allocated", "contracted", "paid", "spent", "returned")
LABELS: dict[str, Any] = {
    "budget": pgettext_lazy("stage of money", "Budget"),
    "allocated": pgettext_lazy("stage of money", "Allocated"),
    "contracted": pgettext_lazy("stage of money", "Contracted"),
    "paid": pgettext_lazy("stage of money", "Paid"),
    "spent": pgettext_lazy("stage of money", "Spent"),
    "returned": pgettext_lazy("stage of money", "Returned"),
    "balance": pgettext_lazy("stage of money", "Balance"),
}


@dataclass(frozen=True)
class Amounts:
    """Money by stage, yuan. ``budget`` is 0 where budget lines are not looked at."""

    budget: Decimal = ZERO
    allocated: Decimal = ZERO
    contracted: Decimal = ZERO
    paid: Decimal = ZERO
    spent: Decimal = ZERO
    returned: Decimal = ZERO

    @property
    def balance(self) -> Decimal:
        """What agencies hold: paid, neither spent nor returned."""
        return self.paid - self.spent - self.returned

    @property
    def plan_or_actual(self) -> Decimal:
        """The whole of a bar that shows plan against actual: the larger of budget and allocated."""
        return max(self.budget, self.allocated)

    def __add__(self, other: Self) -> "Amounts":
        return Amounts(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))

    def of(self, *stages: str) -> list[Decimal]:
        """The amounts of ``stages``, in their order."""
        return [getattr(self, stage) for stage in stages]


def sums_of_source() -> dict[str, Any]:
    """The aggregates that add sources up, by stage."""
    return {f"sum_{stage}": total(stage) for stage in OF_SOURCE}


def read_sums(row: dict[str, Any]) -> Amounts:
    """The amounts that ``sums_of_source`` put into a row."""
    return Amounts(**{stage: row[f"sum_{stage}"] for stage in OF_SOURCE})

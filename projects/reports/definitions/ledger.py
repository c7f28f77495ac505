"""The ledger as of a day: sums of entries by place, level that pays and nature. Yuan, never rounded."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Q, QuerySet

from projects.common.money import FEN, ZERO
from projects.common.money import total as total_of
from projects.funding.models import (
    Allocation,
    Amendment,
    Budget,
    Commitment,
    Disbursement,
    Expenditure,
    Refund,
    Transfer,
)
from projects.pilots.models import ActionPlan
from projects.places.models import Place
from projects.reports.definitions.places import within

Sums = dict[str, Decimal]  # stage: yuan

# Where a yuan is counted: where it is paid from, or where it lies.
PAYER, RECEIVER = "payer", "receiver"


@dataclass(frozen=True)
class Ledger:
    """What ``user`` may see of a plan's money within ``place``, up to a day."""

    user: Any
    plan: ActionPlan
    place: Place
    as_of: date

    def entries(self, stage: str) -> tuple[QuerySet, str]:
        """The entries of a stage, and the path from one to its source."""
        path = "" if stage == "allocated" else "source__"
        rows = self._moved(stage).filter(
            **{f"{path}budget__plan": self.plan, "day__lte": self.as_of}
        )
        return rows, path

    def _moved(self, stage: str) -> QuerySet:
        """What has moved the running total of a stage, as far as the user may see it."""
        match stage:
            case "allocated":
                return Allocation.objects.visible_to(self.user)
            case "contracted":
                return Commitment.objects.visible_to(self.user)
            case "paid":
                return Disbursement.objects.visible_to(self.user).counted()
            case "spent":
                return Expenditure.objects.visible_to(self.user)
            case _:
                return Refund.objects.visible_to(self.user)

    def sums(self, stage: str, basis: str) -> Iterator[tuple[str, str, str, str, Decimal]]:
        """(code of the place, its level, level that pays, nature, yuan) of a stage; one query."""
        rows, path = self.entries(stage)
        where = f"{path}{'budget' if basis == PAYER else 'project'}__place"
        return self._summed(rows, where, f"{path}budget", "amount")

    def sums_of_projects(self, stage: str) -> dict[int, Decimal]:
        """The yuan of a stage by project; one query."""
        rows, path = self.entries(stage)
        project = f"{path}project"
        rows = rows.filter(self.within(f"{project}__place__code")).order_by()
        return dict(rows.values_list(project).annotate(sum=total_of("amount")))

    def budgets(self, basis: str) -> Iterator[tuple[str, str, str, str, Decimal]]:
        """The same of what was budgeted: at who pays, or at who holds it after the transfers.

        A line counts from the date of its document, with the amendments dated up to the day.
        """
        lines = Budget.objects.visible_to(self.user).first_lines()
        lines = lines.filter(plan=self.plan, document_date__lte=self.as_of)
        where = "place" if basis == PAYER else "holder"
        yield from self._summed(lines, where, "", "amount")
        later = Amendment.objects.visible_to(self.user).filter(
            budget__in=lines, document_date__gt=self.as_of
        )
        yield from self._negative(self._summed(later, f"budget__{where}", "budget", "change"))
        if basis == RECEIVER:
            moved = Transfer.objects.visible_to(self.user).filter(
                day__lte=self.as_of, budget__plan=self.plan
            )
            yield from self._negative(self._summed(moved, "budget__holder", "budget", "amount"))
            yield from self._summed(moved, "target__holder", "budget", "amount")

    def _summed(
        self, rows: QuerySet, where: str, budget: str, amount: str
    ) -> Iterator[tuple[str, str, str, str, Decimal]]:
        path = f"{budget}__" if budget else ""
        rows = rows.filter(self.within(f"{where}__code")).order_by()
        keys = (f"{where}__code", f"{where}__level", f"{path}level", f"{path}nature")
        yield from rows.values_list(*keys).annotate(sum=total_of(amount))

    @staticmethod
    def _negative(rows: Any) -> Iterator[tuple[str, str, str, str, Decimal]]:
        for *keys, amount in rows:
            code, level, payer, nature = keys
            yield code, level, payer, nature, -amount

    def within(self, lookup: str) -> Q:
        """Rows whose place code at ``lookup`` lies in the place, or did in its predecessors."""
        return within(self.place, lookup)


def added(*parts: Sums) -> Sums:
    """The sums of several parts, stage by stage."""
    stages = dict.fromkeys(stage for part in parts for stage in part)
    return {stage: sum((part.get(stage, ZERO) for part in parts), ZERO) for stage in stages}


def balance(sums: Sums) -> Decimal:
    """What lies with agencies: paid, neither spent nor returned."""
    return sums.get("paid", ZERO) - sums.get("spent", ZERO) - sums.get("returned", ZERO)


def rate(part: Decimal, whole: Decimal) -> float | None:
    """``part`` of ``whole`` in per cent with two decimals; None of nothing."""
    return float((part * 100 / whole).quantize(FEN, ROUND_HALF_UP)) if whole else None


def as_yuan(amount: Decimal) -> str:
    """An amount as a table holds it."""
    return f"{amount:.2f}"

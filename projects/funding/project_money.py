"""A project's money for its page: stage by stage and level by level, over time, tranche by tranche."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext as _

from projects.common.charts import Bars, Lines, months_between, over_months, stacked
from projects.common.money import ZERO, total
from projects.funding.models import (
    Allocation,
    Disbursement,
    Expenditure,
    Level,
    Source,
    Tranche,
)
from projects.funding.shares import shares_of
from projects.funding.stages import LABELS, OF_SOURCE, Amounts, read_sums, sums_of_source
from projects.pilots.models import BudgetLine, Contract, Project

SHOWN = 6
Steps = dict[date, Decimal]


@dataclass(frozen=True)
class LevelRow:
    """What one level paid for the project, by stage."""

    level: str
    label: Any
    amounts: Amounts


def levels_of(sources: Any) -> list[LevelRow]:
    """The running totals of ``sources`` (a queryset) by the level that pays, from the highest down."""
    rows = sources.order_by().values("budget__level").annotate(**sums_of_source())
    sums = {row["budget__level"]: read_sums(row) for row in rows}
    return [LevelRow(level, label, sums[level]) for level, label in Level.choices if level in sums]


@dataclass(frozen=True)
class TrancheRow:
    """A tranche: what it comes to in yuan, what is paid of it, and where it stands."""

    tranche: Tranche
    amount: Decimal
    paid: Decimal
    settled: Decimal
    proposed: Decimal
    state: str

    @property
    def deducted(self) -> Decimal:
        """What was kept back when it was paid, yuan."""
        return self.settled - self.paid


@dataclass(frozen=True)
class ProjectMoney:
    """All that the page shows, read in a constant number of queries."""

    project: Project
    contract: Contract | None
    sources: list[Source]
    tranches: list[TrancheRow]
    categories: list[BudgetLine]
    steps: dict[str, Steps]
    disbursements: list[Disbursement]
    expenditures: list[Expenditure]
    today: date

    @cached_property
    def levels(self) -> list[LevelRow]:
        """The levels that pay, from the highest down."""
        sums: dict[str, Amounts] = {}
        for one in self.sources:
            level = one.budget.level
            sums[level] = sums.get(level, Amounts()) + amounts_of(one)
        return [
            LevelRow(level, label, sums[level]) for level, label in Level.choices if level in sums
        ]

    @cached_property
    def total(self) -> Amounts:
        """All levels together."""
        return sum((row.amounts for row in self.levels), Amounts())

    @cached_property
    def planned(self) -> Decimal:
        """The planned cost, yuan."""
        return sum((line.amount for line in self.categories), ZERO)

    @property
    def bars(self) -> Bars:
        """Planned, and each stage by the level that pays."""
        planned = (
            _("Planned cost"),
            [("planned", _("Planned, not divided by level"), self.planned)],
        )
        stages = [
            (
                LABELS[stage],
                [(row.level, row.label, getattr(row.amounts, stage)) for row in self.levels],
            )
            for stage in (*OF_SOURCE, "balance")
        ]
        return stacked([planned, *stages] if self.planned else stages)

    @cached_property
    def lines(self) -> Lines | None:
        """Allocated, paid and spent over the months, and what the tranches planned; None before all."""
        months = sorted({month for steps in self.steps.values() for month in steps})
        if not months:
            return None
        first, last = min(months[0], self.project.starts.replace(day=1)), months[-1]
        now = min(self.today.replace(day=1), last)
        labels = {"planned": _("Planned tranches"), **LABELS}
        series = [
            (key, labels[key], steps, None if key == "planned" else now)
            for key, steps in self.steps.items()
            if steps
        ]
        return over_months(series, months_between(first, last))


def amounts_of(source: Source) -> Amounts:
    """The running totals of a source."""
    return Amounts(**{stage: getattr(source, stage) for stage in OF_SOURCE})


def money_of(project: Project, user: Any, today: date) -> ProjectMoney:
    """What ``user`` may read of the money of ``project``."""
    sources = Source.objects.visible_to(user).filter(project=project)
    disbursements = Disbursement.objects.visible_to(user).of(project)
    expenditures = Expenditure.objects.visible_to(user).of(project)
    contract = Contract.objects.visible_to(user).filter(project=project).first()
    known = list(sources.select_related("budget__place", "budget__holder"))
    tranches = _tranches(user, contract, known, today)
    return ProjectMoney(
        project=project,
        contract=contract,
        sources=known,
        tranches=tranches,
        categories=list(BudgetLine.objects.visible_to(user).filter(project=project)),
        steps={
            "planned": _added((row.tranche.planned_on, row.amount) for row in tranches),
            "allocated": _by_month(Allocation.objects.visible_to(user).filter(project=project)),
            "paid": _by_month(disbursements.counted()),
            "spent": _by_month(expenditures),
        },
        disbursements=list(
            disbursements.select_related("source__budget__place", "tranche")[:SHOWN]
        ),
        expenditures=list(expenditures.select_related("source__budget__place", "line")[:SHOWN]),
        today=today,
    )


def _by_month(rows: Any) -> Steps:
    found = rows.order_by().annotate(month=TruncMonth("day")).values_list("month")
    return dict(found.annotate(sum=total("amount")))


def _added(steps: Iterable[tuple[date, Decimal]]) -> Steps:
    found: Steps = {}
    for day, amount in steps:
        month = day.replace(day=1)
        found[month] = found.get(month, ZERO) + amount
    return found


def _tranches(
    user: Any, contract: Contract | None, sources: list[Source], today: date
) -> list[TrancheRow]:
    """The tranches of ``contract`` with what its sources pay in each: the shares that are paid out."""
    if contract is None:
        return []
    counted = Q(disbursements__status__in=Disbursement.COUNTED)
    waiting = Q(disbursements__status=Disbursement.Status.PROPOSED)
    rows = Tranche.objects.visible_to(user).filter(plan__contract=contract).order_by("number")
    planned = shares_of(sources).values()
    found = []
    for one in rows.with_reached_on().annotate(
        paid=total("disbursements__amount", filter=counted),
        settled=total("disbursements__gross", filter=counted),
        proposed=total("disbursements__amount", filter=waiting),
    ):
        amount = sum((parts.get(one.pk, ZERO) for parts in planned), ZERO)
        found.append(
            TrancheRow(one, amount, one.paid, one.settled, one.proposed, _state(one, amount, today))
        )
    return found


def _state(tranche: Any, amount: Decimal, today: date) -> str:
    """Where a tranche stands: paid, part, proposed, late or planned.

    It is late once its milestone was reached: what the agency has yet to do is nobody's delay.
    """
    if amount and tranche.settled >= amount:
        return "paid"
    if tranche.proposed:
        return "proposed"
    if tranche.settled:
        return "part"
    is_due = tranche.reached_on is not None and tranche.planned_on < today
    return "late" if is_due else "planned"

"""The rows of the ledger that follow from the allocations, with their running totals, in memory."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from projects.demo.projects import Pilot
from projects.funding.models import (
    BankLine,
    Commitment,
    Disbursement,
    Expenditure,
    Refund,
    Source,
    SpendingRule,
    Tranche,
    TranchePlan,
)
from projects.pilots.models import BudgetLine, Contract


@dataclass
class Purse:
    """All that a pilot's money hangs on."""

    pilot: Pilot
    contract: Contract
    sources: list[Source] = field(default_factory=list)
    lines: dict[str, BudgetLine] = field(default_factory=dict)
    tranches: list[Tranche] = field(default_factory=list)
    paid: list[Disbursement] = field(default_factory=list)
    spent_on: list[date] = field(default_factory=list)

    def moved_on(self, name: str) -> Any:
        """The day of the pilot's move ``name``, or None."""
        return self.pilot.timetable.moves.get(name)


@dataclass
class Ledger:
    """Rows by kind, to be saved in the order of the fields."""

    rules: list[SpendingRule] = field(default_factory=list)
    commitments: list[Commitment] = field(default_factory=list)
    plans: list[TranchePlan] = field(default_factory=list)
    tranches: list[Tranche] = field(default_factory=list)
    disbursements: list[Disbursement] = field(default_factory=list)
    expenditures: list[Expenditure] = field(default_factory=list)
    refunds: list[Refund] = field(default_factory=list)
    bank_lines: list[BankLine] = field(default_factory=list)

    def next_number(self) -> str:
        """A number that only lasts until the entry has an id, of which its real one is made."""
        count = len(self.commitments) + len(self.disbursements)
        count += len(self.expenditures) + len(self.refunds)
        return f"demo-{count:06d}"


def make_purses(
    pilots: list[Pilot],
    contracts: list[Contract],
    sources: list[Source],
    costs: list[BudgetLine],
) -> list[Purse]:
    """The purse of each of ``pilots``, which all have a contract, in their order."""
    by_project = {id(contract.project): contract for contract in contracts}
    own: dict[int, list[Source]] = defaultdict(list)
    for source in sources:
        own[id(source.project)].append(source)
    lines: dict[int, dict[str, BudgetLine]] = defaultdict(dict)
    for line in costs:
        lines[id(line.project)][line.category] = line
    return [
        Purse(pilot, by_project[key], own[key], lines[key])
        for pilot in pilots
        for key in [id(pilot.project)]
    ]

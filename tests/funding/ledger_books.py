"""A ledger beside a model of it in plain Python, which says what each action may do and what must hold."""

from collections import defaultdict
from decimal import Decimal
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis.stateful import RuleBasedStateMachine, invariant

from projects.funding.models import Budget, Settlement, Source
from projects.funding.reconcile import reconcile
from projects.funding.shares import shares_of
from projects.pilots.models import Contract, Project
from tests.factories import make_budget, make_contract
from tests.funding.ledger_world import money, plan_costs, plan_tranches

LINES = ("province", "county")
STAGES = ("allocated", "contracted", "paid", "spent", "returned")
CONTRACT = money("700.00")
PLANNED = {"staff": money("200.00"), "activity": money("150.00"), "management": money("50.00")}


class Books(RuleBasedStateMachine):
    """The province's line of 1,000.00, what it hands down to the county, and one project with a contract.

    The model is ``sums``, (stage, line) → yuan; ``planned`` and ``costs`` by category; the tranches and
    what stands on them; the change that awaits its decision; what was settled; and ``made``, the
    entries that may still be taken back.
    """

    world: ClassVar[dict[str, Any]] = {}

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        cast = self.cast = self.world["cast"]
        self.makers = {"province": cast.province, "county": cast.county}
        self.line = make_budget(
            self.world["places"].fujian, self.world["plan"], amount=money("1000.00")
        )
        self.project = self.world["project"]
        plan_costs(self.project)
        for category, amount in PLANNED.items():
            self.project.budget_lines.filter(category=category).update(amount=amount)
        self.contract = make_contract(self.project, amount=CONTRACT)
        plan_tranches(self.contract, cast.county, (40, 60))
        self.sums: dict[tuple[str, str], Decimal] = defaultdict(lambda: money(0))
        self.sums["amount", "province"] = money("1000.00")
        self.made: dict[str, list[tuple[Any, str]]] = defaultdict(list)
        self.planned, self.costs = dict(PLANNED), dict.fromkeys(PLANNED, money(0))
        self.change: tuple[Any, dict[str, Decimal]] | None = None
        self.percents = [40, 60]
        self.standing: dict[
            tuple[str, int], Decimal
        ] = {}  # (line, tranche) → share proposed or paid
        self.used: set[int] = set()  # tranches that ever had a disbursement
        self.settled: dict[str, Decimal] | None = None

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    def at(self, stage: str, line: str) -> Decimal:
        return self.sums[stage, line]

    def left(self, line: str) -> Decimal:
        return self.at("amount", line) - self.at("transferred", line) - self.at("allocated", line)

    def balance(self, line: str) -> Decimal:
        return self.at("paid", line) - self.at("spent", line) - self.at("returned", line)

    def unproposed(self, line: str) -> Decimal:
        """What is contracted of ``line`` and on no tranche yet."""
        shares = [gross for (name, _number), gross in self.standing.items() if name == line]
        return max(self.at("contracted", line) - sum(shares, money(0)), money(0))

    def stages(self) -> dict[str, Decimal]:
        """The sums of the project over both lines."""
        return {stage: sum((self.at(stage, line) for line in LINES), money(0)) for stage in STAGES}

    def row(self, line: str) -> Budget | None:
        return self.line if line == "province" else Budget.objects.filter(parent=self.line).first()

    def sources(self) -> dict[str, Source]:
        rows = Source.objects.filter(project=self.project).select_related("budget")
        return {"county" if one.budget.parent_id else "province": one for one in rows}

    def source(self, line: str) -> Source | None:
        return self.sources().get(line)

    def line_of(self, source_id: int) -> str:
        source = Source.objects.select_related("budget").get(pk=source_id)
        return "county" if source.budget.parent_id else "province"

    def act(self, allowed: bool | None, call: Any, **fields: Any) -> Any:
        """What the action made, None where it refused; it does what the model allows, no more."""
        try:
            made = call(**fields)
        except ValidationError:
            assert not allowed, (call.__name__, fields)
            return None
        assert allowed is not False, (call.__name__, fields)
        return made

    def pick(self, kind: str, number: int) -> tuple[Any, str] | None:
        rows = self.made[kind]
        return rows.pop(number % len(rows)) if rows else None

    @invariant()
    def totals_are_those_of_the_model(self) -> None:
        for budget in Budget.objects.filter(plan=self.world["plan"]):
            line = "county" if budget.parent_id else "province"
            for name in ("amount", "transferred", "allocated"):
                assert getattr(budget, name) == self.at(name, line), (line, name)
            assert budget.remaining >= 0
        for line, source in self.sources().items():
            for name in STAGES:
                assert getattr(source, name) == self.at(name, line), (line, name)
            assert 0 <= source.paid <= source.contracted <= source.allocated
            assert source.allocated <= source.budget.amount
            assert source.balance >= 0
        sums = self.stages()
        assert Project.objects.get(pk=self.project.pk).allocated == sums["allocated"]
        assert Contract.objects.get(pk=self.contract.pk).committed == sums["contracted"] <= CONTRACT

    @invariant()
    def plans_are_those_of_the_model(self) -> None:
        lines = self.project.budget_lines.values_list("category", "amount", "spent")
        assert {(one, self.planned[one], self.costs[one]) for one in PLANNED} == set(lines)
        assert sum(self.planned.values()) == sum(PLANNED.values())
        tranches = list(self.contract.tranche_plan.tranches.order_by("number"))
        assert [one.percent for one in tranches] == self.percents
        sources = self.sources()
        found = shares_of(sources.values())
        for line, source in sources.items():
            stand = {n: gross for (name, n), gross in self.standing.items() if name == line}
            shares = {one.number: found[source.pk][one.pk] for one in tranches}
            assert shares.items() >= stand.items()
            assert sum(shares.values()) == self.unproposed(line) + sum(stand.values())

    @invariant()
    def the_settlement_stays_as_it_was_stated(self) -> None:
        stated = Settlement.objects.filter(project=self.project).first()
        assert (stated is None) == (self.settled is None)
        if stated:
            assert {stage: getattr(stated, stage) for stage in STAGES} == self.settled
            now = Source.objects.filter(project=self.project).sums()
            assert now == self.stages()
            assert stated.agrees_with(now) == (self.settled == now)

    @invariant()
    def nothing_differs(self) -> None:
        assert reconcile().details == []

"""A machine that makes entries of every kind at random, beside a model of the ledger in plain Python.

After each step the running totals are what the model's own entries sum up to, the stages keep their
order, and the re-adding finds no difference. LEDGER_EXAMPLES asks for more than a few examples.
"""

import os
from collections import defaultdict
from decimal import Decimal
from typing import Any, ClassVar

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from projects.funding import actions
from projects.funding.models import Budget, Source
from projects.funding.reconcile import reconcile
from projects.pilots.models import BudgetLine, Contract, Project
from tests.factories import make_budget, make_contract
from tests.funding.ledger_world import DAY, money, plan_costs, plan_tranches, second_of

EXAMPLES = int(os.environ.get("LEDGER_EXAMPLES", "8"))
STAGES = ("allocated", "contracted", "paid", "spent", "returned")
fen = st.integers(1, 60_000).map(lambda number: Decimal(number).scaleb(-2))
either = st.sampled_from(["province", "county"])
some = st.integers(0, 20)


class Ledger(RuleBasedStateMachine):
    """The province's line of 1,000.00, what it hands down to the county, and one project with a contract."""

    world: ClassVar[dict[str, Any]] = {}

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        world = self.world
        self.makers = {"province": world["cast"].province, "county": world["cast"].county}
        self.line = make_budget(world["places"].fujian, world["plan"], amount=money("1000.00"))
        self.project = world["project"]
        plan_costs(self.project)
        BudgetLine.objects.filter(category="staff").update(amount=money("200.00"))
        self.staff = self.project.budget_lines.get(category="staff")
        self.contract = make_contract(self.project, amount=money("700.00"))
        self.tranches = plan_tranches(self.contract, (40, 60))
        # The model: (stage, line) → yuan, and the entries that may still be taken back.
        self.sums: dict[tuple[str, str], Decimal] = defaultdict(lambda: money(0))
        self.sums["amount", "province"] = money("1000.00")
        self.category = money(0)
        self.made: dict[str, list[tuple[Any, str]]] = defaultdict(list)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    # --- helpers ----------------------------------------------------------------------------

    def at(self, stage: str, line: str) -> Decimal:
        return self.sums[stage, line]

    def left(self, line: str) -> Decimal:
        return self.at("amount", line) - self.at("transferred", line) - self.at("allocated", line)

    def balance(self, line: str) -> Decimal:
        return self.at("paid", line) - self.at("spent", line) - self.at("returned", line)

    def row(self, line: str) -> Budget | None:
        return self.line if line == "province" else Budget.objects.filter(parent=self.line).first()

    def source(self, line: str) -> Source | None:
        return Source.objects.filter(project=self.project, budget=self.row(line)).first()

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

    # --- budget lines -----------------------------------------------------------------------

    @rule(change=fen, sign=st.sampled_from([1, -1]))
    def amend(self, change: Decimal, sign: int) -> None:
        change *= sign
        paper = {"document_number": "闽财社〔2018〕9号", "document_date": DAY, "reason": "调整"}
        allowed = self.left("province") + change >= 0 and self.at("amount", "province") + change > 0
        fields = {"change": change, "by": self.makers["province"], **paper}
        if self.act(allowed, actions.amend, budget_id=self.line.pk, **fields):
            self.sums["amount", "province"] += change

    @rule(amount=fen)
    def transfer(self, amount: Decimal) -> None:
        fields = {"budget_id": self.line.pk, "place_id": self.world["places"].own.pk, "day": DAY}
        by = self.makers["province"]
        allowed = amount <= self.left("province")
        if entry := self.act(allowed, actions.transfer, amount=amount, by=by, **fields):
            self.sums["transferred", "province"] += amount
            self.sums["amount", "county"] += amount
            self.made["transfer"].append((entry, "province"))

    @rule(number=some)
    def take_transfer_back(self, number: int) -> None:
        if not (found := self.pick("transfer", number)):
            return
        amount = found[0].amount
        fields = {"reason": "误下达", "by": self.makers["province"]}
        allowed = amount <= self.left("county")
        if self.act(allowed, actions.reverse_transfer, transfer_id=found[0].pk, **fields):
            self.sums["transferred", "province"] -= amount
            self.sums["amount", "county"] -= amount
        else:
            self.made["transfer"].append(found)

    # --- allocations ------------------------------------------------------------------------

    @rule(line=either, amount=fen)
    def allocate(self, line: str, amount: Decimal) -> None:
        if not (budget := self.row(line)):
            return
        fields = {"project_id": self.project.pk, "budget_id": budget.pk, "day": DAY}
        fields |= {"amount": amount, "by": self.makers[line]}
        if entry := self.act(amount <= self.left(line), actions.allocate, **fields):
            self.sums["allocated", line] += amount
            self.made["allocation"].append((entry, line))

    @rule(number=some)
    def take_allocation_back(self, number: int) -> None:
        if not (found := self.pick("allocation", number)):
            return
        entry, line = found
        allowed = self.at("allocated", line) - entry.amount >= self.at("contracted", line)
        fields = {"reason": "重复", "by": self.makers[line]}
        if self.act(allowed, actions.reverse_allocation, allocation_id=entry.pk, **fields):
            self.sums["allocated", line] -= entry.amount
        else:
            self.made["allocation"].append(found)

    @rule(line=either, amount=fen)
    def release(self, line: str, amount: Decimal) -> None:
        if not self.source(line):
            return
        fields = {"project_id": self.project.pk, "budget_id": self.row(line).pk, "day": DAY}
        fields |= {"amount": amount, "by": self.makers[line], "reason": "不再签约"}
        allowed = amount <= self.at("allocated", line) - self.at("contracted", line)
        if self.act(allowed, actions.release, **fields):
            self.sums["allocated", line] -= amount

    # --- the contract -----------------------------------------------------------------------

    @rule(line=either, amount=fen, sign=st.sampled_from([1, 1, -1]))
    def commit(self, line: str, amount: Decimal, sign: int) -> None:
        if not (source := self.source(line)):
            return
        part = amount * sign
        committed = self.at("contracted", "province") + self.at("contracted", "county")
        allowed = (
            part <= self.at("allocated", line) - self.at("contracted", line)
            and -part <= self.at("contracted", line) - self.at("paid", line)
            and committed + part <= money("700.00")
        )
        fields = {"contract_id": self.contract.pk, "parts": {source.pk: part}, "day": DAY}
        fields |= {"by": self.makers["county"], "reason": "调整"}
        if self.act(allowed, actions.commit, **fields):
            self.sums["contracted", line] += part

    # --- payments ---------------------------------------------------------------------------

    @rule(line=either)
    def propose(self, line: str) -> None:
        if not (source := self.source(line)):
            return
        fields = {"tranche_id": self.tranches[0].pk, "source_id": source.pk, "day": DAY}
        if entry := self.act(None, actions.propose, by=self.makers[line], **fields):
            assert money(0) < entry.amount <= self.at("contracted", line)
            self.made["proposal"].append((entry, line))

    @rule(number=some)
    def propose_reversal(self, number: int) -> None:
        if not (found := self.pick("payment", number)):
            return
        entry, line = found
        fields = {"reason": "账号有误", "by": self.makers[line]}
        back = self.act(True, actions.propose_reversal, disbursement_id=entry.pk, **fields)
        self.made["proposal"].append((back, line))

    @rule(number=some, approve=st.sampled_from([True, True, False]))
    def check(self, number: int, approve: bool) -> None:
        if not (found := self.pick("proposal", number)):
            return
        entry, line = found
        after = self.at("paid", line) + entry.amount
        used = self.at("spent", line) + self.at("returned", line)
        allowed = not approve or used <= after <= self.at("contracted", line)
        fields = {"disbursement_id": entry.pk, "approve": approve, "refusal": "材料不全"}
        assert self.act(False, actions.check, by=self.makers[line], **fields) is None
        checker = self.world["checkers"][line]
        if not self.act(allowed, actions.check, by=checker, **fields):
            self.made["proposal"].append(found)
        elif approve:
            self.sums["paid", line] += entry.amount
            if entry.reverses_id is None:
                self.made["payment"].append(found)
        elif entry.reverses_id:
            self.made["payment"].append((entry.reverses, line))

    @rule(number=some)
    def receive(self, number: int) -> None:
        if rows := self.made["payment"]:
            entry, _line = rows[number % len(rows)]
            by = self.world["cast"].agency
            self.act(True, actions.receive, disbursement_id=entry.pk, day=DAY, by=by)

    # --- what the agency does -----------------------------------------------------------------

    @rule(line=either, amount=fen)
    def spend(self, line: str, amount: Decimal) -> None:
        if not (source := self.source(line)):
            return
        fields = {"project_id": self.project.pk, "line_id": self.staff.pk, "source_id": source.pk}
        fields |= {
            "day": DAY,
            "voucher": "记-1",
            "purpose": "工资",
            "by": self.world["cast"].agency,
        }
        room = amount <= self.balance(line) and self.category + amount <= money("200.00")
        # Where the only payment was taken back nothing is left, so that the balance says it all.
        if entries := self.act(room, actions.spend, amount=amount, **fields):
            self.sums["spent", line] += amount
            self.category += amount
            self.made["expenditure"].append((entries[0], line))

    @rule(number=some)
    def take_expenditure_back(self, number: int) -> None:
        if found := self.pick("expenditure", number):
            entry, line = found
            fields = {"reason": "凭证有误", "by": self.world["cast"].agency}
            self.act(True, actions.reverse_expenditure, expenditure_id=entry.pk, **fields)
            self.sums["spent", line] -= entry.amount
            self.category -= entry.amount

    @rule(amount=st.none() | fen)
    def refund(self, amount: Decimal | None) -> None:
        left = self.balance("province") + self.balance("county")
        allowed = left > 0 and (amount is None or amount <= left)
        fields = {"project_id": self.project.pk, "day": DAY, "by": self.makers["county"]}
        entries = self.act(allowed, actions.refund, amount=amount, **fields)
        for entry in entries or ():
            line = self.line_of(entry.source_id)
            self.sums["returned", line] += entry.amount
            self.made["refund"].append((entry, line))
        if entries:
            assert sum(entry.amount for entry in entries) == (left if amount is None else amount)

    @rule(number=some)
    def take_refund_back(self, number: int) -> None:
        if found := self.pick("refund", number):
            entry, line = found
            fields = {"reason": "退错", "by": self.makers["county"]}
            self.act(True, actions.reverse_refund, refund_id=entry.pk, **fields)
            self.sums["returned", line] -= entry.amount

    # --- what holds after each step -----------------------------------------------------------

    @invariant()
    def totals_are_those_of_the_model(self) -> None:
        for line in ("province", "county"):
            if budget := self.row(line):
                budget.refresh_from_db()
                for name in ("amount", "transferred", "allocated"):
                    assert getattr(budget, name) == self.at(name, line), (line, name)
                assert budget.remaining >= 0
            if source := self.source(line):
                for name in STAGES:
                    assert getattr(source, name) == self.at(name, line), (line, name)
                assert 0 <= source.paid <= source.contracted <= source.allocated <= budget.amount
                assert source.balance >= 0
        both = ("province", "county")
        given = sum(self.at("allocated", line) for line in both)
        assert Project.objects.get(pk=self.project.pk).allocated == given
        bound = sum(self.at("contracted", line) for line in both)
        assert Contract.objects.get(pk=self.contract.pk).committed == bound
        assert BudgetLine.objects.get(pk=self.staff.pk).spent == self.category

    @invariant()
    def nothing_differs(self) -> None:
        assert reconcile().details == []


@pytest.mark.django_db
def test_entries_of_every_kind_in_any_order_keep_every_rule(cast, places, plan, project):
    checkers = {line: second_of(getattr(cast, line)) for line in ("province", "county")}
    Ledger.world = {"cast": cast, "places": places, "plan": plan, "project": project}
    Ledger.world["checkers"] = checkers
    run_state_machine_as_test(
        Ledger,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )

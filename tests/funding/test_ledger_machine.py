"""A machine that makes entries of every kind at random, beside a model of the ledger in plain Python.

After each step the running totals are what the model's own entries sum up to, the stages keep their
order, and the re-adding finds no difference. LEDGER_EXAMPLES asks for more than a few examples.
"""

import os
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule, run_state_machine_as_test

from projects.funding import actions
from projects.funding.actions import TrancheRow
from projects.pilots.actions.changes import ask_change, decide_change
from projects.pilots.changes import present
from projects.pilots.models import ChangeRequest
from tests.funding.ledger_books import CONTRACT, LINES, PLANNED, Books
from tests.funding.ledger_world import DAY, money, second_of

EXAMPLES = int(os.environ.get("LEDGER_EXAMPLES", "15"))
STEPS = 12  # few, since each example starts at some stage of the chain
fen = st.integers(1, 60_000).map(lambda number: Decimal(number).scaleb(-2))
either = st.sampled_from(LINES)
categories = st.sampled_from(list(PLANNED))
some = st.integers(0, 20)


class Ledger(Books):
    """Each rule does one thing to the ledger and to the model, as far as the model allows it."""

    @initialize(far=st.sampled_from([4, 3, 2, 1, 0]))
    def start(self, far: int) -> None:
        """Begins at any stage of the chain, so that a short walk reaches the end of it too."""
        if far > 0:
            self.transfer(money("500.00"))
            self.allocate("province", money("300.00"))
            self.allocate("county", money("250.01"))
        for line in LINES:
            if far > 1:
                self.commit(line, money("250.00"), 1)
            if far > 2:
                self.propose(line, 0, "0.00")
                self.check(0, True)
            if far > 3:
                self.spend(line, "staff", money("33.33"))

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

    @rule(line=either, amount=fen, sign=st.sampled_from([1, 1, -1]))
    def commit(self, line: str, amount: Decimal, sign: int) -> None:
        if not (source := self.source(line)):
            return
        part = amount * sign
        committed = self.at("contracted", "province") + self.at("contracted", "county")
        allowed = (
            part <= self.at("allocated", line) - self.at("contracted", line)
            and -part <= self.at("contracted", line) - self.at("paid", line)
            and committed + part <= CONTRACT
        )
        fields = {"contract_id": self.contract.pk, "parts": {source.pk: part}, "day": DAY}
        fields |= {"by": self.makers["county"], "reason": "调整"}
        if self.act(allowed, actions.commit, **fields):
            self.sums["contracted", line] += part

    @rule(cuts=st.lists(st.integers(1, 99), max_size=3, unique=True).map(sorted))
    def plan_tranches_anew(self, cuts: list[int]) -> None:
        percents = [after - before for before, after in pairwise([0, *cuts, 100])]
        last = len(percents)
        kept = percents[: last - 1], self.percents[:-1]  # the last of a plan is never paid here
        standing = {number for _line, number in self.standing}
        allowed = all(number <= last for number in self.used) and all(
            number < last and kept[0][number - 1] == kept[1][number - 1] for number in standing
        )
        rows = [
            TrancheRow(percent, "final" if number == last else "signing", self.contract.starts)
            for number, percent in enumerate(percents, 1)
        ]
        fields = {"contract_id": self.contract.pk, "rows": rows, "by": self.cast.county}
        if self.act(allowed, actions.save_plan, **fields):
            self.percents = percents

    @rule(line=either, number=some, deduction=st.sampled_from(["0.00", "0.00", "0.01", "9.99"]))
    def propose(self, line: str, number: int, deduction: str) -> None:
        if not (source := self.source(line)):
            return
        number = number % len(self.percents) + 1
        tranche = self.contract.tranche_plan.tranches.get(number=number)
        is_due = number < len(self.percents) and (line, number) not in self.standing
        possible = is_due and self.unproposed(line) > money(deduction)
        fields = {"tranche_id": tranche.pk, "source_id": source.pk, "day": DAY}
        fields |= {"deduction": money(deduction), "deduction_reason": "扣款"}
        # A small share of a small rest may be nothing, or not more than the deduction.
        allowed = None if possible else False
        if entry := self.act(allowed, actions.propose, by=self.makers[line], **fields):
            assert money(0) < entry.amount == entry.gross - money(deduction)
            assert entry.gross <= self.unproposed(line)
            self.standing[line, number] = entry.gross
            self.used.add(number)
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
            return
        if approve:
            self.sums["paid", line] += entry.amount
        if approve == (entry.reverses_id is None):
            self.made["payment"].append((entry.reverses or entry, line))
        else:  # what was refused or taken back leaves its tranche open again
            del self.standing[line, entry.tranche.number]

    @rule(number=some)
    def receive(self, number: int) -> None:
        if rows := self.made["payment"]:
            entry, _line = rows[number % len(rows)]
            by = self.cast.agency
            self.act(True, actions.receive, disbursement_id=entry.pk, day=DAY, by=by)

    @rule(line=either, category=categories, amount=fen)
    def spend(self, line: str, category: str, amount: Decimal) -> None:
        if not (source := self.source(line)):
            return
        planned = self.project.budget_lines.get(category=category)
        fields = {"project_id": self.project.pk, "line_id": planned.pk, "source_id": source.pk}
        fields |= {"day": DAY, "voucher": "记-1", "purpose": "工资", "by": self.cast.agency}
        # Where the only payment was taken back nothing is left, so that the balance says it all.
        room = min(self.balance(line), self.planned[category] - self.costs[category])
        if entries := self.act(amount <= room, actions.spend, amount=amount, **fields):
            self.sums["spent", line] += amount
            self.costs[category] += amount
            self.made["expenditure"].append((entries[0], line))

    @rule(number=some)
    def take_expenditure_back(self, number: int) -> None:
        if found := self.pick("expenditure", number):
            entry, line = found
            fields = {"reason": "凭证有误", "by": self.cast.agency}
            self.act(True, actions.reverse_expenditure, expenditure_id=entry.pk, **fields)
            self.sums["spent", line] -= entry.amount
            self.costs[entry.line.category] -= entry.amount

    @rule(source=categories, other=categories, amount=fen)
    def ask_for_a_budget_shift(self, source: str, other: str, amount: Decimal) -> None:
        if source == other or amount > self.planned[source]:
            return
        after = self.planned | {source: self.planned[source] - amount}
        after[other] += amount
        lines = {category: str(planned) for category, planned in after.items()}
        change = ChangeRequest(project=self.project, kind="budget", reason="调剂")
        change.before, change.after = present(self.project, "budget"), {"lines": lines}
        if self.act(self.change is None, ask_change, change=change, by=self.cast.agency):
            self.change = change, after

    @rule(approve=st.sampled_from([True, True, False]))
    def decide_the_budget_shift(self, approve: bool) -> None:
        if not self.change:
            return
        change, after = self.change
        moved = sum(max(after[one] - PLANNED[one], money(0)) for one in PLANNED)
        is_small = moved * 10 <= sum(PLANNED.values())  # 10 per cent of what was planned first
        assert change.decider == ("county" if is_small else self.project.level)
        allowed = not approve or all(self.costs[one] <= after[one] for one in PLANNED)
        fields = {"change_id": change.pk, "approve": approve, "reason": "同意"}
        if self.act(allowed, decide_change, by=getattr(self.cast, change.decider), **fields):
            self.change = None
            self.planned = after if approve else self.planned

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

    @rule(
        auditor=st.sampled_from(["", "福州某会计师事务所"]),
        opinion=st.sampled_from(["", "qualified"]),
    )
    def settle(self, auditor: str, opinion: str) -> None:
        fields = {"project_id": self.project.pk, "settled_on": DAY, "by": self.cast.county}
        allowed = bool(auditor) or not opinion
        if self.act(allowed, actions.settle, auditor=auditor, opinion=opinion, **fields):
            self.settled = self.stages()


@pytest.mark.django_db
def test_entries_of_every_kind_in_any_order_keep_every_rule(cast, places, plan, project):
    checkers = {line: second_of(getattr(cast, line)) for line in ("province", "county")}
    Ledger.world = {"cast": cast, "places": places, "plan": plan, "project": project}
    Ledger.world["checkers"] = checkers
    run_state_machine_as_test(
        Ledger,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )

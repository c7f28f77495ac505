"""Disbursements: proposed by one official of the place that holds the line, approved by another."""

from datetime import date
from decimal import Decimal
from enum import Enum
from random import Random

from projects.accounts.models import User
from projects.common.money import FEN, ZERO
from projects.common.sharing import in_proportion
from projects.demo.budgets import official_of
from projects.demo.days import day_after, office_time
from projects.demo.evaluations import Evaluated
from projects.demo.figures import ANXI
from projects.demo.ledger import Ledger, Purse
from projects.demo.people import People
from projects.evaluation.models import Evaluation
from projects.funding.models import Disbursement, Level, Source, Tranche

Milestone, Status = Tranche.Milestone, Disbursement.Status
POOR = Decimal(75)  # points of the mid-term evaluation below which something is deducted
DEDUCTED = Decimal("0.05")
# In 100 payments that were due: forgotten, awaiting the second official, not yet confirmed.
FORGOTTEN, WAITING, UNCONFIRMED = 7, 6, 4
TURNED_BACK, REVERSED = (7, 61), (11, 83)  # which of the payments
REFUSAL = "收款账号与合同不一致，请核对后重新提交。"
REASON = "收款账户信息有误，银行退回，冲销后重新拨付。"


class Outcome(Enum):
    """What became of a payment whose milestone was reached."""

    FORGOTTEN = "forgotten"
    WAITS = "waits"
    UNCONFIRMED = "unconfirmed"
    PAID = "paid"


OF_THE_SHOWN = {
    Level.PROVINCE: Outcome.WAITS,
    Level.CITY: Outcome.UNCONFIRMED,
    Level.COUNTY: Outcome.FORGOTTEN,
}


def pay(
    rng: Random, ledger: Ledger, purses: list[Purse], people: People, evaluated: Evaluated
) -> None:
    """Pays the tranches whose milestones were reached; some wait, and some were late."""
    maker = _Maker(rng, ledger, people, _points(evaluated))
    for purse in purses:
        for tranche in purse.tranches:
            maker.tranche(purse, tranche)


def _points(evaluated: Evaluated) -> dict[int, Decimal]:
    """What the mid-term evaluation of a project came to; who failed is not paid."""
    return {
        id(row.project): row.average
        for row in evaluated.rows[Evaluation]
        if row.kind == "midterm" and row.average is not None
    }


class _Maker:
    def __init__(
        self, rng: Random, ledger: Ledger, people: People, points: dict[int, Decimal]
    ) -> None:
        self._rng, self._ledger, self._people, self._points = rng, ledger, people, points
        self._count = 0
        self._anxi_waits = False

    def tranche(self, purse: Purse, tranche: Tranche) -> None:
        """Pays what every source bears of it, once its milestone was reached."""
        reached = self._reached(purse, tranche)
        if reached is None:
            return
        for source in purse.sources:
            outcome = self._outcome(purse, tranche, source)
            if outcome != Outcome.FORGOTTEN:
                self._pay(purse, tranche, source, day_after(self._rng, reached, 9, 34), outcome)

    def _outcome(self, purse: Purse, tranche: Tranche, source: Source) -> Outcome:
        """What became of it; each sign-in of the shown pilot finds something else to do."""
        chance = self._rng.randrange(100)
        if purse.pilot.shown and tranche.milestone == Milestone.MIDTERM:
            return OF_THE_SHOWN[Level(source.budget.level)]
        if self._is_second_of_anxi(purse, tranche, source):
            return Outcome.WAITS
        if purse.pilot.shown or purse.moved_on("close"):
            return Outcome.PAID  # a project with money to come is not closed
        if tranche.number > 1 and chance < FORGOTTEN:
            return Outcome.FORGOTTEN
        if chance < FORGOTTEN + WAITING and (tranche.number > 1 or chance < 2):
            return Outcome.WAITS
        return Outcome.UNCONFIRMED if chance >= 100 - UNCONFIRMED else Outcome.PAID

    def _is_second_of_anxi(self, purse: Purse, tranche: Tranche, source: Source) -> bool:
        """Of the first pilot of 安溪 that is not the shown one, one payment waits for the county."""
        if purse.pilot.county.code != ANXI or purse.pilot.shown or self._anxi_waits:
            return False
        self._anxi_waits = source.budget.holder == purse.pilot.county.place
        return self._anxi_waits

    def _reached(self, purse: Purse, tranche: Tranche) -> date | None:
        project = purse.pilot.project
        if tranche.milestone == Milestone.SIGNING:
            return purse.contract.signed_on
        if tranche.milestone == Milestone.START:
            return project.started_on
        if tranche.milestone == Milestone.MIDTERM:
            points = self._points.get(id(project))
            return project.midterm_on if points is not None and points >= 60 else None
        return purse.moved_on("pass_evaluation")

    def _pay(
        self, purse: Purse, tranche: Tranche, source: Source, day: date, outcome: Outcome
    ) -> None:
        self._count += 1
        stopped = purse.moved_on("suspend") or purse.moved_on("terminate")
        if stopped and day >= stopped:
            return
        entry = self._propose(purse, tranche, source, day)
        if outcome == Outcome.WAITS:
            return
        if self._count in TURNED_BACK:
            self._check(entry, Status.REFUSED)
            entry.refusal = REFUSAL
            entry = self._propose(purse, tranche, source, day_after(self._rng, day, 3, 6))
        self._approve(purse, entry)
        if self._count in REVERSED:
            again = day_after(self._rng, entry.day, 8, 12)
            self._reverse(purse, entry, day_after(self._rng, entry.day, 4, 7))
            entry = self._propose(purse, tranche, source, again)
            self._approve(purse, entry)
        if outcome == Outcome.PAID:
            entry.received_on = day_after(self._rng, entry.day, 1, 5)
            entry.received_by = self._people.staff(purse.pilot.project.agency)

    def _propose(self, purse: Purse, tranche: Tranche, source: Source, day: date) -> Disbursement:
        percents = [Decimal(one.percent) for one in purse.tranches]
        gross = in_proportion(source.contracted, percents)[tranche.number - 1]
        deduction, why = ZERO, ""
        points = self._points.get(id(purse.pilot.project))
        if tranche.milestone == Milestone.MIDTERM and points is not None and points < POOR:
            deduction = (gross * DEDUCTED).quantize(FEN)
            why = f"中期评估{points}分，按合同约定扣减本期5%。"
        entry = Disbursement(
            number=self._ledger.next_number(),
            source=source,
            tranche=tranche,
            gross=gross,
            deduction=deduction,
            deduction_reason=why,
            amount=gross - deduction,
            day=day,
            document_number=f"国库示例〔{day.year}〕{len(self._ledger.disbursements) + 1:04d}号",
            created_by=self._two(source)[0],
        )
        self._ledger.disbursements.append(entry)
        return entry

    def _two(self, source: Source) -> tuple[User, User]:
        """Who proposes and who approves: mostly the clerk of finance proposes."""
        head = official_of(self._people, source.budget.holder)
        clerk = self._people.second(self._rng, head)
        return (head, clerk) if self._rng.randrange(6) == 0 else (clerk, head)

    def _check(self, entry: Disbursement, status: str) -> None:
        head = official_of(self._people, entry.source.budget.holder)
        clerk = self._people.second(self._rng, head)
        entry.status = status
        entry.checked_by = clerk if entry.created_by is head else head
        entry.checked_at = office_time(self._rng, entry.day)

    def _approve(self, purse: Purse, entry: Disbursement) -> None:
        self._check(entry, Status.APPROVED)
        entry.source.paid += entry.amount
        purse.paid.append(entry)

    def _reverse(self, purse: Purse, entry: Disbursement, day: date) -> None:
        back = Disbursement(
            number=self._ledger.next_number(),
            source=entry.source,
            tranche=entry.tranche,
            gross=-entry.gross,
            deduction=-entry.deduction,
            deduction_reason=entry.deduction_reason,
            amount=-entry.amount,
            day=day,
            reverses=entry,
            reason=REASON,
            created_by=entry.created_by,
        )
        self._ledger.disbursements.append(back)
        self._approve(purse, back)
        entry.status = Status.REVERSED

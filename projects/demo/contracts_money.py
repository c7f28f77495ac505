"""How the contracts bind the sources, and in which tranches they are to be paid."""

from datetime import date, timedelta
from random import Random

from projects.common.roles import Role
from projects.demo.days import working_day
from projects.demo.ledger import Ledger, Purse
from projects.demo.people import People
from projects.funding.models import Commitment, Tranche, TranchePlan

Milestone = Tranche.Milestone
SIGNING, START = Milestone.SIGNING, Milestone.START
MIDTERM, FINAL = Milestone.MIDTERM, Milestone.FINAL
# (per cent, milestone) of each tranche, and how often in 100 a plan is taken.
PLANS: tuple[tuple[tuple[int, Milestone], ...], ...] = (
    ((50, SIGNING), (30, MIDTERM), (20, FINAL)),
    ((60, SIGNING), (40, FINAL)),
    ((40, START), (40, MIDTERM), (20, FINAL)),
)
OFTEN = (55, 20, 25)


def bind(rng: Random, ledger: Ledger, purses: list[Purse], people: People) -> None:
    """Each contract binds all that was allocated, on the day on which it was signed."""
    for purse in purses:
        official = people.official(Role.COUNTY, purse.pilot.county.place)
        contract = purse.contract
        for source in purse.sources:
            source.contracted = source.allocated
            ledger.commitments.append(
                Commitment(
                    number=ledger.next_number(),
                    contract=contract,
                    source=source,
                    amount=source.allocated,
                    day=contract.signed_on,
                    document_number=contract.number,
                    created_by=official,
                )
            )
        contract.committed = sum(source.contracted for source in purse.sources)
        plan = TranchePlan(contract=contract, percent=100, created_by=official)
        ledger.plans.append(plan)
        purse.tranches = _tranches(rng, purse, plan)
        ledger.tranches += purse.tranches


def free_what_ended(ledger: Ledger, purses: list[Purse], people: People) -> None:
    """What was not paid of a contract that was cut short is bound no longer."""
    for purse in purses:
        day = purse.moved_on("terminate")
        if not day:
            continue
        for source in purse.sources:
            left = source.contracted - source.paid
            if not left:
                continue
            source.contracted -= left
            purse.contract.committed -= left
            ledger.commitments.append(
                Commitment(
                    number=ledger.next_number(),
                    contract=purse.contract,
                    source=source,
                    amount=-left,
                    day=working_day(day + timedelta(days=14)),
                    document_number=purse.contract.number,
                    reason="合同已解除，未拨付部分不再拨付。",
                    created_by=people.official(Role.COUNTY, purse.pilot.county.place),
                )
            )


def _tranches(rng: Random, purse: Purse, plan: TranchePlan) -> list[Tranche]:
    (chosen,) = rng.choices(PLANS, OFTEN)
    if purse.pilot.shown:
        chosen = PLANS[0]
    return [
        Tranche(
            plan=plan,
            number=number,
            percent=percent,
            milestone=milestone,
            planned_on=_planned_on(purse, milestone),
        )
        for number, (percent, milestone) in enumerate(chosen, start=1)
    ]


def _planned_on(purse: Purse, milestone: str) -> date:
    """A few weeks after the day on which the milestone was expected when the contract was signed."""
    contract = purse.contract
    expected = {
        SIGNING: contract.signed_on + timedelta(days=20),
        START: contract.starts + timedelta(days=30),
        MIDTERM: contract.starts + (contract.ends - contract.starts) / 2 + timedelta(days=30),
        FINAL: contract.ends + timedelta(days=75),
    }
    return working_day(expected[Milestone(milestone)])

"""What agencies gave back of what they had not spent, when their pilots were over."""

from random import Random

from projects.common.money import ZERO
from projects.common.roles import Role
from projects.demo.days import day_after
from projects.demo.ledger import Ledger, Purse
from projects.demo.people import People
from projects.funding.models import Refund


def give_back(rng: Random, ledger: Ledger, purses: list[Purse], people: People) -> None:
    """The closed pilots gave back all that was left, but for the first; of those in settlement, one did."""
    closed = settling = 0
    for purse in purses:
        if purse.moved_on("close"):
            closed += 1
            gives_back = closed > 1
        else:
            settling += bool(purse.moved_on("pass_evaluation"))
            gives_back = settling == 1 and bool(purse.moved_on("pass_evaluation"))
        if gives_back:
            _refund(rng, ledger, purse, people)


def _refund(rng: Random, ledger: Ledger, purse: Purse, people: People) -> None:
    last = max([one.day for one in purse.paid] + purse.spent_on)
    day = day_after(rng, last, 2, 6)
    for source in purse.sources:
        left = source.balance
        if left == ZERO:
            continue
        source.returned += left
        ledger.refunds.append(
            Refund(
                number=ledger.next_number(),
                source=source,
                amount=left,
                day=day,
                document_number=f"缴款示例〔{day.year}〕{len(ledger.refunds) + 1:03d}号",
                created_by=people.official(Role.COUNTY, purse.pilot.county.place),
            )
        )

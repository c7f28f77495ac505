"""Bank statements of some places that pay: most of their payments, and what nobody knows yet."""

from collections import Counter
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random

from projects.demo.budgets import official_of
from projects.demo.days import CHINA, working_day
from projects.demo.figures import ANXI, QUANZHOU
from projects.demo.ledger import Ledger
from projects.demo.people import People
from projects.funding.models import BankLine, Disbursement
from projects.places.models import Place

# The places whose statements were imported, by the digits of their codes.
IMPORTED = ("35", QUANZHOU, ANXI, "350582", "350981")
# Of each statement: one payment that is not on it yet, one matched by hand, one line of something else.
NOT_YET, BY_HAND = 5, 3
ELSE = (Decimal("12600.00"), "街道社工站", "社工站运营补助")


def make_statements(rng: Random, ledger: Ledger, people: People) -> None:
    """A line for each payment, in the order of the days; numbers as a bank gives them."""
    wanted = {stem.ljust(12, "0") for stem in IMPORTED}
    seen: Counter[str] = Counter()
    for paid in sorted(ledger.disbursements, key=lambda entry: entry.day):
        holder = paid.source.budget.holder
        if holder.code not in wanted or not paid.is_counted or paid.amount < 0:
            continue
        seen[holder.code] += 1
        if seen[holder.code] != NOT_YET:
            ledger.bank_lines.append(_line(rng, paid, holder, seen[holder.code], people))
        if seen[holder.code] == 2:
            ledger.bank_lines.append(_something_else(rng, holder, paid.day, people))


def _line(rng: Random, paid: Disbursement, holder: Place, number: int, people: People) -> BankLine:
    """The bank's day is the day of payment or the next; ``reference`` is known once it is saved."""
    by_hand = number == BY_HAND
    official = official_of(people, holder)
    day = working_day(paid.day + timedelta(days=rng.choice((0, 0, 0, 1))))
    return BankLine(
        holder=holder,
        day=day,
        amount=paid.amount,
        payee=paid.source.project.agency.name,
        bank_number=_bank_number(rng, day),
        remark="三社联动试点项目资金" if by_hand else f"{paid.document_number} 项目资金",
        disbursement=paid,
        matched_by=official if by_hand else None,
        matched_at=_noon(day + timedelta(days=3)),
        is_matched_by_hand=by_hand,
        created_by=official,
    )


def _something_else(rng: Random, holder: Place, day: date, people: People) -> BankLine:
    amount, payee, remark = ELSE
    return BankLine(
        holder=holder,
        day=working_day(day + timedelta(days=2)),
        amount=amount,
        payee=payee,
        bank_number=_bank_number(rng, day),
        remark=remark,
        created_by=official_of(people, holder),
    )


def _bank_number(rng: Random, day: date) -> str:
    return f"{day:%Y%m%d}{rng.randrange(10**10):010d}"


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), CHINA)

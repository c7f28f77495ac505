"""20,890,000.00 yuan over the pilots: who pays for which, from which budget, down to the fen."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from projects.common.money import FEN, ZERO
from projects.common.roles import Role
from projects.common.sharing import largest_remainder
from projects.demo.days import day_between, working_day
from projects.demo.figures import MONEY
from projects.demo.people import People
from projects.demo.projects import Pilot
from projects.funding.models import Allocation, Budget, Level, Source
from projects.pilots.models import ActionPlan
from projects.places.models import Place

# Fen in the smallest amount that is shared out (100 yuan), as offices allocate round sums.
STEP = 10_000
LAST_DAY = date(2018, 12, 14)

# pilot level: {level that pays: (how often in 100, usual weight)}
PAYERS = {
    "province": {"province": (100, 90), "city": (35, 30), "county": (50, 30)},
    "city": {"province": (20, 25), "city": (100, 85), "county": (55, 35)},
    "county": {"province": (12, 25), "city": (20, 25), "county": (100, 75)},
}
LOTTERY_IN_100 = {"province": 45, "city": 40, "county": 30}
OFFICES = {"province": "闽", "city": "市", "county": "县"}


@dataclass
class Payment:
    """One level's share of one project."""

    pilot: Pilot
    level: str
    place: Place
    nature: str
    weight: int


@dataclass
class Funds:
    """Budgets by (code of the place, level, nature), and what was allocated from them."""

    budgets: dict[tuple[str, str, str], Budget] = field(default_factory=dict)
    allocations: list[Allocation] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)


def make_funds(rng: Random, plan: ActionPlan, pilots: list[Pilot], people: People) -> Funds:
    """Shares the published sum over the payments; the counters are the sums of what they count."""
    payments = [payment for pilot in pilots for payment in _payments(rng, plan, pilot)]
    total, rest = divmod(int(MONEY * 100), STEP)
    parts = [part * STEP for part in largest_remainder(total, [pay.weight for pay in payments])]
    parts[0] += rest
    funds = Funds()
    entries = []
    for payment, fen in zip(payments, parts, strict=True):
        amount = Decimal(fen).scaleb(-2)
        budget = _budget(rng, funds, plan, payment, people)
        budget.allocated += amount
        payment.pilot.project.allocated += amount
        entries.append((_day(rng, payment.pilot), payment, budget, amount))
    entries.sort(key=lambda entry: entry[0])
    for number, (day, payment, budget, amount) in enumerate(entries, start=1):
        funds.allocations.append(
            Allocation(
                number=f"demo-{number:06d}",  # its real number is made of its id
                project=payment.pilot.project,
                budget=budget,
                amount=amount,
                day=day,
                document_number=budget.document_number,
                created_by=budget.created_by,
            )
        )
        funds.sources.append(Source(project=payment.pilot.project, budget=budget, allocated=amount))
    for budget in funds.budgets.values():
        budget.amount = _with_something_left(rng, budget.allocated)
    return funds


def _payments(rng: Random, plan: ActionPlan, pilot: Pilot) -> list[Payment]:
    """The levels that pay for a project: its own, and often another; 平潭 has no city to pay."""
    county = pilot.county
    places = {"province": plan.place, "county": county.place}
    if county.city is not county.place:
        places["city"] = county.city
    payments = []
    for level, (how_often, weight) in PAYERS[pilot.project.level].items():
        if level in places and (pilot.shown or rng.randrange(100) < how_often):
            lottery = rng.randrange(100) < LOTTERY_IN_100[level]
            nature = Budget.Nature.LOTTERY if lottery else Budget.Nature.GENERAL
            exact = weight * rng.randint(70, 140)
            payments.append(Payment(pilot, level, places[level], nature, exact))
    return payments


def _budget(
    rng: Random, funds: Funds, plan: ActionPlan, payment: Payment, people: People
) -> Budget:
    key = (payment.place.code, payment.level, payment.nature)
    if key not in funds.budgets:
        kind = "福彩" if payment.nature == Budget.Nature.LOTTERY else "财社"
        number = f"{OFFICES[payment.level]}{kind}示例〔2018〕{len(funds.budgets) + 1}号"
        funds.budgets[key] = Budget(
            plan=plan,
            place=payment.place,
            holder=payment.place,
            level=Level(payment.level),
            year=2018,
            nature=payment.nature,
            document_number=number,
            document_date=working_day(day_between(rng, date(2018, 2, 26), date(2018, 3, 30))),
            amount=ZERO,
            allocated=ZERO,
            created_by=people.official(Role(payment.level), payment.place),
        )
    return funds.budgets[key]


def _day(rng: Random, pilot: Pilot) -> date:
    approved_on = pilot.project.approved_on
    assert approved_on is not None  # noqa: S101 (only approved projects get money)
    return working_day(day_between(rng, approved_on + timedelta(days=7), LAST_DAY))


def _with_something_left(rng: Random, allocated: Decimal) -> Decimal:
    """A round budget (万元) in which some money is left for trying out an allocation."""
    in_wan = int(allocated // 10_000) + rng.randint(3, 12)
    return Decimal(in_wan * 10_000).quantize(FEN)

"""20,890,000.00 yuan over the pilots: who pays for which, from which budget, down to the fen."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from random import Random

from projects.common.service_fields import ServiceField
from projects.common.sharing import largest_remainder
from projects.demo.budgets import Lines, official_of, way_down
from projects.demo.days import day_between, working_day
from projects.demo.figures import MONEY
from projects.demo.people import People
from projects.demo.projects import Pilot
from projects.funding.models import Allocation, Amendment, Budget, Source, Transfer
from projects.pilots.models import ActionPlan
from projects.places.models import Place

# Fen in the smallest amount that is shared out (100 yuan), as offices allocate round sums.
STEP = 10_000

# pilot level: {level that pays: (how often in 100, usual weight)}
PAYERS = {
    "province": {"province": (100, 90), "city": (35, 30), "county": (50, 30)},
    "city": {"province": (20, 25), "city": (100, 85), "county": (55, 35)},
    "county": {"province": (12, 25), "city": (20, 25), "county": (100, 75)},
}
LOTTERY_IN_100 = {"province": 45, "city": 40, "county": 30}
# 扶老、助残、救孤、济困: what the rule of the province lets the lottery support.
LOTTERY_FIELDS = (
    *(ServiceField.ELDERS, ServiceField.DISABILITY, ServiceField.CHILDREN),
    *(ServiceField.WOMEN, ServiceField.ASSISTANCE),
)


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
    """Budget lines, what was handed down and allocated from them, and the sources that this makes."""

    budgets: list[Budget] = field(default_factory=list)
    transfers: list[Transfer] = field(default_factory=list)
    amendments: list[Amendment] = field(default_factory=list)
    allocations: list[Allocation] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)


def make_funds(rng: Random, plan: ActionPlan, pilots: list[Pilot], people: People) -> Funds:
    """Shares the published sum over the payments; the counters are the sums of what they count."""
    payments = [payment for pilot in pilots for payment in _payments(rng, plan, pilot)]
    total, rest = divmod(int(MONEY * 100), STEP)
    parts = [part * STEP for part in largest_remainder(total, [pay.weight for pay in payments])]
    parts[0] += rest
    lines = Lines(rng, plan, people)
    entries = []
    for payment, fen in zip(payments, parts, strict=True):
        amount = Decimal(fen).scaleb(-2)
        county, pilot = payment.pilot.county, payment.pilot
        way = way_down(payment.level, payment.nature, county.city, county.place, shown=pilot.shown)
        budget = lines.line(payment.place, payment.level, payment.nature, way)
        budget.allocated += amount
        pilot.project.allocated += amount
        entries.append((_day(rng, pilot), payment, budget, amount))
    lines.fill()
    funds = Funds(list(lines.budgets.values()), lines.transfers, lines.amendments)
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
                created_by=official_of(people, budget.holder),
            )
        )
        funds.sources.append(Source(project=payment.pilot.project, budget=budget, allocated=amount))
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
            lottery = lottery and pilot.project.field in LOTTERY_FIELDS
            nature = Budget.Nature.LOTTERY if lottery else Budget.Nature.GENERAL
            exact = weight * rng.randint(70, 140)
            payments.append(Payment(pilot, level, places[level], nature, exact))
    return payments


def _day(rng: Random, pilot: Pilot) -> date:
    """Between the approval and the contract, which is about the money that is there."""
    approved_on, signed_on = pilot.project.approved_on, pilot.timetable.signed_on
    assert approved_on  # noqa: S101 (only approved projects get money)
    assert signed_on  # noqa: S101
    return min(working_day(day_between(rng, approved_on, signed_on)), signed_on)

"""About 3,000 services that the running pilots delivered."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from projects.delivery.models import ServiceRecord
from projects.demo.days import day_between
from projects.demo.figures import SERVICES
from projects.demo.people import People
from projects.demo.projects import Pilot
from projects.demo.sharing import share_with_minimum
from projects.demo.texts import SERVICES as METHODS
from projects.workers.models import SocialWorker

FIRST_DAY = date(2018, 5, 2)
IN_2018 = 0.78


@dataclass
class Delivered:
    """Service records in the order of their days, and who assisted at each."""

    records: list[ServiceRecord] = field(default_factory=list)
    assistants: list[tuple[ServiceRecord, SocialWorker]] = field(default_factory=list)


def make_services(rng: Random, pilots: list[Pilot], people: People) -> Delivered:
    """Every running pilot delivered at least five services, some six times as many."""
    weights = [20 if pilot.shown else rng.randint(2, 12) for pilot in pilots]
    shares = share_with_minimum(SERVICES, weights, minimum=5)
    made: list[tuple[ServiceRecord, Pilot]] = []
    for pilot, count in zip(pilots, shares, strict=True):
        groups: Counter[int] = Counter()
        days = sorted(_day(rng, pilot) for _number in range(count))
        made += [(_record(rng, pilot, day, groups, people), pilot) for day in days]
    made.sort(key=lambda pair: (pair[0].date, pair[0].project.number))
    delivered = Delivered()
    for number, (record, pilot) in enumerate(made, start=1):
        record.number = f"demo-{number:06d}"  # its real number is made of its id
        delivered.records.append(record)
        team = [entry.worker for entry in pilot.assignments]
        at_work = rng.sample(team, min(len(team), 1 if record.attendances < 20 else 2))
        record.lead = at_work[0]
        delivered.assistants += [(record, worker) for worker in at_work[1:]]
    return delivered


def _day(rng: Random, pilot: Pilot) -> date:
    project = pilot.project
    assert project.started_on is not None  # noqa: S101
    first = max(FIRST_DAY, project.started_on)
    if rng.random() < IN_2018:
        return day_between(rng, first, date(2018, 12, 29))
    last = pilot.timetable.worked_until or project.ends - timedelta(days=1)
    return day_between(rng, date(2019, 1, 3), last)


def _record(
    rng: Random, pilot: Pilot, day: date, groups: Counter[int], people: People
) -> ServiceRecord:
    methods = list(METHODS)
    (method,) = rng.choices(methods, [METHODS[name][0] for name in methods])
    _weight, fewest, most, shortest, longest, notes = METHODS[method]
    site = rng.choice(pilot.sites)
    if method == "group":
        groups[site.place_id] += 1
    return ServiceRecord(
        project=pilot.project,
        method=method,
        date=day,
        hours=Decimal(rng.randint(shortest, longest)) / 2,
        place=site.place,
        county_code=pilot.county.place.code,
        attendances=rng.randint(fewest, most),
        note=rng.choice(notes).format(n=(groups[site.place_id] - 1) % 8 + 1),
        created_by=people.staff(pilot.project.agency),
    )

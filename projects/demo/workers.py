"""35,000 made-up professionals, of whom 13,512 hold a certificate.

They have no ID number and no phone: numbers that look real might be somebody's.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from projects.common.roles import Role
from projects.demo.agencies import Office
from projects.demo.days import day_between
from projects.demo.divisions import County, Divisions
from projects.demo.figures import AS_OF, CERTIFIED, PROFESSIONALS
from projects.demo.names import person_name
from projects.demo.people import People
from projects.demo.sharing import share_with_minimum
from projects.workers.actions import three_years_from
from projects.workers.models import Certificate, Registration, SocialWorker

# A certificate is as old as its examination in June (days about right); the senior one came in 2019.
EXAMINATIONS = {
    2008: date(2008, 6, 29),
    2009: date(2009, 6, 14),
    2010: date(2010, 6, 13),
    2011: date(2011, 6, 12),
    2012: date(2012, 6, 17),
    2013: date(2013, 6, 16),
    2014: date(2014, 6, 15),
    2015: date(2015, 6, 14),
    2016: date(2016, 6, 19),
    2017: date(2017, 6, 18),
    2018: date(2018, 6, 10),
}
YEAR_WEIGHTS = [2, 2, 3, 4, 5, 7, 9, 11, 14, 18, 25]
LEVELS = [Certificate.Level.ASSISTANT] * 4 + [Certificate.Level.SOCIAL_WORKER]
PILOT_STAFF, OTHER_STAFF = (16, 26), (3, 12)
REGISTERED = 0.85  # of the certified; the others let it pass
RENEWED = 0.9
SURELY_CERTIFIED = 8  # of the staff of an agency that takes pilots


@dataclass
class Workforce:
    """The professionals, their certificates, and each agency's staff by credit code."""

    workers: list[SocialWorker] = field(default_factory=list)
    certificates: list[Certificate] = field(default_factory=list)
    registrations: list[Registration] = field(default_factory=list)
    staff: dict[str, list[SocialWorker]] = field(default_factory=dict)
    certified_before_2018: set[int] = field(default_factory=set)  # id() of the worker


def make_workforce(
    rng: Random, divisions: Divisions, offices: list[Office], people: People
) -> Workforce:
    """Staff of agencies first, then staff of communities, spread by the number of communities."""
    force = Workforce()
    surely: list[SocialWorker] = []
    for office in offices:
        count = rng.randint(*(PILOT_STAFF if office.pilots else OTHER_STAFF))
        first = 2009 if office.agency.registered_on.year < 2012 else 2013
        team = [_worker(rng, office.county, people, first) for _number in range(count)]
        for worker in team:
            worker.agency = office.agency
            worker.since = max(worker.since, office.agency.registered_on)
        force.staff[office.agency.credit_code] = team
        force.workers += team
        surely += team[: SURELY_CERTIFIED if office.pilots else 1]
    weights = [county.count("urban") * 3 + county.count("rural") for county in divisions.counties]
    shares = share_with_minimum(PROFESSIONALS - len(force.workers), weights, minimum=60)
    for county, share in zip(divisions.counties, shares, strict=True):
        force.workers += [_worker(rng, county, people, 2005) for _number in range(share)]
    _certify(rng, force, surely)
    return force


def _worker(rng: Random, county: County, people: People, first_year: int) -> SocialWorker:
    return SocialWorker(
        name=person_name(rng),
        place=county.place,
        since=day_between(rng, date(first_year, 1, 4), date(2018, 11, 30)),
        created_by=people.official(Role.COUNTY, county.place),
    )


def _certify(rng: Random, force: Workforce, surely: list[SocialWorker]) -> None:
    sure = {id(worker) for worker in surely}
    others = [worker for worker in force.workers if id(worker) not in sure]
    chosen = {id(worker) for worker in rng.sample(others, CERTIFIED - len(surely))} | sure
    years = list(EXAMINATIONS)
    for worker in force.workers:
        if id(worker) not in chosen:
            continue
        (year,) = rng.choices(years, YEAR_WEIGHTS)
        if id(worker) in sure:
            # They lead pilots that start in 2018 and were on the staff before.
            year = min(year, 2017)
            worker.since = min(worker.since, date(2018, 1, 2))
            force.certified_before_2018.add(id(worker))
        force.certificates.append(
            Certificate(
                worker=worker,
                level=rng.choice(LEVELS),
                number=f"SL{year}35{len(force.certificates) + 1:07d}",  # SL: 示例
                issued_on=EXAMINATIONS[year],
            )
        )
        if id(worker) in sure or rng.random() < REGISTERED:
            force.registrations += _registrations(rng, worker, EXAMINATIONS[year])
    assert max(EXAMINATIONS.values()) <= AS_OF  # noqa: S101 (a later one would not be counted)


def _registrations(rng: Random, worker: SocialWorker, issued_on: date) -> list[Registration]:
    """The first within a year of passing, then renewals up to 2018; one in ten is missed."""
    starts_on, rows = issued_on + timedelta(days=rng.randint(60, 170)), []
    while starts_on <= AS_OF:
        ends_on = three_years_from(starts_on)
        rows.append(
            Registration(
                worker=worker, starts_on=starts_on, ends_on=ends_on, created_by=worker.created_by
            )
        )
        if rng.random() > RENEWED:
            break
        starts_on = ends_on + timedelta(days=1)
    return rows

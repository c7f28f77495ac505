"""324 made-up agencies over the counties; some are registered with a city or the province."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from projects.agencies.models import Agency
from projects.common.roles import Role
from projects.demo.credit_codes import credit_code
from projects.demo.days import day_between, working_day
from projects.demo.divisions import County, Divisions
from projects.demo.figures import AGENCIES, AS_OF, GULOU
from projects.demo.names import agency_name, person_name
from projects.demo.people import People
from projects.demo.sharing import share_with_minimum
from projects.places.models import Place

OF_THE_PROVINCE = 6
OF_A_CITY = 4  # in each of the nine cities
OLD_ENOUGH = date(2017, 6, 30)  # to be entrusted with a pilot of 2018
GRADES = ["1A", "2A", "3A", "3A", "3A", "4A", "4A", "5A"]


@dataclass
class Office:
    """An agency and the county in which its office lies; ``pilots``: whether it may execute one."""

    agency: Agency
    county: County
    pilots: bool


def make_agencies(rng: Random, divisions: Divisions, people: People) -> list[Office]:
    """The agencies in the order of their offices' counties; each county has two that take pilots."""
    weights = [county.count("urban") for county in divisions.counties]
    outside = OF_THE_PROVINCE + OF_A_CITY * len(divisions.cities)
    shares = share_with_minimum(AGENCIES - outside, weights, minimum=2)
    registrars: dict[str, list[tuple[Place, str]]] = defaultdict(list)
    gulou = divisions.county(GULOU)
    registrars[gulou.code] += [(divisions.province, Role.PROVINCE)] * OF_THE_PROVINCE
    for city in divisions.cities:
        inside = divisions.counties_of(city)
        for _number in range(OF_A_CITY):
            registrars[rng.choice(inside).code].append((city, Role.CITY))
    offices: list[Office] = []
    taken: set[str] = set()
    for county, share in zip(divisions.counties, shares, strict=True):
        own = [(county.place, Role.COUNTY)] * share
        for number, (place, role) in enumerate(own + registrars[county.code]):
            agency = _agency(rng, place, len(offices) + 1, taken, old=number < 2)
            agency.created_by = people.official(role, place)
            offices.append(Office(agency, county, pilots=number < 2))
    return offices


def _agency(rng: Random, place: Place, serial: int, taken: set[str], *, old: bool) -> Agency:
    first, last = date(2009, 3, 1), OLD_ENOUGH if old else AS_OF - timedelta(days=14)
    registered_on = working_day(day_between(rng, first if old else date(2012, 3, 1), last))
    # An agency is assessed after two years at the earliest, and four in ten never were.
    graded = registered_on < date(2016, 1, 1) and rng.random() < 0.6
    graded_from = max(registered_on + timedelta(days=730), date(2014, 1, 6))
    company = rng.random() < 0.04
    return Agency(
        name=agency_name(rng, place.name, taken),
        credit_code=credit_code("91" if company else "52", place.code[:6], serial),
        place=place,
        authority=f"{place.name}{'市场监督管理局' if company else '民政局'}".replace(
            "省民政局", "省民政厅"
        ),
        legal_representative=person_name(rng),
        registered_on=registered_on,
        grade=rng.choice(GRADES) if graded else "",
        graded_on=working_day(day_between(rng, graded_from, date(2018, 11, 30)))
        if graded
        else None,
    )

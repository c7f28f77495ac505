"""How the made-up agencies stand: yearly inspections, fields of work, service areas, party branches."""

from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

from projects.agencies.models import Agency, AgencyField, FactChange, Inspection
from projects.common.service_fields import ServiceField
from projects.demo.agencies import Office
from projects.demo.days import day_between, working_day
from projects.demo.names import person_name
from projects.demo.people import People
from projects.demo.workers import Workforce

INSPECTED = (2015, 2016, 2017)
RESULTS = ("pass", "basic", "fail", "not_taken")
CHANCES = (90, 7, 1, 2)
CHANGES = 0.1  # of the agencies that take pilots ask for one


@dataclass
class Standing:
    """The rows that hang on the agencies."""

    inspections: list[Inspection]
    fields: list[AgencyField]
    areas: list[Any]  # rows of the table behind Agency.service_area
    changes: list[FactChange]


def make_standing(rng: Random, offices: list[Office], force: Workforce, people: People) -> Standing:
    """Inspections of each full year since registration; who may take pilots passed them all."""
    found = Standing([], [], [], [])
    for office in offices:
        agency = office.agency
        agency.staff_count = len(force.staff[agency.credit_code]) + rng.randint(2, 8)
        agency.party_branch = rng.choices(("none", "own", "joint"), (3, 4, 3))[0]
        for year in INSPECTED:
            if agency.registered_on.year <= year:
                found.inspections.append(_inspection(rng, agency, year, trusted=office.pilots))
        for field in rng.sample(ServiceField.values, rng.randint(1, 4)):
            found.fields.append(AgencyField(agency=agency, field=field))
        found.areas.append(Agency.service_area.through(agency=agency, place=office.county.place))
        if office.pilots and rng.random() < CHANGES:
            found.changes.append(_change(rng, agency, people))
    return found


def _change(rng: Random, agency: Agency, people: People) -> FactChange:
    """A new legal representative, whom the registering authority has not confirmed yet."""
    facts = {"legal_representative": [agency.legal_representative, person_name(rng)]}
    return FactChange(agency=agency, facts=facts, created_by=people.staff(agency))


def _inspection(rng: Random, agency: Agency, year: int, *, trusted: bool) -> Inspection:
    result = "pass" if trusted else rng.choices(RESULTS, CHANCES)[0]
    decided_on = working_day(day_between(rng, date(year + 1, 4, 2), date(year + 1, 6, 29)))
    return Inspection(
        agency=agency,
        year=year,
        result=result,
        decided_on=decided_on,
        created_by=agency.created_by,
    )

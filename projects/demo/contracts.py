"""The way of the pilots from approval to start: public notices, objections, purchase rules, contracts."""

import uuid
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from random import Random
from typing import Any

from projects.common.roles import Role
from projects.demo.days import day_between, office_time
from projects.demo.figures import QUANZHOU
from projects.demo.names import person_name
from projects.demo.people import People
from projects.demo.projects import Pilot
from projects.pilots.models import (
    Contract,
    Objection,
    Project,
    PublicNotice,
    PurchaseMethod,
    PurchaseRule,
)
from projects.pilots.models.notice import LONGEST, SHORTEST
from projects.pilots.noticetext import compose
from projects.pilots.workdays import nth_working_day, working_days
from projects.places.models import Place

# place code (4 digits, 2 for the province), year, direct commission below, open tender from, document
RULES = (
    ("35", 2018, "300000", "2000000", "闽财购〔2017〕31号"),
    ("35", 2019, "500000", "2000000", "闽财购〔2018〕28号"),
    (QUANZHOU, 2018, "200000", "1000000", "泉财采〔2018〕2号"),
)
# what was objected to, how it was answered
OBJECTIONS = (
    (
        "实施地点未包含本村，希望说明村居选取的依据。",
        "经核实，实施地点按需求调研结果确定，已向来电人说明，并将其所在村列入下一批需求摸排。",
    ),
    (
        "承接机构在本县设立不足两年，是否具备承接能力？",
        "经查，该机构年检合格，持证社工人数符合要求，已书面答复，来电人表示理解。",
    ),
    (
        "公示中服务对象人数与村里掌握的不一致。",
        "经与社区核对，人数为需求调研时点的摸底数，已补充说明口径，不影响立项。",
    ),
)
AREAS = {
    "3501": "0591",
    "3502": "0592",
    "3503": "0594",
    "3504": "0598",
    "3505": "0595",
    "3506": "0596",
    "3507": "0599",
    "3508": "0597",
    "3509": "0593",
}
METHODS = (
    PurchaseMethod.CONSULTATION,
    PurchaseMethod.NEGOTIATION,
    PurchaseMethod.INQUIRY,
    PurchaseMethod.CONSULTATION,
)


@dataclass
class Papers:
    """What was published and signed. ``received`` is when each objection came in."""

    rules: list[PurchaseRule] = field(default_factory=list)
    notices: list[PublicNotice] = field(default_factory=list)
    objections: list[Objection] = field(default_factory=list)
    received: list[datetime] = field(default_factory=list)
    contracts: list[Contract] = field(default_factory=list)
    communities: list[tuple[Contract, Place]] = field(default_factory=list)


def make_papers(rng: Random, pilots: list[Pilot], province: Place, people: People) -> Papers:
    """The papers of ``pilots``, whose money is known: each contract is about what was planned."""
    papers = Papers(rules=_rules(pilots, province, people))
    numbers: Counter[str] = Counter()
    for pilot in pilots:
        if pilot.timetable.notice:
            papers.notices.append(_notice(pilot, *pilot.timetable.notice))
        if pilot.timetable.signed_on:
            contract = _contract(rng, pilot, pilot.timetable.signed_on, papers.rules, numbers)
            papers.contracts.append(contract)
            papers.communities += [(contract, site.place) for site in pilot.sites]
    for notice, texts in zip(rng.sample(papers.notices, len(OBJECTIONS)), OBJECTIONS, strict=True):
        objection, received = _objection(rng, notice, *texts)
        papers.objections.append(objection)
        papers.received.append(received)
    return papers


def _rules(pilots: list[Pilot], province: Place, people: People) -> list[PurchaseRule]:
    cities = {pilot.county.city.code: pilot.county.city for pilot in pilots}
    rules = []
    for stem, year, direct, tender, document in RULES:
        code = stem.ljust(12, "0")
        place = province if code == province.code else cities[code]
        role = Role.PROVINCE if place is province else Role.CITY
        rules.append(
            PurchaseRule(
                place=place,
                year=year,
                direct_below=Decimal(direct),
                tender_from=Decimal(tender),
                document=document,
                created_by=people.official(role, place),
            )
        )
    return rules


def _notice(pilot: Pilot, starts: date, ends: date) -> PublicNotice:
    """The notice of the days in the timetable, which knows no make-up days: cut to 7 working days."""
    by = next(move.by for move in pilot.moves if move.name == "announce")
    days = min(max(working_days(starts, ends), SHORTEST), LONGEST)
    sites = [site.place for site in pilot.sites]
    return PublicNotice(
        project=pilot.project,
        starts=starts,
        ends=nth_working_day(starts, days),
        text=compose(pilot.project, sites, pilot.project.allocated),
        authority=_civil_affairs(by.place),
        phone=_phone(by.place),
        created_by=by,
    )


def _civil_affairs(place: Any) -> str:
    return f"{place}民政{'厅' if place.level == Place.Level.PROVINCE else '局'}"


def _phone(place: Any) -> str:
    """An office phone that rings nowhere: no number of a town begins with 1."""
    return f"{AREAS.get(place.code[:4], '0591')}-1{int(place.code[2:6]):07d}"


def _objection(
    rng: Random, notice: PublicNotice, text: str, answer: str
) -> tuple[Objection, datetime]:
    day = day_between(rng, notice.starts, notice.ends)
    objection = Objection(
        notice=notice,
        receipt=f"YY-{day:%Y%m%d}-{rng.randrange(10**6):06d}",
        submission_key=uuid.UUID(int=rng.getrandbits(128)),
        name=person_name(rng),
        phone="13800000000",
        text=text,
        outcome=Objection.Outcome.NOT_UPHELD,
        answer=answer,
        handled_on=notice.ends,
        handled_by=notice.created_by,
    )
    return objection, office_time(rng, day)


def _contract(
    rng: Random,
    pilot: Pilot,
    signed_on: date,
    rules: list[PurchaseRule],
    numbers: Counter[str],
) -> Contract:
    project = pilot.project
    place = pilot.county.place
    if project.level == Project.Level.CITY and rng.random() < 0.3:
        place = pilot.county.city  # a city buys some of its pilots itself
    numbers[place.code] += 1
    by = next(move.by for move in pilot.moves if move.name == "start")
    return Contract(
        project=project,
        number=f"{str(place).rstrip('市县区')}民购〔{signed_on.year}〕{numbers[place.code]:03d}号",
        purchaser=_civil_affairs(place),
        place=place,
        agency=project.agency,
        method=_method(rng, project, place, rules),
        amount=project.allocated,
        signed_on=signed_on,
        starts=project.starts,
        ends=project.ends,
        created_by=by,
    )


def _method(
    rng: Random, project: Project, place: Place, rules: list[PurchaseRule]
) -> PurchaseMethod:
    """A method that the rule of the nearest place above allows; small contracts are often direct."""
    of_year = [rule for rule in rules if rule.year == 2018]
    above = [rule for rule in of_year if place.code.startswith(rule.place.stem)]
    rule = max(above, key=lambda rule: len(rule.place.stem))
    if project.allocated >= rule.tender_from:
        return PurchaseMethod.OPEN_TENDER
    if project.allocated < rule.direct_below and rng.random() < 0.4:
        return PurchaseMethod.DIRECT
    return rng.choice(METHODS)

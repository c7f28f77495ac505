"""Made-up pairings with Ningxia and exchange with Taiwan that add up to the published figures.

Published are 10 pairings in 10 places, 21 batches, 50-odd person-trips (53 here), and 15 candidates of
2018 with a mean age of 40, the oldest 63. The helped agencies, days and other exchanges are invented.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from django.db import models

from projects.agencies.models import Agency
from projects.demo.agencies import Office
from projects.demo.days import day_between, working_day
from projects.demo.divisions import Divisions
from projects.demo.figures import PINGTAN
from projects.demo.people import People
from projects.demo.workers import Workforce
from projects.partnerships.models import Dispatch, DispatchMember, Exchange, Pairing

EXAMPLE = "示例数据"
PROGRAMME, PROVINCE = "牵手计划", "宁夏回族自治区"
# The ten places that are helped: city and county.
HELPED = (
    *("银川市永宁县", "银川市贺兰县", "石嘴山市平罗县", "吴忠市红寺堡区", "吴忠市盐池县"),
    *("吴忠市同心县", "固原市西吉县", "固原市隆德县", "固原市泾源县", "中卫市海原县"),
)
BATCHES = (3, *[2] * 9)  # 21, those of the sign-in first
TRIPS = (*[2, 3] * 10, 3)  # 53
SINCE, LAST = date(2017, 11, 6), date(2018, 12, 7)
PURPOSES = (
    *("督导带教与机构内部管理辅导", "农村留守儿童社会工作服务示范", "社区为老服务方案共同设计"),
    *("贫困群体个案管理实务培训", "社会工作者职业水平考试考前辅导"),
)
OUTPUTS = ("完成培训四场", "共同完成个案三例", "形成服务方案一份", "协助建立督导制度")
AGES = (24, 27, 29, 31, 33, 35, 37, 39, 41, 43, 45, 47, 51, 55, 63)
EXAMINATION = date(2018, 6, 9)
UNIVERSITY, SOCIETY = "台湾某大学社会工作学系", "台湾某社会工作师公会"


@dataclass
class Partnering:
    """The rows of the room, in the order in which they are saved."""

    pairings: list[Pairing] = field(default_factory=list)
    dispatches: list[Dispatch] = field(default_factory=list)
    members: list[DispatchMember] = field(default_factory=list)
    exchanges: list[Exchange] = field(default_factory=list)

    @property
    def rows(self) -> dict[type[models.Model], list[Any]]:
        return {
            Pairing: self.pairings,
            Dispatch: self.dispatches,
            DispatchMember: self.members,
            Exchange: self.exchanges,
        }


def make_partnerships(
    rng: Random, divisions: Divisions, offices: list[Office], force: Workforce, people: People
) -> Partnering:
    """Ten agencies of ten counties, first that of the sign-in, pair with ten of Ningxia.

    Made last of all: whom it asks for among the staff of agencies shifts nobody else's name.
    """
    made = Partnering()
    for helper, place, batches in zip(_helpers(rng, offices, people), HELPED, BATCHES, strict=True):
        pairing = Pairing(
            helper=helper,
            helped_name=f"{place.partition('市')[2]}同心圆社会工作服务中心（{EXAMPLE}）",
            helped_province=PROVINCE,
            helped_place=place,
            programme=PROGRAMME,
            phase="第一批",
            since=SINCE,
            own_funds=True,
            note=EXAMPLE,
            created_by=people.province,
        )
        made.pairings.append(pairing)
        for number in range(1, batches + 1):
            _send(rng, made, pairing, number, force, people)
    _exchange(rng, made, divisions, people)
    return made


def _helpers(rng: Random, offices: list[Office], people: People) -> list[Agency]:
    bound_to = {user.username: user.agency for user in people.users if user.agency}
    signs_in = bound_to["demo-agency"]
    counties: dict[str, Agency] = {}
    for office in offices:
        if office.pilots and office.county.place != signs_in.place:
            counties.setdefault(office.county.code, office.agency)
    return [signs_in, *rng.sample(list(counties.values()), len(HELPED) - 1)]


def _send(
    rng: Random, made: Partnering, pairing: Pairing, number: int, force: Workforce, people: People
) -> None:
    """One batch of the pairing: each in its part of the time, two or three of the staff, or so."""
    part = (LAST - SINCE) / BATCHES[len(made.pairings) - 1]
    starts = working_day(day_between(rng, SINCE + part * (number - 1), SINCE + part * number))
    length = rng.randint(8, 24)
    dispatch = Dispatch(
        pairing=pairing,
        number=number,
        place=f"{PROVINCE}{pairing.helped_place}",
        starts=starts,
        ends=starts + timedelta(days=length - 1),
        purpose=rng.choice(PURPOSES),
        output=f"{rng.choice(OUTPUTS)}（{EXAMPLE}）",
        created_by=people.staff(pairing.helper),
    )
    staff = force.staff[pairing.helper.credit_code]
    there = [worker for worker in staff if worker.since <= starts]
    for worker in rng.sample(there, TRIPS[len(made.dispatches)]):
        made.members.append(DispatchMember(dispatch=dispatch, worker=worker, days=length * 5 // 7))
    made.dispatches.append(dispatch)


def _exchange(rng: Random, made: Partnering, divisions: Divisions, people: People) -> None:
    places = [divisions.province, *divisions.cities, divisions.county(PINGTAN).place]

    def add(kind: Exchange.Kind, on: date, **fields: Any) -> None:
        place = rng.choice(places)
        made.exchanges.append(
            Exchange(
                kind=kind, on=on, place=place, note=EXAMPLE, created_by=people.province, **fields
            )
        )

    def some_day() -> date:
        return working_day(day_between(rng, date(2018, 1, 8), LAST))

    kinds = Exchange.Kind
    for people_there in (12, 15, 18, 20):
        add(kinds.VISIT_OUT, some_day(), counterpart=SOCIETY, count=people_there)
    for subject in ("老年社会工作", "督导制度", "学校社会工作", "社区营造", "灾害社会工作"):
        add(kinds.EXPERT_IN, some_day(), counterpart=UNIVERSITY, people=f"讲授{subject}")
    for name in ("榕台", "两岸同心", "岚台"):
        add(kinds.AGENCY, some_day(), people=f"{name}社会工作服务中心（{EXAMPLE}）", count=2)
    for interns in (2, 3, 4):
        add(kinds.INTERN, some_day(), counterpart=UNIVERSITY, count=interns)
    for number, age in enumerate(AGES):
        add(kinds.CANDIDATE, EXAMINATION, exam_year=2018, age=age, passed=number % 5 in (1, 3))

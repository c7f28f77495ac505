"""Cases and groups, made of the interviews and sessions that are delivered anyway."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from random import Random

from stdnum.cn import ric

from projects.common.encryption import keyed_hash
from projects.delivery.models import (
    Attendance,
    Beneficiary,
    CaseFile,
    GroupMember,
    Person,
    ServiceGroup,
    ServiceRecord,
)
from projects.demo.names import person_name
from projects.demo.projects import Pilot
from projects.needs.models import Need
from projects.pilots.models import Project

INTERVIEWS = 5  # of one case, at most
SESSIONS = 8  # of one group, as the notes number them
MOST_MEMBERS = 5  # known by name; fewer than come to any session
CAME_AGAIN = 0.85
WITH_NUMBER = 0.65
NO_REGION = "990000"
LAST_ELDERS = 1958  # whoever was born later was under 60 in 2018
INTAKES = (
    "独居，子女在外务工，希望有人说说话",
    "腿脚不便，就医和买药有困难",
    "与家人关系紧张，情绪低落",
)
ASSESSMENTS = (
    "支持网络薄弱，有自理能力，愿意接受服务",
    "医疗资源不足，邻里关系良好",
    "家庭沟通不畅",
)
PLANS = (
    "每两周探访一次，链接卫生院上门随访",
    "协助申请救助，组织邻里结对",
    "家庭会谈，学习沟通方法",
)
SUMMARIES = ("目标基本达成，由村（社区）志愿者继续探访", "已转入常规随访，本人表示满意")
GOALS = "组员相互认识、相互支持，形成固定的互助关系"
GROUP_NAMES = {"growth": "成长小组", "support": "互助小组"}


@dataclass
class Work:
    """Cases and groups with their people; the records that belong to them name them already."""

    people: list[Person] = field(default_factory=list)
    register: list[Beneficiary] = field(default_factory=list)
    cases: list[CaseFile] = field(default_factory=list)
    groups: list[ServiceGroup] = field(default_factory=list)
    members: list[GroupMember] = field(default_factory=list)
    attended: list[Attendance] = field(default_factory=list)


def make_work(rng: Random, pilots: list[Pilot], records: list[ServiceRecord]) -> Work:
    """Interviews at one site make cases, sessions at one site make groups; single ones stay alone."""
    work = Work()
    for pilot in pilots:
        mine = [record for record in records if record.project is pilot.project]
        for interviews in _runs(mine, "case", INTERVIEWS):
            _add_case(rng, work, pilot, interviews)
        for number, sessions in enumerate(_runs(mine, "group", SESSIONS), start=1):
            _add_group(rng, work, pilot, sessions, number)
    return work


def _runs(records: list[ServiceRecord], method: str, most: int) -> Iterator[list[ServiceRecord]]:
    """The services of ``method`` at each site in the order of their days, ``most`` at a time."""
    at: dict[int, list[ServiceRecord]] = defaultdict(list)
    for record in records:
        if record.method == method:
            at[record.place_id].append(record)
    for rows in at.values():
        for start in range(0, len(rows), most):
            if len(run := rows[start : start + most]) > 1:
                yield run


def _ended(pilot: Pilot, run: list[ServiceRecord], whole: bool) -> date | None:
    """The day of the last service where it was the last that was planned, or the project is over."""
    over = whole or pilot.project.status != Project.Status.RUNNING
    return run[-1].date if over else None


def _add_person(rng: Random, work: Work, pilot: Pilot, record: ServiceRecord) -> Beneficiary:
    """Somebody of the site; two in three with an ID number."""
    name = person_name(rng)
    sex = rng.choice(Beneficiary.Sex.values)
    born_on = date(rng.randint(1935, 1975), rng.randint(1, 12), rng.randint(1, 28))
    number = _id_number(born_on, sex, len(work.register)) if rng.random() < WITH_NUMBER else ""
    elder = born_on.year <= LAST_ELDERS
    group = Need.TargetGroup.LEFT_ELDERS if elder else Need.TargetGroup.DIFFICULTY
    person = Person(id_hash=keyed_hash(number) or None)
    entry = Beneficiary(
        number=f"demo-{len(work.register):06d}",  # its real number is made of its id
        person=person,
        agency=pilot.project.agency,
        place=record.place,
        name=name,
        id_number=number,
        sex=sex,
        born_on=born_on,
        groups=[group],
        consent_on=record.date,
        created_by=record.created_by,
    )
    work.people.append(person)
    work.register.append(entry)
    return entry


def _id_number(born_on: date, sex: str, nth: int) -> str:
    """A number that passes its check and is nobody's: there is no region 99."""
    order = nth % 500 * 2 + (sex == Beneficiary.Sex.MALE)
    digits = f"{NO_REGION}{born_on:%Y%m%d}{order:03d}"
    return digits + ric.calc_check_digit(f"{digits}0")


def _add_case(rng: Random, work: Work, pilot: Pilot, interviews: list[ServiceRecord]) -> None:
    first = interviews[0]
    day = _ended(pilot, interviews, len(interviews) == INTERVIEWS)
    case = CaseFile(
        number=f"demo-{len(work.cases):06d}",
        project=pilot.project,
        beneficiary=_add_person(rng, work, pilot, first),
        worker=first.lead,
        field=pilot.project.field,
        opened_on=first.date,
        consent_on=first.date,
        intake=rng.choice(INTAKES),
        assessment=rng.choice(ASSESSMENTS),
        plan=rng.choice(PLANS),
        created_by=first.created_by,
    )
    if day:
        case.status, case.closed_on = CaseFile.Status.CLOSED, day
        case.closing, case.result = CaseFile.Closing.ACHIEVED, rng.choice(("better", "somewhat"))
        case.summary = rng.choice(SUMMARIES)
    work.cases.append(case)
    for record in interviews:
        record.case = case
        work.attended.append(Attendance(record=record, beneficiary=case.beneficiary))


def _add_group(
    rng: Random, work: Work, pilot: Pilot, sessions: list[ServiceRecord], number: int
) -> None:
    first = sessions[0]
    kind = rng.choice((ServiceGroup.Kind.GROWTH, ServiceGroup.Kind.SUPPORT))
    ended = _ended(pilot, sessions, len(sessions) == SESSIONS)
    group = ServiceGroup(
        number=f"demo-{len(work.groups):06d}",
        project=pilot.project,
        name=f"{first.place.name}{GROUP_NAMES[kind]}第{number}期",
        kind=kind,
        field=pilot.project.field,
        worker=first.lead,
        goals=GOALS,
        planned_sessions=SESSIONS,
        opened_on=first.date,
        closed_on=ended,
        evaluation="组员结成对子，约定每月聚会" if ended else "",
        created_by=first.created_by,
    )
    work.groups.append(group)
    for session, record in enumerate(sessions, start=1):
        record.group, record.session = group, session
    for _number in range(rng.randint(3, MOST_MEMBERS)):
        somebody = _add_person(rng, work, pilot, first)
        work.members.append(GroupMember(group=group, beneficiary=somebody, joined_on=first.date))
        work.attended += [
            Attendance(record=record, beneficiary=somebody)
            for record in sessions
            if record is first or rng.random() < CAME_AGAIN
        ]

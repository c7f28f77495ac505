"""Where the demo's needs come from, how urgent they are, and what was decided about some of them."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from projects.accounts.models import User
from projects.common.identifiers import SIGNS
from projects.common.roles import Role
from projects.demo.days import next_working_day, office_time
from projects.demo.divisions import Divisions
from projects.demo.figures import ANXI
from projects.demo.people import People
from projects.needs.models import Decision, Need, ResidentReport
from projects.needs.triage import MOVES
from projects.places.models import Place

RECEIPT = "DEMO-"  # no true receipt holds an O, so that these can be told apart and taken out

# source, of ten needs how many, how the description begins
SOURCES = (
    (Need.Source.VISIT, 5, "入户走访了解到"),
    (Need.Source.SURVEY, 2, "问卷调查显示"),
    (Need.Source.MEETING, 2, "居民会议上提出"),
    (Need.Source.HOTLINE, 1, "热线来电反映"),
)
URGENCIES = {Need.Urgency.NORMAL: 14, Need.Urgency.URGENT: 5, Need.Urgency.CRITICAL: 1}
ALSO = {Need.TargetGroup.LEFT_ELDERS: Need.TargetGroup.DIFFICULTY}
VERIFIED = 12  # of the needs that wait for a project

# What residents wrote themselves: title, field, group, people, words, whether a contact was left
REPORTS = (
    (
        "活动中心晚上不开门，老人没地方去",
        "elders",
        Need.TargetGroup.LEFT_ELDERS,
        30,
        "白天要带孩子，晚上想去坐坐，门总是锁着。",
        True,
    ),
    (
        "放学后孩子没人管作业",
        "children",
        Need.TargetGroup.LEFT_CHILDREN,
        25,
        "家里老人不识字，希望放学后有人看着写作业。",
        False,
    ),
    (
        "楼道里几位老人出门不便，想有人帮忙买药",
        "elders",
        Need.TargetGroup.DIFFICULTY,
        8,
        "没有电梯，腿脚不好，下楼一趟很难。",
        True,
    ),
)
NAMES = ("林", "陈")
DOUBLE = "同一件事，已登记过。"
NOT_OURS = "路灯维修由镇里市政负责，已转告，不属于社会工作服务。"


@dataclass
class Triaged:
    """Reports of residents with the needs that they tell of, and the decisions about needs."""

    needs: list[Need] = field(default_factory=list)
    reports: list[ResidentReport] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)


def make_triage(
    rng: Random,
    divisions: Divisions,
    people: People,
    needs: list[Need],
    open_needs: list[Need],
    clerk: User,
) -> Triaged:
    """Gives every need its source and urgency, and decides about some; the clerk finds reports to read."""
    for need in needs + open_needs:
        _describe(rng, need)
    made = Triaged()
    for need in open_needs[::3][:VERIFIED]:
        _decide(rng, made, need, "verify", need.created_by)
    community = open_needs[0].place
    for number, words in enumerate(REPORTS):
        _report(rng, made, community, number, *words)
    stays = open_needs[0]
    double = _told(
        stays.place, stays.title, stays.field, stays.target_groups, 20, stays.reported_on
    )
    double.created_by, double.merged_into = clerk, stays
    _decide(rng, made, double, "merge", clerk, DOUBLE, into=stays)
    lamp = _told(
        community,
        "村口路灯坏了，夜里看不清路",
        "community",
        [Need.TargetGroup.RESIDENTS],
        60,
        date(2018, 11, 12),
    )
    lamp.created_by = clerk
    official = people.official(Role.COUNTY, divisions.county(ANXI).place)
    _decide(rng, made, lamp, "decline", official, NOT_OURS)
    made.needs += [double, lamp]
    return made


def _describe(rng: Random, need: Need) -> None:
    source, _weight, begins = rng.choices(SOURCES, [weight for _s, weight, _b in SOURCES])[0]
    need.source = source
    need.description = need.description.replace(SOURCES[0][2], begins, 1)
    need.urgency = rng.choices(list(URGENCIES), list(URGENCIES.values()))[0]
    if rng.random() < 0.7:
        need.households_affected = max(1, need.people_affected * rng.randint(3, 7) // 10)
    also = ALSO.get(Need.TargetGroup(need.target_groups[0]))
    if also and rng.random() < 0.4:
        need.target_groups = [*need.target_groups, also]


def _told(
    place: Place, title: str, service_field: str, groups: list, people: int, day: date
) -> Need:
    return Need(
        place=place,
        title=title,
        field=service_field,
        target_groups=groups,
        people_affected=people,
        description=f"{title}。",
        reported_on=day,
        source=Need.Source.RESIDENT,
    )


def _report(
    rng: Random,
    made: Triaged,
    community: Place,
    number: int,
    title: str,
    service_field: str,
    group: str,
    people: int,
    words: str,
    with_contact: bool,
) -> None:
    day = date(2018, 12, 3) + timedelta(days=5 * number)
    need = _told(community, title, service_field, [group], people, day)
    need.status, need.description = Need.Status.REPORTED, words
    groups = ["".join(rng.choice(SIGNS) for _sign in range(4)) for _group in range(2)]
    made.needs.append(need)
    made.reports.append(
        ResidentReport(
            need=need,
            receipt=RECEIPT + "-".join(groups),
            contact_name=f"{rng.choice(NAMES)}女士" if with_contact else "",
            contact_phone=f"1380000{rng.randint(0, 9999):04d}" if with_contact else "",
        )
    )


def _decide(
    rng: Random,
    made: Triaged,
    need: Need,
    name: str,
    by: User | None,
    reason: str = "",
    into: Need | None = None,
) -> None:
    """As the action does it."""
    rule = MOVES[name]
    made.decisions.append(
        Decision(
            need=need,
            name=name,
            from_status=need.status,
            to_status=rule.to,
            by=by,
            at=office_time(rng, next_working_day(need.reported_on)),
            reason=reason,
            into=into,
        )
    )
    need.status, need.decision_reason = rule.to, reason
    need.version += 1

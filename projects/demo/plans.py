"""The quotas of the plan, the departments on projects, and what the projects are measured by."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from projects.common.sharing import largest_remainder
from projects.demo.divisions import Divisions
from projects.demo.figures import PILOTS, RURAL_PILOTS
from projects.demo.people import People
from projects.demo.projects import Pilot
from projects.needs.models import Need
from projects.pilots.models import (
    ActionPlan,
    Indicator,
    IndicatorValue,
    PartnerDepartment,
    Partnership,
    Project,
    Quota,
)
from projects.pilots.models.indicator import PARTS

QUARTERS = (date(2018, 9, 30), date(2018, 12, 31), date(2019, 3, 31))
Unit, Direction, Dimension = Indicator.Unit, Indicator.Direction, Indicator.Dimension
# name, unit, direction, baseline, target as share of the people to be served (or as it is), breakdown
MEASURES = (
    ("建立服务档案的居民", Unit.PEOPLE, Direction.UP, 0, Decimal("0.9"), Dimension.SEX),
    ("结对帮扶的困难对象", Unit.PEOPLE, Direction.UP, 0, Decimal("0.3"), Dimension.AGE),
    ("参加活动的人次", Unit.ATTENDANCES, Direction.UP, 0, Decimal(6), Dimension.NONE),
    ("培育的志愿者", Unit.PEOPLE, Direction.UP, 4, Decimal("0.2"), Dimension.SETTING),
    ("居民满意率", Unit.PERCENT, Direction.UP, 60, None, Dimension.NONE),
    ("无人照看的重点对象", Unit.PEOPLE, Direction.DOWN, None, Decimal("0.05"), Dimension.NONE),
)
# Field of service: short names of departments, what one contributes, which unit
PARTNERS = {
    Need.Field.CHILDREN: (
        ("共青团", "选派青年志愿者，提供活动场地"),
        ("教育", "协调学校，介绍学生情况"),
    ),
    Need.Field.ELDERS: (("卫健", "安排家庭医生签约和健康讲座"), ("民政", "衔接养老服务补贴")),
    Need.Field.WOMEN: (("妇联", "提供妇女之家场地，转介个案"),),
    Need.Field.DISABILITY: (("残联", "提供康复资源和辅具评估"),),
    Need.Field.CORRECTION: (("司法", "移交矫正对象名单，参加帮教"),),
    Need.Field.HEALTH: (("卫健", "安排精神科医生每月坐诊"),),
}
OTHERS = (("民政", "衔接社会救助政策，共享对象信息"),)
OFFICES = {
    "共青团": "团委",
    "教育": "教育局",
    "卫健": "卫生健康局",
    "司法": "司法局",
    "民政": "民政局",
}


@dataclass
class Planned:
    """Rows to be saved after the projects."""

    quotas: list[Quota]
    partnerships: list[Partnership] = field(default_factory=list)
    indicators: list[Indicator] = field(default_factory=list)
    values: list[IndicatorValue] = field(default_factory=list)


def make_planned(
    rng: Random, plan: ActionPlan, divisions: Divisions, running: list[Pilot], people: People
) -> Planned:
    """Quotas that add up to 132 by level and by city; departments on every third project; indicators."""
    planned = Planned(_quotas(plan, divisions))
    known = {one.short_name: one for one in PartnerDepartment.objects.offered()}
    for number, pilot in enumerate(running):
        if number % 3 == 0 or pilot.shown:
            planned.partnerships += _partnerships(pilot, known)
        _measure(rng, pilot, people, planned)
    return planned


def _quotas(plan: ActionPlan, divisions: Divisions) -> list[Quota]:
    """By level as published; by city in proportion to its counties, so that some stay open."""
    quotas = [Quota(plan=plan, level=level, number=number) for level, number in PILOTS.items()]
    quotas.append(Quota(plan=plan, rural=True, number=RURAL_PILOTS))
    cities = {county.city.pk: county.city for county in divisions.counties}
    weights = [len(divisions.counties_of(city)) for city in cities.values()]
    shares = largest_remainder(sum(PILOTS.values()), weights)
    return quotas + [
        Quota(plan=plan, place=city, number=share)
        for city, share in zip(cities.values(), shares, strict=True)
    ]


def _partnerships(pilot: Pilot, known: dict[str, PartnerDepartment]) -> list[Partnership]:
    project = pilot.project
    chosen = PARTNERS.get(Need.Field(project.field), OTHERS)
    county = pilot.county.place.name
    return [
        Partnership(
            project=project,
            department=known[name],
            contribution=contribution,
            contact_unit=f"{county}{OFFICES.get(name, name)}",
            since=project.approved_on or project.starts,
        )
        for name, contribution in chosen
        if name in known
    ]


def _measure(rng: Random, pilot: Pilot, people: People, planned: Planned) -> None:
    project = pilot.project
    staff = people.staff(project.agency)
    for choice in sorted(rng.sample(range(len(MEASURES)), rng.randint(2, 4))):
        name, unit, direction, baseline, share, dimension = MEASURES[choice]
        indicator = Indicator(
            project=project,
            name=name,
            unit=unit,
            direction=direction,
            baseline=_start(rng, project, baseline),
            target=Decimal(90) if share is None else _people(project, share),
            dimension=dimension,
            created_by=project.created_by,
        )
        if indicator.direction == Direction.DOWN and indicator.target >= indicator.baseline:
            continue
        if indicator.direction == Direction.UP and indicator.target <= indicator.baseline:
            continue
        planned.indicators.append(indicator)
        pace = Decimal(rng.choice((70, 85, 95, 100, 100, 105, 110))) / 100
        for day in _days_of_values(project):
            if project.started_on and day > project.started_on + timedelta(days=20):
                value = _value(rng, project, indicator, day, pace)
                value.created_by = staff
                planned.values.append(value)


def _days_of_values(project: Project) -> list[date]:
    """The ends of quarters, and the end of a project that has been finished."""
    return sorted({*QUARTERS, *([project.ends] if project.finished_on else [])})


def _start(rng: Random, project: Project, baseline: int | None) -> Decimal:
    """The baseline; those left without care at the start are a part of the people to be served."""
    return Decimal(baseline) if baseline is not None else _people(project, Decimal("0.4"))


def _people(project: Project, share: Decimal) -> Decimal:
    return Decimal(round(project.target_people * share))


def _value(
    rng: Random, project: Project, indicator: Indicator, day: date, pace: Decimal
) -> IndicatorValue:
    """A value near the straight way from baseline to target, faster or slower by ``pace``."""
    starts = project.started_on or project.starts
    elapsed = min(Decimal((day - starts).days) / (project.ends - starts).days, Decimal(1))
    way = (indicator.target - indicator.baseline) * elapsed * pace
    actual = Decimal(round(indicator.baseline + way))
    return IndicatorValue(
        indicator=indicator,
        as_of=day,
        actual=actual,
        parts=_parts(rng, indicator, int(actual)),
        source="居民满意度问卷" if indicator.unit == Unit.PERCENT else "服务台账和签到表",
    )


def _parts(rng: Random, indicator: Indicator, actual: int) -> dict[str, str]:
    """A breakdown that adds up: some number to each group, nobody not known."""
    keys = [key for key, _label in PARTS[indicator.dimension]][:-1]
    if not keys:
        return {}
    shares = largest_remainder(actual, [rng.randint(20, 60) for _key in keys])
    return {key: str(share) for key, share in zip(keys, shares, strict=True)}

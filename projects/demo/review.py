"""The months of services, submitted by the agencies and checked by the counties, and the service rules."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from random import Random
from typing import Any

from projects.accounts.models import User
from projects.common.roles import Role
from projects.delivery.models import MonthMove, MonthReport, ServiceRecord, ServiceRule
from projects.delivery.models.month import first_of
from projects.delivery.rules.months import due_day, last_day_of, months_of
from projects.demo.days import day_after, office_time
from projects.demo.divisions import Divisions
from projects.demo.figures import ANXI
from projects.demo.people import People
from projects.demo.projects import Pilot

Status = MonthReport.Status
# How far the last months of the pilot of the sign-ins came: its agency and its county have work left.
SHOWN = (Status.RETURNED, Status.SUBMITTED, Status.OPEN)
WAITING = 0.2  # of the other pilots whose work is not over: their last month awaits its check
BACK_ONCE = 0.04  # of the confirmed months were returned first
COMMENTS = (
    "有一次服务的小时数与签到表不一致，请核对后重新提交。",
    "活动人次偏高，请补充签到表。",
    "有一次服务未写明协助的社工，请核对。",
)
NOTHING_DONE = (
    "本月集中走访需求、制定计划，未开展服务。",
    "本月服务对象外出较多，服务改在下月开展。",
)
SUSPENDED = "项目暂停期间，未开展服务。"


@dataclass
class Review:
    """Months with their steps, and the rules of a province and a county."""

    rules: list[ServiceRule] = field(default_factory=list)
    months: list[MonthReport] = field(default_factory=list)
    moves: list[MonthMove] = field(default_factory=list)

    @property
    def rows(self) -> list[Any]:
        return [*self.rules, *self.months, *self.moves]


def make_review(
    rng: Random,
    divisions: Divisions,
    pilots: list[Pilot],
    records: list[ServiceRecord],
    people: People,
) -> Review:
    """Every month of every pilot; what each of them frozen says is what its records add up to."""
    review = Review(_rules(divisions, people))
    done: dict[tuple[str, date], list[ServiceRecord]] = defaultdict(list)
    for record in records:
        done[record.project.number, first_of(record.date)].append(record)
    for pilot in pilots:
        months = months_of(pilot.project, date.max)
        for month, status in zip(months, _statuses(rng, pilot, len(months)), strict=True):
            report = MonthReport(project=pilot.project, month=month, due=due_day(month))
            review.months.append(report)
            if status != Status.OPEN:
                _submit(rng, report, done[pilot.project.number, month])
                _walk(rng, review, report, status, people)
    return review


def _rules(divisions: Divisions, people: People) -> list[ServiceRule]:
    """安溪 only warns of days outside a project: its sign-ins try things out years later."""
    county = divisions.county(ANXI).place
    warn, refuse = ServiceRule.Answer.WARN, ServiceRule.Answer.REFUSE
    return [
        ServiceRule(
            place=divisions.province, off_site=warn, most_hours=10, created_by=people.province
        ),
        ServiceRule(
            place=county,
            overlap=refuse,
            off_site=warn,
            off_dates=warn,
            created_by=people.official(Role.COUNTY, county),
        ),
    ]


def _statuses(rng: Random, pilot: Pilot, count: int) -> list[str]:
    if pilot.shown:
        last: tuple[str, ...] = SHOWN
    else:
        waits = pilot.project.status == "running" and rng.random() < WAITING
        last = (Status.SUBMITTED if waits else Status.CONFIRMED,)
    return [*[Status.CONFIRMED] * (count - len(last)), *last]


def _submit(rng: Random, report: MonthReport, records: list[ServiceRecord]) -> None:
    by_method: dict[str, list[Any]] = {}
    for record in records:
        total = by_method.setdefault(record.method, [0, 0, Decimal(0)])
        total[0] += 1
        total[1] += record.attendances
        total[2] += record.hours
    figures = list(by_method.values())
    report.by_method = by_method
    report.records = sum(one[0] for one in figures)
    report.attendances = sum(one[1] for one in figures)
    report.hours = sum((one[2] for one in figures), Decimal(0))
    if not records:
        paused = report.project.suspended_on
        report.explanation = (
            SUSPENDED if paused and paused < report.last else rng.choice(NOTHING_DONE)
        )


def _walk(rng: Random, review: Review, report: MonthReport, status: str, people: People) -> None:
    """The steps to ``status``, each some working days after the one before."""
    agency = people.staff(report.project.agency)
    county = people.official(Role.COUNTY, report.project.place)
    steps: list[tuple[str, User, str]] = [(Status.SUBMITTED, agency, report.explanation)]
    if status == Status.RETURNED or (status == Status.CONFIRMED and rng.random() < BACK_ONCE):
        steps.append((Status.RETURNED, county, rng.choice(COMMENTS)))
    if status == Status.CONFIRMED:
        steps += [*steps[:1] * (len(steps) - 1), (Status.CONFIRMED, county, "")]
    day = last_day_of(report.project, report.month)
    for to, by, reason in steps:
        day = day_after(rng, day, 1, 3)
        at = office_time(rng, day)
        review.moves.append(
            MonthMove(
                report=report, from_status=report.status, to_status=to, by=by, at=at, reason=reason
            )
        )
        _note(report, to, by, at, reason)


def _note(report: MonthReport, status: str, by: User, at: datetime, reason: str) -> None:
    report.status = status
    if status == Status.SUBMITTED:
        report.submitted_by, report.submitted_at = by, at
        report.decided_by = report.decided_at = None
        report.comment = ""
    else:
        report.decided_by, report.decided_at, report.comment = by, at, reason

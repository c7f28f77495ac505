"""The year-end table of 2018 on its way up: locked in one city, checked in another, late in a third."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from projects.accounts.models import User
from projects.demo.days import CHINA
from projects.demo.figures import ANXI, QUANZHOU, SANMING
from projects.filing.actions import call_round
from projects.filing.models import Filing, FilingStep, Round
from projects.filing.moves import MOVES
from projects.jobs.models import Job
from projects.pilots.models import ActionPlan
from projects.reports.definitions.registry import DEFINITIONS
from projects.reports.models import ReportRun
from projects.reports.scheduling import make_schedule

UNTIL = date(2018, 12, 31)
PUTIAN, RETURNED, WAITING = "3503", "350525", "350581"  # 莆田市, 永春县, 石狮市
COMMENT = "与县级项目台账不符，请核对后重报。"
WAY = ("submit", "confirm", "lock")


def keep_reporting(plan: ActionPlan, users: list[User]) -> None:
    """The province has the funds counted after each quarter, and its cities' officials find the table too."""
    province = next(user for user in users if user.role == "province")
    make_schedule(
        by=province,
        readers=[user for user in users if user.role == "city" and user.place_id],
        report="funds",
        plan=plan,
        place=province.place,
        every="quarter",
        options={one.name: one.default for one in DEFINITIONS["funds"].options},
    )


@dataclass(frozen=True)
class Stand:
    """How far a table has come: the moves it made, the first of them on ``day``."""

    moves: tuple[str, ...]
    day: date


def file_up(plan: ActionPlan, users: list[User]) -> None:
    """Calls for the table of coverage and takes it as far up as each place has come."""
    officials = {(user.role, user.place_id): user for user in reversed(users)}
    province = next(user for user in users if user.role == "province")
    called = call_round(
        by=province,
        report="coverage",
        plan=plan,
        period="year",
        until=UNTIL,
        county_due=date(2019, 1, 10),
        city_due=date(2019, 1, 20),
    )
    at = datetime(2019, 1, 2, 9, 0, tzinfo=CHINA)
    Round.objects.filter(pk=called.pk).update(created_at=at)
    for filing in called.filings.select_related("round__plan", "place", "city"):
        stand = _stand(filing)
        if stand.moves:
            maker = officials[filing.files, filing.place_id]
            above = officials[filing.decides, filing.city_id] if filing.city else province
            _hand_up(filing, stand, maker, above, province)


def _stand(filing: Filing) -> Stand:
    """莆田 is locked; 三明 awaits the province; in 泉州 one is returned, one waits and 安溪 is late."""
    code = filing.place.code
    day = date(2019, 1, 4) + timedelta(days=int(code[4:6]) % 5)
    if filing.files == "city":
        day = date(2019, 1, 16)
        return Stand({PUTIAN: WAY, SANMING: ("submit",)}.get(code[:4], ()), day)
    if code[:4] == PUTIAN:
        return Stand(WAY, day)
    if code[:6] in (RETURNED, WAITING):
        return Stand(("submit", "return") if code[:6] == RETURNED else ("submit",), day)
    if code[:4] in (QUANZHOU, SANMING) and code[:6] != ANXI:
        return Stand(WAY[:2], day)
    return Stand((), day)


def _hand_up(filing: Filing, stand: Stand, maker: User, above: User, province: User) -> None:
    """The table of one place with its steps, each a day after the one before."""
    at = datetime.combine(stand.day, datetime.min.time(), CHINA) + timedelta(hours=10)
    filing.run = _run(filing, maker, at)
    filing.sha256 = filing.run.sha256
    filing.head, filing.reviewer, filing.maker = "示例局长", "示例科长", maker.name
    filing.submitted_by, filing.submitted_at = maker, at
    steps = []
    for number, name in enumerate(stand.moves):
        rule, when = MOVES[name], at + timedelta(days=number)
        by = {"submit": maker, "lock": province}.get(name, above)
        comment = COMMENT if rule.needs_comment else ""
        step = FilingStep(filing=filing, by=by, at=when, comment=comment, run=filing.run)
        step.from_status, step.to_status = filing.status, rule.to
        steps.append(step)
        filing.status, filing.comment = rule.to, comment
        if name in ("confirm", "return"):
            filing.decided_by, filing.decided_at = by, when
        elif name == "lock":
            filing.locked_by, filing.locked_at = by, when
    filing.save()
    FilingStep.objects.bulk_create(steps)


def _run(filing: Filing, maker: User, at: datetime) -> ReportRun:
    """The run that made the table, with its rows frozen; a file is made of them when somebody asks."""
    asked = filing.round
    question: dict[str, Any] = {"plan": asked.plan, "as_of": asked.until, "place": filing.place}
    table = asked.definition(user=maker, **question, **asked.options)
    job = Job.objects.create(
        task="reports.run",
        created_by=maker,
        status=Job.Status.DONE,
        attempt=1,
        sent_at=at,
        started_at=at,
        finished_at=at,
    )
    run = ReportRun.objects.create(
        report=asked.report,
        options=asked.options,
        job=job,
        created_by=maker,
        table=table.as_dict(),
        sha256=table.sha256,
        **question,
    )
    ReportRun.objects.filter(pk=run.pk).update(created_at=at)
    return run

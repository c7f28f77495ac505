"""Corrections of confirmed months of the pilot of the sign-ins: accepted, refused, and two that wait."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from projects.common.roles import Role
from projects.delivery.models import Correction, MonthReport, ServiceRecord
from projects.delivery.models.month import first_of
from projects.demo.days import day_after, office_time
from projects.demo.people import People
from projects.demo.projects import Pilot
from projects.demo.review import Review

Status = Correction.Status
TWICE = "签到表上有一人签了两次，参加人次应减一。"
MORE = "补交的签到表上另有五人。"
LONGER = "活动延长半小时，登记时少记。"
AGAIN = "与同日另一条记录重复登记。"
REFUSED = "补交的签到表没有日期和签名，不予采信。"


@dataclass
class Wish:
    """A correction, which is asked for first and decided afterwards, and the moments of both."""

    correction: Correction
    asked_at: datetime
    decision: dict[str, Any]


def make_corrections(
    rng: Random, review: Review, pilots: list[Pilot], records: list[ServiceRecord], people: People
) -> list[Wish]:
    """What the accepted one changed was submitted as it was before, and stands so in its month."""
    pilot = next(pilot for pilot in pilots if pilot.shown)
    agency = people.staff(pilot.project.agency)
    county = people.official(Role.COUNTY, pilot.project.place)
    wishes = []
    changes: tuple[tuple[str, Any, str, str], ...] = (
        ("attendances", -1, TWICE, Status.CONFIRMED),
        ("attendances", 5, MORE, Status.REFUSED),
        ("hours", 0.5, LONGER, Status.ASKED),
        ("counts", False, AGAIN, Status.ASKED),
    )
    for (name, change, reason, status), (report, record) in zip(
        changes, _confirmed(pilot, review, records), strict=False
    ):
        before: Any = getattr(record, name)
        after: Any = change if name == "counts" else before + type(before)(change)
        if status == Status.CONFIRMED:
            before, after = before - change, before
            _was_submitted_as(report, record, -change)
            record.version = 2
        asked = office_time(rng, day_after(rng, report.due, 5, 12))
        decision = {"status": status, "decided_by": county, "decided_at": asked + timedelta(days=2)}
        made = Correction(
            report=report,
            record=record,
            version=2,
            before={name: before},
            after={name: after},
            reason=reason,
            refusal=REFUSED if status == Status.REFUSED else "",
            created_by=agency,
        )
        wishes.append(Wish(made, asked, {} if status == Status.ASKED else decision))
    return wishes


def _confirmed(
    pilot: Pilot, review: Review, records: list[ServiceRecord]
) -> Iterator[tuple[MonthReport, ServiceRecord]]:
    """A service of some people of each confirmed month of ``pilot``, the latest month first."""
    done = {
        first_of(record.date): record
        for record in records
        if record.project is pilot.project and record.attendances > 2
    }
    for report in sorted(review.months, key=lambda report: report.month, reverse=True):
        is_confirmed = report.status == MonthReport.Status.CONFIRMED
        if is_confirmed and report.project is pilot.project and report.month in done:
            yield report, done[report.month]


def _was_submitted_as(report: MonthReport, record: ServiceRecord, more: int) -> None:
    report.by_method[record.method][1] += more
    report.attendances = (report.attendances or 0) + more

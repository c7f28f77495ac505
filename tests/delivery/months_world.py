"""Months of projects for tests: open, submitted, confirmed."""

from datetime import date
from typing import Any

from projects.accounts.models import User
from projects.delivery.actions import confirm_month, submit_month
from projects.delivery.models import Correction, MonthReport, ServiceRecord
from projects.delivery.models.month import first_of
from projects.delivery.rules import due_day
from projects.pilots.models import Project

MAY, JUNE, JULY = (date(2018, month, 1) for month in (5, 6, 7))


def make_month(project: Project, month: date = MAY, **fields: Any) -> MonthReport:
    """An open month of ``project``."""
    return MonthReport.objects.create(
        **{"project": project, "month": month, "due": due_day(month), **fields}
    )


def make_submitted(project: Project, by: User, month: date = MAY) -> MonthReport:
    """A month that ``by`` of the agency has submitted with what is logged in it."""
    report = make_month(project, month)
    return submit_month(month_id=report.pk, by=by, explanation="当月无活动安排。")


def make_confirmed(project: Project, by: User, county: User, month: date = MAY) -> MonthReport:
    """A month that ``county`` has confirmed."""
    return confirm_month(month_id=make_submitted(project, by, month).pk, by=county)


def make_asked(record: ServiceRecord, by: User) -> Correction:
    """A correction of ``record``, of a confirmed month, that waits for the county."""
    report = MonthReport.objects.get(project=record.project_id, month=first_of(record.date))
    return Correction.objects.create(
        report=report,
        record=record,
        version=record.version + 1,
        before={"attendances": record.attendances},
        after={"attendances": record.attendances - 1},
        reason="签到表上有一人签了两次。",
        created_by=by,
    )


def typed(page: Any, **changes: Any) -> dict[str, Any]:
    """What a browser sends of the form as the page shows it, with ``changes``."""
    form = page.context["form"]
    values = {bound.name: bound.value() for bound in form}
    return {name: value for name, value in values.items() if value is not None} | changes

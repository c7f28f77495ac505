"""What must hold for the month of a service, and for a month that is submitted."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from projects.delivery.models import MonthReport
from projects.delivery.models.month import KEPT, first_of, last_of
from projects.pilots.models import Project

Status = MonthReport.Status


def month_name(month: date) -> str:
    """The month in words: 2018年5月."""
    return date_format(month, "YEAR_MONTH_FORMAT")


def month_error(project_id: int, days: Iterable[date], statuses: Sequence[str] = KEPT) -> str:
    """Why nothing is logged or changed on ``days``, and whom to ask, or ""; one query.

    ``statuses`` are those of the months that refuse.
    """
    months = {first_of(day) for day in days}
    kept = MonthReport.objects.filter(
        project=project_id, month__in=months, status__in=statuses
    ).order_by("month")
    return next((_why_kept(report) for report in kept[:1]), "")


def kept_months(project_id: int) -> dict[date, str]:
    """The months of a project in which nothing is logged or changed, with why and whom to ask."""
    kept = MonthReport.objects.filter(project=project_id, status__in=KEPT)
    return {report.month: _why_kept(report) for report in kept}


def _why_kept(report: MonthReport) -> str:
    words = (
        _("%(month)s has been submitted; to change its services, ask the county to return it.")
        if report.status == Status.SUBMITTED
        else _("The county has confirmed %(month)s; ask for a correction of the record instead.")
    )
    return words % {"month": month_name(report.month)}


def refuse_locked(project_id: int, days: Iterable[date]) -> None:
    """Refuses to log, change or import on days whose month is submitted or confirmed.

    Call it under the project's lock, in the transaction that writes: whoever submits the month takes
    the same lock, so that a record is in its counts or is refused.
    """
    if why := month_error(project_id, days):
        raise ValidationError({"date": why})


def last_day_of(project: Project, month: date) -> date:
    """The last day of ``month`` on which ``project`` may have delivered something."""
    ended = project.finished_on or project.terminated_on
    days = [last_of(month), project.ends, *([ended] if ended else [])]
    return max(min(days), month)


def is_over(project: Project, month: date) -> bool:
    """Whether nothing can be delivered in ``month`` any more: it is over, or the project is."""
    runs = project.status in (Project.Status.RUNNING, Project.Status.SUSPENDED)
    return last_day_of(project, month) < timezone.localdate() or (
        not runs and first_of(timezone.localdate()) >= month
    )


def months_of(project: Project, until: date) -> list[date]:
    """The months of ``project`` from its start to the one of ``until``, or to its end."""
    if project.started_on is None:
        return []
    ended = project.finished_on or project.terminated_on or project.ends
    month, last = first_of(project.started_on), min(until, ended, project.ends)
    months = []
    while month <= last:
        months.append(month)
        month = next_month(month)
    return months


def next_month(month: date) -> date:
    """The first day of the month after ``month``."""
    return last_of(month) + timedelta(days=1)


def due_day(month: date) -> date:
    """The last day to submit ``month``: the MONTH_DUE_DAY-th of the next one."""
    return next_month(month).replace(day=settings.MONTH_DUE_DAY)

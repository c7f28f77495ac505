"""What is done with the month of a project: opening it, submitting it, confirming or returning it."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.common.roles import Role
from projects.delivery.models import MonthMove, MonthReport
from projects.delivery.models.month import first_of
from projects.delivery.month_counts import counts_of
from projects.delivery.rules.months import due_day, is_over, month_name, months_of
from projects.delivery.rules.records import AT_WORK
from projects.pilots.models import Project

Status = MonthReport.Status
LONGEST = 500


@transaction.atomic
def open_months(*, today: date | None = None) -> int:
    """Opens the months that projects at work have entered since the last time; how many.

    May be called again and again. A project whose months are all there costs nothing.
    """
    today = today or timezone.localdate()
    rows = Project.objects.filter(status__in=AT_WORK, started_on__isnull=False)
    made = []
    for project in rows.annotate(latest=Max("months__month")).iterator(chunk_size=2000):
        if project.latest is None or project.latest < first_of(today):
            made += [
                MonthReport(project=project, month=month, due=due_day(month))
                for month in months_of(project, today)
                if project.latest is None or month > project.latest
            ]
    MonthReport.objects.bulk_create(made, batch_size=2000, ignore_conflicts=True)
    return len(made)


@transaction.atomic
def submit_month(*, month_id: int, by: Any, explanation: str = "") -> MonthReport:
    """Submits a month of a project of ``by``'s agency; from now on its services stay as they are.

    A month without a service needs an ``explanation``. What was done is counted under the lock under
    which services are logged, and frozen.
    """
    report = _locked(month_id, by, Role.AGENCY)
    if not report.is_open:
        raise ValidationError(_("This month has already been submitted."))
    if not is_over(report.project, report.month):
        raise ValidationError(
            _("%(month)s is not over yet; it is submitted when its last day has passed.")
            % {"month": month_name(report.month)}
        )
    report.by_method = counts_of(report)
    figures = list(report.by_method.values())
    report.records = sum(one[0] for one in figures)
    report.attendances = sum(one[1] for one in figures)
    report.hours = sum((one[2] for one in figures), Decimal(0))
    report.explanation = ""
    if not report.records:
        why = _("No service is logged in this month; say in a sentence why.")
        report.explanation = sentence(explanation, "explanation", why)
    report.submitted_by, report.submitted_at = by, timezone.now()
    report.decided_by = report.decided_at = None
    report.comment = ""
    _move(report, Status.SUBMITTED, by, report.explanation)
    return report


@transaction.atomic
def confirm_month(*, month_id: int, by: Any, seen: str = "") -> MonthReport:
    """Confirms a submitted month; ``seen`` are the figures that ``by`` was shown."""
    report = _to_decide(month_id, by)
    if seen and seen != report.figures:
        raise ValidationError(
            _("The month has been submitted anew with other figures; look at it once more.")
        )
    _decide(report, Status.CONFIRMED, by, "")
    return report


@transaction.atomic
def confirm_months(*, month_ids: Sequence[int], by: Any, seen: Iterable[str]) -> list[MonthReport]:
    """Confirms many months at once: all of them, or none where one is in the way."""
    # Every project first, in the order in which everybody locks them.
    found = MonthReport.objects.visible_to(by).filter(pk__in=month_ids)
    pairs = sorted(found.values_list("project_id", "pk"))
    if len(pairs) != len(set(month_ids)) or not pairs:
        raise ValidationError(_("Tick at least one month that awaits your check."))
    projects = Project.objects.filter(pk__in={project for project, _pk in pairs})
    list(projects.order_by("pk").select_for_update(no_key=True).values_list("pk"))
    figures = dict(zip(month_ids, seen, strict=True))
    return [confirm_month(month_id=pk, by=by, seen=figures[pk]) for _project, pk in pairs]


@transaction.atomic
def return_month(*, month_id: int, by: Any, comment: str) -> MonthReport:
    """Returns a submitted month to the agency, which puts right what ``comment`` says."""
    report = _to_decide(month_id, by)
    said = sentence(comment, "comment", _("Say what is to be put right."))
    _decide(report, Status.RETURNED, by, said)
    return report


def sentence(text: str, field: str, ask: str) -> str:
    """``text`` without stray blanks; where it is none, or a whole letter, the words of ``ask``."""
    said = " ".join(text.split())
    if not said:
        raise ValidationError({field: ask})
    if len(said) > LONGEST:
        raise ValidationError({field: _("At most %(n)s characters.") % {"n": LONGEST}})
    return said


def _locked(month_id: int, by: Any, role: str) -> MonthReport:
    """The month, after its project has been locked: then nobody logs a service meanwhile."""
    mine = MonthReport.objects.visible_to(by) if by.role == role else MonthReport.objects.none()
    project_id = mine.filter(pk=month_id).values_list("project_id", flat=True).first()
    if project_id is None:
        raise ValidationError(
            _("A month is submitted by the agency and confirmed by the county of the project.")
        )
    project = Project.objects.select_for_update(no_key=True).get(pk=project_id)
    report = MonthReport.objects.select_for_update(no_key=True).get(pk=month_id)
    report.project = project
    return report


def _to_decide(month_id: int, by: Any) -> MonthReport:
    report = _locked(month_id, by, Role.COUNTY)
    if report.status != Status.SUBMITTED:
        raise ValidationError(_("This month does not await a check; look at where it stands."))
    return report


def _decide(report: MonthReport, status: str, by: Any, comment: str) -> None:
    report.decided_by, report.decided_at, report.comment = by, timezone.now(), comment
    _move(report, status, by, comment)


def _move(report: MonthReport, status: str, by: Any, reason: str) -> None:
    before, report.status = report.status, status
    report.save()
    MonthMove.objects.create(
        report=report,
        from_status=before,
        to_status=status,
        by=by,
        at=timezone.now(),
        reason=reason,
    )

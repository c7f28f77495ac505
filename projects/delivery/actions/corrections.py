"""Correcting a service of a confirmed month: the agency asks, the county decides."""

from typing import Any, Unpack
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.common.roles import Role
from projects.delivery.actions.months import sentence
from projects.delivery.actions.records import (
    Entry,
    already_made,
    check,
    lock_project,
    rewrite,
    told_by,
    write_new,
)
from projects.delivery.corrected import differences, entry_of
from projects.delivery.models import Correction, MonthReport, ServiceRecord
from projects.delivery.rules import confirmed_month, correction_error, month_error
from projects.pilots.models import Project

Status = Correction.Status


@transaction.atomic
def ask_correction(
    *, service_id: int, reason: str, by: Any, anyway: bool = False, **entry: Unpack[Entry]
) -> Correction:
    """Asks the county to correct a service of a confirmed month of ``by``'s agency.

    Until it is decided the record stays as it is. What is doubtful is asked for ``anyway`` or refused.
    """
    rows = ServiceRecord.objects.visible_to(by)
    project, record, report = _to_correct(rows, service_id, by)
    before, after = differences(told_by(record), entry)
    if not after:
        raise ValidationError(_("Nothing differs from the record as it is."))
    _judge(project, record, {**told_by(record), **after}, anyway=anyway)
    return _ask(report, record, before, after, reason, by)


@transaction.atomic
def ask_to_count(*, service_id: int, counts: bool, reason: str, by: Any) -> Correction:
    """Asks the county to take a service out of a confirmed month, or to count one that does not."""
    rows = ServiceRecord.everything.visible_to(by)
    _project, record, report = _to_correct(rows, service_id, by)
    if record.counts == counts:
        raise ValidationError(_("Nothing differs from the record as it is."))
    return _ask(report, record, {"counts": record.counts}, {"counts": counts}, reason, by)


@transaction.atomic
def ask_addition(
    *,
    project_id: int,
    reason: str,
    by: Any,
    submission_key: UUID | None = None,
    anyway: bool = False,
    **entry: Unpack[Entry],
) -> ServiceRecord:
    """Enters a service that was forgotten in a month which the county has confirmed since.

    The record is there at once and does not count; the county is asked to count it. The same
    ``submission_key`` sent again gives the record that it made the first time.
    """
    project = lock_project(project_id, by)
    if made := already_made(submission_key, by):
        return made
    report = confirmed_month(project.pk, entry["day"])
    if report is None:
        words = _("The county has not confirmed this month; log the service as usual.")
        raise ValidationError({"date": words})
    check(project, entry, anyway=anyway, confirmed=True)
    record = write_new(project, {**entry, "counts": False}, by, submission_key)
    _ask(report, record, {"counts": False}, {"counts": True}, reason, by)
    return record


@transaction.atomic
def confirm_correction(*, correction_id: int, by: Any) -> Correction:
    """Makes a correction that was asked for the next version of its record.

    The counts with which its month was submitted stay; the totals that reports read move.
    """
    correction, project = _to_decide(correction_id, by)
    record = _locked_record(correction.record_id, project)
    entry: Any = {**told_by(record), **entry_of(correction.after)}
    if correction.counts is not False:  # what is taken out may be as wrong as it likes
        _judge(project, record, entry, anyway=True)
    correction.version = record.version + 1
    _decide(correction, Status.CONFIRMED, by)
    rewrite(record, entry, by)
    return correction


@transaction.atomic
def refuse_correction(*, correction_id: int, refusal: str, by: Any) -> Correction:
    """Refuses a correction; the record stays as it is, and the agency reads why."""
    correction, _project = _to_decide(correction_id, by)
    correction.refusal = sentence(refusal, "refusal", _("Say why the correction is refused."))
    _decide(correction, Status.REFUSED, by)
    return correction


def _to_correct(rows: Any, service_id: int, by: Any) -> tuple[Project, ServiceRecord, MonthReport]:
    """One of the records ``rows``, its project, locked, and its confirmed month; refused where nothing
    is corrected now."""
    project = lock_project(rows.get(pk=service_id).project_id, by)
    record = _locked_record(service_id, project)
    report, why = confirmed_month(project.pk, record.date), correction_error(record)
    if report is None or why:
        raise ValidationError(why)
    return project, record, report


def _ask(
    report: MonthReport,
    record: ServiceRecord,
    before: dict[str, Any],
    after: dict[str, Any],
    reason: str,
    by: Any,
) -> Correction:
    return Correction.objects.create(
        report=report,
        record=record,
        version=record.version + 1,
        before=before,
        after=after,
        reason=sentence(reason, "reason", _("Say why the record is to be corrected.")),
        created_by=by,
    )


def _locked_record(record_id: int, project: Project) -> ServiceRecord:
    record = ServiceRecord.everything.select_for_update(no_key=True).get(pk=record_id)
    record.project = project
    return record


def _judge(project: Project, record: ServiceRecord, entry: Any, *, anyway: bool) -> None:
    """Refuses what cannot be, and to move a service into a month that awaits its check."""
    submitted = (MonthReport.Status.SUBMITTED,)
    if why := month_error(project.pk, [entry["day"]], submitted):
        raise ValidationError({"date": why})
    check(project, entry, record=record, anyway=anyway, confirmed=True)


def _to_decide(correction_id: int, by: Any) -> tuple[Correction, Project]:
    """The correction and its project, locked in the order in which everybody locks them."""
    mine = Correction.objects.visible_to(by).filter(pk=correction_id)
    project_id = mine.values_list("report__project", flat=True).first()
    if by.role != Role.COUNTY or project_id is None:
        raise ValidationError(_("Corrections are decided by the county of the project."))
    project = Project.objects.select_for_update(no_key=True).get(pk=project_id)
    correction = Correction.objects.select_for_update(no_key=True).get(pk=correction_id)
    if not correction.is_open:
        raise ValidationError(_("This correction has already been decided."))
    if correction.created_by_id == by.pk:
        raise ValidationError(_("Whoever asked for the correction does not decide it."))
    return correction, project


def _decide(correction: Correction, status: str, by: Any) -> None:
    correction.status, correction.decided_by, correction.decided_at = status, by, timezone.now()
    correction.save()

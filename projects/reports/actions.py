"""Starting and making report runs."""

from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.jobs import actions as jobs
from projects.jobs import files
from projects.jobs.attempts import attempt, report
from projects.jobs.models import Job
from projects.pilots.models import ActionPlan
from projects.places.models import Place
from projects.reports.models import FOLDER, ReportRun
from projects.reports.renderers import RENDERERS

TASK = "reports.run"


@transaction.atomic
def start_run(
    *,
    by: Any,
    plan: ActionPlan,
    place: Place,
    as_of: date,
    report: str = "coverage",
    options: dict[str, str] | None = None,
    submission_key: Any = None,
    sent: bool = True,
    **asked_by: Any,
) -> ReportRun:
    """Asks for a report: the run and its job are one commit, and the worker makes it.

    Who asks for many passes ``sent=False`` and sends their jobs together. ``asked_by`` are the schedule
    that asks and its occasion, or the number of the package, where one does.
    """
    return ReportRun.objects.create(
        report=report,
        options=options or {},
        plan=plan,
        place=place,
        as_of=as_of,
        submission_key=submission_key,
        created_by=by,
        job=jobs.enqueue(task=TASK, by=by, sent=sent),
        **asked_by,
    )


def run_again(*, run: ReportRun, by: Any) -> ReportRun:
    """Asks for the same report once more, as a new run: the old one stays as it is."""
    return start_run(
        by=by,
        report=run.report,
        plan=run.plan,
        place=run.place,
        as_of=run.as_of,
        options=run.options,
    )


def cancel_run(*, run: ReportRun, by: Any) -> None:
    """Takes back a run of one's own that is not over: what is made of it so far goes."""
    if run.created_by_id != by.pk:
        raise ValidationError(_("Only who started a report cancels it."))
    if not run.job or not jobs.cancel(run.job):
        raise ValidationError(_("The report is already over."))


@transaction.atomic
def correct_run(*, run_id: int, replaces_id: int, by: Any) -> ReportRun:
    """Says that a run corrects an older one of the same question; both stay as they are."""
    rows = ReportRun.objects.visible_to(by).filter(pk__in=(run_id, replaces_id)).order_by("pk")
    found = {run.pk: run for run in rows.select_for_update(no_key=True)}
    if len(found) != 2:
        raise ValidationError(_("A correction needs two runs that you may see."))
    run = found[run_id]
    if error := correction_error(run=run, replaces=found[replaces_id], by=by):
        raise ValidationError(error)
    run.replaces_id = replaces_id
    run.save(update_fields=["replaces"])
    return run


def correction_error(*, run: ReportRun, replaces: ReportRun, by: Any) -> str:
    """Why ``run`` is no correction of ``replaces`` that ``by`` may declare; "" when it is one."""
    maker = replaces.created_by
    hers = maker and Place.objects.visible_to(by).filter(pk=maker.place_id or 0).exists()
    if run.created_by_id != by.pk or not hers:
        return _("Whoever made the new run corrects with it a run of her own area.")
    if run.question != replaces.question or run.pk < replaces.pk:
        return _("A correction answers the same question later.")
    if not run.sha256 or not replaces.sha256 or run.sha256 == replaces.sha256:
        return _("A correction has other figures than what it corrects.")
    if run.replaces_id or replaces.replacements.exists():
        return _("A run is corrected once, and corrects one.")
    return ""


def expire_files(*, now: datetime | None = None) -> int:
    """Deletes the files of runs that ended ``REPORT_FILE_DAYS`` ago; how many runs lost theirs.

    The frozen rows stay, and every format is made anew from them. What attempts that died have left
    in the folder of a run goes with it.
    """
    before = (now or timezone.now()) - timedelta(days=settings.REPORT_FILE_DAYS)
    numbers = [name for name in files.folders(FOLDER) if name.isdecimal()]
    expired = ReportRun.objects.filter(pk__in=numbers, job__finished_at__lt=before)
    for run in expired.only("pk", "job_id"):
        Job.objects.filter(report_run=run).update(file="")
        files.clear(run.folder)
    return len(expired)


def make_run(*, job_id: int) -> None:
    """Makes the report of a job: counts, writes the workbook, freezes the table. May be called twice.

    What the person who asked may see is looked up now, not when she asked. A reason that another
    attempt would meet again fails the job at once; a database or worker that goes away does not.
    """
    attempt(job_id, _make)


def _make(claim: jobs.Claim) -> None:
    runs = ReportRun.objects.select_related("created_by", "plan__place", "place")
    run = runs.get(job_id=claim.job_id)
    if claim.attempt > 1:
        files.clear(run.folder)  # what an attempt that died has left
    table = run.definition.count(
        user=run.created_by,
        plan=run.plan,
        as_of=run.as_of,
        place=run.place,
        on_progress=partial(report, claim),
        **run.options,
    )
    # The attempt is part of the name: two attempts never write the same file.
    path = f"{run.folder}/{file_name(run, 'xlsx', claim.attempt)}"
    with files.written(path) as file:
        RENDERERS["xlsx"](table, file)
    with transaction.atomic():
        ours = jobs.finish(claim, path)
        if ours:
            ReportRun.objects.filter(pk=run.pk).update(table=table.as_dict(), sha256=table.sha256)
    if not ours:
        files.remove(path)


def file_name(run: ReportRun, extension: str, attempt: int = 0) -> str:
    """The name of a report's file: what, where, as of when."""
    parts = [
        run.report,
        *(value for _option, value in run.definition.said(run.options)),
        run.plan.code,
        run.place.code,
        run.as_of.isoformat(),
    ]
    return "-".join([*parts, *([str(attempt)] if attempt else [])]) + f".{extension}"

"""Starting and making report runs."""

from datetime import date
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from projects.jobs import actions as jobs
from projects.jobs import files
from projects.pilots.models import ActionPlan
from projects.places.models import Place
from projects.reports.models import ReportRun
from projects.reports.renderers import RENDERERS

TASK = "reports.run"


class TakenOver(Exception):
    """Another attempt has the job now."""


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
) -> ReportRun:
    """Asks for a report: the run and its job are one commit, and the worker makes it."""
    return ReportRun.objects.create(
        report=report,
        options=options or {},
        plan=plan,
        place=place,
        as_of=as_of,
        submission_key=submission_key,
        created_by=by,
        job=jobs.enqueue(task=TASK, by=by),
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


def make_run(*, job_id: int) -> None:
    """Makes the report of a job: counts, writes the workbook, freezes the table. May be called twice.

    What the person who asked may see is looked up now, not when she asked. A reason that another
    attempt would meet again fails the job at once; a database or worker that goes away does not.
    """
    claim = jobs.claim(job_id)
    if claim is None:
        return
    try:
        _make(claim, ReportRun.objects.select_related("created_by", "plan__place", "place"))
    except TakenOver:
        return
    except ValidationError as error:
        jobs.fail(claim, " ".join(error.messages))
    except DatabaseError:
        raise
    except Exception:
        jobs.fail(claim, _("An error of the system stopped the report. It has been recorded."))
        raise


def _make(claim: jobs.Claim, runs: Any) -> None:
    run = runs.get(job_id=claim.job_id)
    table = run.definition.count(
        user=run.created_by,
        plan=run.plan,
        as_of=run.as_of,
        place=run.place,
        on_progress=partial(_report, claim),
        **run.options,
    )
    # The attempt is part of the name: two attempts never write the same file.
    path = f"reports/{run.pk}/{file_name(run, 'xlsx', claim.attempt)}"
    with files.written(path) as file:
        RENDERERS["xlsx"](table, file)
    with transaction.atomic():
        ours = jobs.finish(claim, path)
        if ours:
            ReportRun.objects.filter(pk=run.pk).update(table=table.as_dict(), sha256=table.sha256)
    if not ours:
        files.remove(path)


def _report(claim: jobs.Claim, done: int, total: int) -> None:
    if not jobs.progress(claim, done, total):
        raise TakenOver


def file_name(run: ReportRun, extension: str, attempt: int = 0) -> str:
    """The name of a report's file: what, where, as of when."""
    parts = [
        run.report,
        *(run.options[one.name] for one in run.definition.options if run.options.get(one.name)),
        run.plan.code,
        run.place.code,
        run.as_of.isoformat(),
    ]
    return "-".join([*parts, *([str(attempt)] if attempt else [])]) + f".{extension}"

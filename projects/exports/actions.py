"""Asking for a list as a file, making it, and throwing it away when its time is over."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.exports.models import Export
from projects.exports.writing import WRITERS
from projects.jobs import actions as jobs
from projects.jobs import files
from projects.jobs.attempts import attempt, report
from projects.jobs.models import Job

TASK = "exports.make"
MOST = 1_000_000  # rows of one file; a sheet of Excel has 1,048,576
STEP = 2000  # rows between two reports of progress


@transaction.atomic
def start_export(*, by: Any, name: str, query: str, file_format: str, task: str = TASK) -> Export:
    """Asks for the list or page ``name`` as a file. What waits already is not asked for twice."""
    asked = {"list": name, "query": query, "format": file_format}
    waiting = Export.objects.visible_to(by).filter(**asked, job__status=Job.Status.QUEUED)
    if found := waiting.first():
        return found
    return Export.objects.create(
        **asked,
        role=by.role,
        place=by.place,
        of_agency=by.agency_id,
        created_by=by,
        job=jobs.enqueue(task=task, by=by),
    )


Write = Callable[[Export, IO[bytes], jobs.Claim], Any]


def write_list(export: Export, file: IO[bytes], claim: jobs.Claim) -> None:
    """Writes the rows of a list."""
    user, sheet = export.created_by, export.sheet
    records = sheet.records(user, export.query)
    total = records.count()
    if total > MOST:
        words = _("The list has %(total)s rows; a file takes %(most)s. Narrow the filters.")
        raise ValidationError(words % {"total": f"{total:,}", "most": f"{MOST:,}"})
    lines = _counted(sheet.lines(records, user), claim, total)
    WRITERS[export.format](sheet.heads(user), lines, file, export.get_list_display())


def make_export(*, job_id: int, write: Write = write_list) -> None:
    """Writes the file of a job, from what its asker may see now. May be called twice."""
    attempt(job_id, partial(_make, write=write))


def _make(claim: jobs.Claim, write: Write) -> None:
    export = Export.objects.select_related("created_by__place").get(job_id=claim.job_id)
    path = f"exports/{export.pk}/{claim.attempt}.{export.format}"
    try:
        if not Export.objects.visible_to(export.created_by).filter(pk=export.pk).exists():
            raise PermissionDenied
        with files.written(path) as file:
            write(export, file, claim)
    except PermissionDenied as closed:
        raise ValidationError(_("This list is no longer open to you.")) from closed
    if not jobs.finish(claim, path):
        files.remove(path)


def _counted(lines: Iterator[list[Any]], claim: jobs.Claim, total: int) -> Iterator[list[Any]]:
    """The same lines; each few are reported."""
    for done, line in enumerate(lines):
        if done % STEP == 0:
            report(claim, done, total)
        yield line


def remove_old() -> int:
    """Throws away the files of exports whose days are over; gives how many. Run by beat each night."""
    over = timezone.now() - timedelta(days=settings.EXPORT_DAYS)
    old = Job.objects.filter(export__isnull=False, finished_at__lt=over).exclude(file="")
    for job in old:
        files.remove(job.file)
        Job.objects.filter(pk=job.pk).update(file="")
    return len(old)

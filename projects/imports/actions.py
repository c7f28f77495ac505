"""Taking a spreadsheet in: a job checks it, and another writes it once its sender says so."""

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from io import BytesIO
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from projects.imports import marking
from projects.imports.importer import importer_class
from projects.imports.importing import Sent, looked_at, tidy_up, understood, write
from projects.imports.mapping import CHECK, found_headers, mappings_of
from projects.imports.models import Upload
from projects.imports.outcome import Outcome
from projects.imports.reading import ZIP, read
from projects.jobs import actions as jobs
from projects.jobs import files
from projects.jobs.attempts import TakenOver, attempt, report
from projects.jobs.models import Job

WRITE = "imports.write"
MOST_ERRORS = 200  # of a result page; the workbook that is sent back has all of them


class Refused(Exception):
    """All rows or none were to be written, and some have become wrong since the check."""


@transaction.atomic
def start_upload(
    *,
    by: Any,
    kind: str,
    name: str,
    content: bytes | IO[bytes],
    good_rows_only: bool,
    submission_key: Any = None,
) -> Upload:
    """Keeps the file outside the web root under a name of our own, and has it checked by a job."""
    file = File(BytesIO(content) if isinstance(content, bytes) else content)
    file.seek(0)
    ending = "xlsx" if file.read(4) == ZIP else "csv"
    file.name = f"{secrets.token_hex(16)}.{ending}"
    digest = hashlib.sha256()
    for piece in file.chunks():
        digest.update(piece)
    return Upload.objects.create(
        kind=kind,
        place=by.place,
        of_agency=by.agency_id,
        name=name[-200:],
        file=file,
        size=file.seek(0, 2),
        sha256=digest.hexdigest(),
        good_rows_only=good_rows_only,
        check_job=jobs.enqueue(task=CHECK, by=by),
        created_by=by,
        submission_key=submission_key,
    )


@transaction.atomic
def start_writing(*, upload: Upload, by: Any) -> Upload:
    """Has the checked rows written by a job. A second click changes nothing."""
    upload = Upload.objects.select_for_update(no_key=True).get(pk=upload.pk)
    if upload.write_job and upload.write_job.status != Job.Status.FAILED:
        return upload
    if not upload.rows_to_write:
        raise ValidationError(_("There is nothing in this file that may be imported."))
    upload.write_job = jobs.enqueue(task=WRITE, by=by)
    upload.save(update_fields=["write_job"])
    return upload


def check_upload(*, job_id: int) -> None:
    """Checks the file of a job and writes nothing but what was found. May be called twice."""
    attempt(job_id, _check)


def write_upload(*, job_id: int) -> None:
    """Writes the rows of a job's file in one transaction, together with the end of the job."""
    attempt(job_id, _write)


def _check(claim: jobs.Claim) -> None:
    upload = Upload.objects.select_related("created_by__place").get(check_job_id=claim.job_id)
    with _received(upload, claim) as sent:
        outcome = looked_at(sent)
        sheets = _marked(upload, sent, outcome, claim)
    with transaction.atomic():
        _keep(claim, upload, outcome, sheets)


def _write(claim: jobs.Claim) -> None:
    upload = Upload.objects.select_related("created_by__place").get(write_job_id=claim.job_id)
    with _received(upload, claim) as sent:
        try:
            with jobs.held(claim) as tell:
                sent.parsed.on_progress = tell
                outcome = write(
                    sent,
                    good_rows_only=upload.good_rows_only,
                    before_commit=partial(_end_writing, claim, upload, sent),
                )
            tidy_up(sent, outcome)
        except Refused:
            sent.parsed.on_progress = partial(report, claim)
            _end_refused(claim, upload, sent)


def _end_refused(claim: jobs.Claim, upload: Upload, sent: Sent) -> None:
    outcome = looked_at(sent)
    sheets = _marked(upload, sent, outcome, claim)
    why = _("Some rows have become wrong since the check. Nothing was imported.")
    with transaction.atomic():
        if jobs.fail(claim, why):
            Upload.objects.filter(pk=upload.pk).update(result=_result(outcome), **sheets)


def _end_writing(claim: jobs.Claim, upload: Upload, sent: Sent, outcome: Outcome) -> None:
    """Inside the transaction that writes: the rows and the end of the job are one commit."""
    if outcome.wrong and not upload.good_rows_only:
        raise Refused
    sheets = {"marked": upload.marked, "wrong_rows": upload.wrong_rows}
    if _result(outcome)["errors"] != (upload.result or {}).get("errors"):
        sheets = _marked(upload, sent, outcome, claim)
    _keep(claim, upload, outcome, sheets)


@contextmanager
def _received(upload: Upload, claim: jobs.Claim) -> Iterator[Sent]:
    importer = importer_class(upload.kind)
    if importer is None:
        raise ValidationError(_("This kind of import is no longer offered."))
    with upload.file.open("rb") as file:
        kind = importer(upload.created_by)
        kind.mappings = mappings_of(kind)
        book = read(file, kind.limits)
        # Kept also where the headers do not do: the page then asks what they mean.
        Upload.objects.filter(pk=upload.pk).update(headers=found_headers(book, kind))
        yield understood(book, kind, partial(report, claim))


def _keep(claim: jobs.Claim, upload: Upload, outcome: Outcome, sheets: dict[str, str]) -> None:
    if not jobs.finish(claim, sheets["marked"]):
        raise TakenOver
    Upload.objects.filter(pk=upload.pk).update(result=_result(outcome), **sheets)


def _result(outcome: Outcome) -> dict[str, Any]:
    """What the page shows; of the preview only the columns that say something."""
    columns = zip(outcome.heads, *outcome.preview, strict=True)
    told = [column for column in columns if any(column[1:])]
    heads, *preview = zip(*told, strict=True) if told else [()]
    return {
        **outcome.as_dict(MOST_ERRORS),
        "all_errors": outcome.all_errors,
        "ignored": outcome.ignored,
        "heads": heads,
        "preview": preview,
        "followed": outcome.followed,
    }


def _marked(upload: Upload, sent: Sent, outcome: Outcome, claim: jobs.Claim) -> dict[str, str]:
    """Writes the two workbooks to send back, under names of this attempt; none where nothing is wrong."""
    if not outcome.errors:
        return {"marked": "", "wrong_rows": ""}
    folder = f"imports/{upload.pk}/{claim.job_id}-{claim.attempt}"
    paths = {"marked": f"{folder}/marked.xlsx", "wrong_rows": f"{folder}/wrong-rows.xlsx"}
    with files.written(paths["marked"]) as file:
        marking.mark(sent.book, outcome.errors, file)
    with files.written(paths["wrong_rows"]) as file:
        marking.wrong_rows(sent.book, sent.tops, outcome.errors, file)
    return paths

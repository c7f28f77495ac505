"""What is done with service records: logging one, correcting one."""

from collections.abc import Mapping, Sequence
from datetime import date, time
from decimal import Decimal
from typing import Any, NotRequired, TypedDict, Unpack
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from projects.attachments.actions import attach
from projects.attachments.models import Attachment
from projects.common.roles import Role
from projects.delivery.actions.summaries import counted
from projects.delivery.models import Beneficiary, ServiceRecord
from projects.delivery.rules import judge, refuse_locked
from projects.delivery.totals import CountyMonth, cell_of
from projects.pilots.models import Project
from projects.places.models import Place
from projects.workers.models import SocialWorker


class Entry(TypedDict):
    """What the agency tells of one service; what is not told stays as it is, at first empty.

    The first of ``worker_ids`` is in charge, the others assist her. ``beneficiary_ids`` are those of
    her agency's register who came. ``sheet`` is a checked upload, or None to leave it; ``photos`` are
    put beside those that are there.
    """

    method: str
    day: date
    hours: Decimal
    place_id: int
    attendances: int
    worker_ids: Sequence[int]
    field: NotRequired[str]
    starts_at: NotRequired[time | None]
    ends_at: NotRequired[time | None]
    people: NotRequired[int | None]
    groups: NotRequired[list[str]]
    case_id: NotRequired[int | None]
    group_id: NotRequired[int | None]
    session: NotRequired[int | None]
    beneficiary_ids: NotRequired[Sequence[int]]
    volunteers: NotRequired[int]
    volunteer_hours: NotRequired[Decimal]
    process: NotRequired[str]
    outcome: NotRequired[str]
    follow_up: NotRequired[str]
    rated: NotRequired[int]
    satisfied: NotRequired[int]
    supervisor_opinion: NotRequired[str]
    note: NotRequired[str]
    sheet: NotRequired[File | None]
    photos: NotRequired[Sequence[File]]
    body_hash: NotRequired[str]
    counts: NotRequired[bool]


# What an entry and a record call by the same name.
SAME = (
    *("method", "hours", "place_id", "attendances", "field", "starts_at", "ends_at", "people"),
    *("groups", "case_id", "group_id", "session", "volunteers", "volunteer_hours", "process"),
    *("outcome", "follow_up", "rated", "satisfied", "supervisor_opinion", "note"),
    *("body_hash", "counts"),
)


@transaction.atomic
def log_service(
    *,
    project_id: int,
    by: Any,
    submission_key: UUID | None = None,
    anyway: bool = False,
    **entry: Unpack[Entry],
) -> ServiceRecord:
    """Logs a service of a running project of ``by``'s agency.

    The same ``submission_key`` sent again gives the record that it made the first time. What is
    doubtful raises a ValidationError of code "doubt" at its field, unless it is logged ``anyway``.
    """
    project = lock_project(project_id, by)
    if made := already_made(submission_key, by):
        return made
    before_writing(project, [entry["day"]])
    check(project, entry, anyway=anyway)
    return write_new(project, entry, by, submission_key)


def already_made(submission_key: UUID | None, by: Any) -> ServiceRecord | None:
    """The record that the same submission of ``by`` made before."""
    if submission_key is None:
        return None
    mine = ServiceRecord.everything.filter(submission_key=submission_key, created_by=by)
    return mine.first()


def write_new(
    project: Project, entry: Entry, by: Any, submission_key: UUID | None
) -> ServiceRecord:
    """Makes a record of ``entry``, which was judged, under the project's lock."""
    # The number is made of the row's own id, so it is unique without a counter to queue for.
    record = ServiceRecord(
        number=uuid4().hex[:30], project=project, created_by=by, submission_key=submission_key
    )
    _fill(record, entry)
    record.save()
    _tie(record, entry, by)
    record.number = f"FW-{record.date.year}-{record.pk:07d}"
    # Not save(), which would enter the number into the history as a correction.
    ServiceRecord.everything.filter(pk=record.pk).update(number=record.number)
    if record.counts:
        after_writing([record])
    return record


@transaction.atomic
def change_service(
    *, service_id: int, by: Any, anyway: bool = False, **entry: Unpack[Entry]
) -> ServiceRecord:
    """Corrects a service record of a project that still runs; its number stays.

    What ``entry`` does not tell stays, and is judged with what it tells.
    """
    project_id = ServiceRecord.objects.visible_to(by).get(pk=service_id).project_id
    project = lock_project(project_id, by)
    record = ServiceRecord.objects.select_for_update(no_key=True).get(pk=service_id)
    before_writing(project, [record.date, entry["day"]])
    check(project, {**told_by(record), **entry}, record=record, anyway=anyway)
    rewrite(record, entry, by)
    return record


def rewrite(record: ServiceRecord, entry: Entry, by: Any) -> None:
    """Makes ``entry``, which was judged, the next version of a locked record."""
    before = cell_of(record)
    _fill(record, entry)
    record.version += 1
    record.save()
    _tie(record, entry, by)
    after_writing([record], before)


def before_writing(project: Project, days: Sequence[date]) -> None:
    """What must hold before records of ``days`` are written, deleted or moved to another day.

    Here the months that are submitted or confirmed refuse.
    """
    refuse_locked(project.pk, days)


def after_writing(records: Sequence[ServiceRecord], was: CountyMonth | None = None) -> None:
    """What moves in the transaction that has written ``records``: the totals of their months.

    ``was`` is ``cell_of`` the record before it was corrected; None where the records are new.
    """
    for record in records:
        counted(was, record)


def lock_project(project_id: int, by: Any) -> Project:
    """The project, locked so that it is not closed while one of its services is being written."""
    projects = Project.objects.visible_to(by) if by.role == Role.AGENCY else Project.objects.none()
    rows = projects.select_related("place").select_for_update(of=("self",), no_key=True)
    project = rows.filter(pk=project_id).first()
    if project is None:
        raise ValidationError(_("Services are logged by the agency that executes the project."))
    return project


def lock_workers(worker_ids: Sequence[int]) -> None:
    """Locks the workers, after the project and by their ids, so that of two services of one worker at
    one time, of whatever projects, the second sees the first."""
    rows = SocialWorker.objects.filter(pk__in=worker_ids).order_by("pk")
    list(rows.select_for_update(no_key=True).values_list("pk"))


def lock_people(beneficiary_ids: Sequence[int]) -> None:
    """Locks those who came, after the workers and by their ids, until the totals have counted them.

    Else an entry that becomes another person at that moment is counted as who it was: whoever changes
    it marks the months of the services that she finds, and this one is not there for her yet.
    """
    rows = Beneficiary.objects.filter(pk__in=beneficiary_ids).order_by("pk")
    list(rows.select_for_update(no_key=True).values_list("pk"))


def check(
    project: Project,
    entry: Mapping[str, Any],
    *,
    record: ServiceRecord | None = None,
    anyway: bool = False,
    confirmed: bool = False,
) -> None:
    """Refuses ``entry`` where it is wrong, and where it is doubtful unless it is logged ``anyway``.

    ``confirmed``: as in ``judge``.
    """
    lock_workers(entry["worker_ids"])
    lock_people(entry.get("beneficiary_ids") or ())
    verdict = judge(project, entry, record=record, confirmed=confirmed)
    if verdict.errors:
        raise ValidationError(verdict.errors)
    if verdict.doubts and not anyway:
        raise ValidationError(
            {name: ValidationError(text, code="doubt") for name, text in verdict.doubts.items()}
        )


def told_by(record: ServiceRecord) -> dict[str, Any]:
    """What ``record`` tells, as an entry would."""
    return {
        **{name: getattr(record, name) for name in SAME},
        "day": record.date,
        "worker_ids": [worker.pk for worker in record.workers],
        "beneficiary_ids": list(record.beneficiaries.values_list("pk", flat=True)),
    }


def _fill(record: ServiceRecord, entry: Entry) -> None:
    told: dict[str, Any] = {**entry}
    for name in SAME:
        if name in told:
            setattr(record, name, told[name])
    record.date = entry["day"]
    record.lead_id = entry["worker_ids"][0]
    if sheet := entry.get("sheet"):
        record.sign_in_sheet = sheet
    code = Place.objects.values_list("code", flat=True).get(pk=entry["place_id"])
    record.county_code = code[:6].ljust(12, "0")


def _tie(record: ServiceRecord, entry: Entry, by: Any) -> None:
    """Ties a saved record to those who assisted, those who came, and its photographs."""
    record.assistants.set(entry["worker_ids"][1:])
    if "beneficiary_ids" in entry:
        record.beneficiaries.set(entry["beneficiary_ids"])
    for photo in entry.get("photos") or ():
        attach(owner=record, upload=photo, kind=Attachment.Kind.PHOTO, by=by)

"""What is done with service records: logging one, correcting one."""

from collections.abc import Sequence
from datetime import date, time
from decimal import Decimal
from typing import Any, NotRequired, TypedDict, Unpack
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from projects.common.roles import Role
from projects.delivery.models import ServiceRecord
from projects.delivery.rules import service_errors
from projects.pilots.models import Project
from projects.places.models import Place


class Entry(TypedDict):
    """What the agency tells of one service; what is not told stays as it is, at first empty.

    The first of ``worker_ids`` is in charge, the others assist her. ``beneficiary_ids`` are those of
    her agency's register who came. ``sheet`` is a checked upload, or None to leave it.
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
    body_hash: NotRequired[str]


# What an entry and a record call by the same name.
SAME = (
    *("method", "hours", "place_id", "attendances", "field", "starts_at", "ends_at", "people"),
    *("groups", "case_id", "group_id", "session", "volunteers", "volunteer_hours", "process"),
    *("outcome", "follow_up", "rated", "satisfied", "supervisor_opinion", "note"),
    "body_hash",
)


@transaction.atomic
def log_service(
    *, project_id: int, by: Any, submission_key: UUID | None = None, **entry: Unpack[Entry]
) -> ServiceRecord:
    """Logs a service of a running project of ``by``'s agency.

    The same ``submission_key`` sent again gives the record that it made the first time.
    """
    project = _lock_project(project_id, by)
    made = ServiceRecord.objects.filter(submission_key=submission_key, created_by=by).first()
    if submission_key and made:
        return made
    _check(project, entry)
    # The number is made of the row's own id, so it is unique without a counter to queue for.
    record = ServiceRecord(
        number=uuid4().hex[:30], project=project, created_by=by, submission_key=submission_key
    )
    _fill(record, entry)
    record.save()
    _tie(record, entry)
    record.number = f"FW-{record.date.year}-{record.pk:07d}"
    # Not save(), which would enter the number into the history as a correction.
    ServiceRecord.objects.filter(pk=record.pk).update(number=record.number)
    return record


@transaction.atomic
def change_service(*, service_id: int, by: Any, **entry: Unpack[Entry]) -> ServiceRecord:
    """Corrects a service record of a project that still runs; its number stays."""
    project_id = ServiceRecord.objects.visible_to(by).get(pk=service_id).project_id
    project = _lock_project(project_id, by)
    record = ServiceRecord.objects.select_for_update(no_key=True).get(pk=service_id)
    _check(project, entry)
    _fill(record, entry)
    record.version += 1
    record.save()
    _tie(record, entry)
    return record


def _lock_project(project_id: int, by: Any) -> Project:
    """The project, locked so that it is not closed while one of its services is being written."""
    projects = Project.objects.visible_to(by) if by.role == Role.AGENCY else Project.objects.none()
    project = projects.select_for_update(of=("self",), no_key=True).filter(pk=project_id).first()
    if project is None:
        raise ValidationError(_("Services are logged by the agency that executes the project."))
    return project


def _check(project: Project, entry: Entry) -> None:
    errors = service_errors(
        project, day=entry["day"], place_id=entry["place_id"], worker_ids=entry["worker_ids"]
    )
    if errors:
        raise ValidationError(errors)


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


def _tie(record: ServiceRecord, entry: Entry) -> None:
    """Ties a saved record to those who assisted and those who came."""
    record.assistants.set(entry["worker_ids"][1:])
    if "beneficiary_ids" in entry:
        record.beneficiaries.set(entry["beneficiary_ids"])

"""What is done with case files: opening one, keeping it, closing it."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NotRequired, TypedDict, Unpack
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from projects.delivery.actions.locks import lock_running_project
from projects.delivery.models import CaseFile
from projects.delivery.rules import case_errors, closing_errors

TEXTS = ("intake", "assessment", "plan")


class CaseEntry(TypedDict):
    """What the agency says of a case while it is open; a text that is not told stays as it is."""

    worker_id: int
    field: str
    opened_on: date
    consent_on: date
    intake: NotRequired[str]
    assessment: NotRequired[str]
    plan: NotRequired[str]


@transaction.atomic
def open_case(
    *,
    project_id: int,
    beneficiary_id: int,
    by: Any,
    submission_key: UUID | None = None,
    **entry: Unpack[CaseEntry],
) -> CaseFile:
    """Opens a case of somebody in the agency's register, with consent, in a running project.

    The same ``submission_key`` sent again gives the case that it made the first time.
    """
    project = lock_running_project(project_id, by)
    made = CaseFile.objects.filter(submission_key=submission_key, created_by=by).first()
    if submission_key and made:
        return made
    case = CaseFile(project=project, created_by=by, submission_key=submission_key)
    _refuse(
        case_errors(
            project,
            opened_on=entry["opened_on"],
            consent_on=entry["consent_on"],
            worker_id=entry["worker_id"],
            beneficiary_id=beneficiary_id,
        )
    )
    case.beneficiary_id = beneficiary_id
    # The number is made of the row's own id, so it is unique without a counter to queue for.
    case.number = uuid4().hex[:30]
    _fill(case, entry)
    case.save()
    case.number = f"GA-{case.opened_on.year}-{case.pk:07d}"
    # Not save(), which would enter the number into the history as a change.
    CaseFile.objects.filter(pk=case.pk).update(number=case.number)
    case.history.all().update(number=case.number)
    return case


@transaction.atomic
def change_case(*, case_id: int, by: Any, **entry: Unpack[CaseEntry]) -> CaseFile:
    """Keeps an open case: who has it, its days, what is written of it. Whose case it is stays."""
    case = _lock_open_case(case_id, by)
    _refuse(
        case_errors(
            case.project,
            opened_on=entry["opened_on"],
            consent_on=entry["consent_on"],
            worker_id=entry["worker_id"],
            case=case,
        )
    )
    _fill(case, entry)
    case.version += 1
    case.save()
    return case


@transaction.atomic
def close_case(
    *,
    case_id: int,
    by: Any,
    day: date,
    closing: str,
    result: str,
    summary: str,
    referred_to: str = "",
) -> CaseFile:
    """Closes an open case: why, with what result, referred to whom. No interview lies after that day."""
    case = _lock_open_case(case_id, by)
    _refuse(closing_errors(case, day=day, closing=closing, referred_to=referred_to))
    case.status, case.closed_on = CaseFile.Status.CLOSED, day
    case.closing, case.result, case.summary = closing, result, summary
    case.referred_to = referred_to if closing == CaseFile.Closing.REFERRED else ""
    case.version += 1
    case.save()
    return case


def _lock_open_case(case_id: int, by: Any) -> CaseFile:
    """The case, after its project: interviews are logged under the project's lock."""
    cases = CaseFile.objects.visible_to(by)
    project_id = cases.values_list("project_id", flat=True).get(pk=case_id)
    project = lock_running_project(project_id, by)
    case = cases.select_for_update(of=("self",), no_key=True).get(pk=case_id)
    if not case.is_open:
        raise ValidationError(
            _("This case was closed on %(day)s.") % {"day": f"{case.closed_on:%Y-%m-%d}"}
        )
    case.project = project
    return case


def _fill(case: CaseFile, entry: CaseEntry) -> None:
    told: dict[str, Any] = {**entry}
    for name in ("worker_id", "field", "opened_on", "consent_on", *TEXTS):
        if name in told:
            setattr(case, name, told[name])


def _refuse(errors: Mapping[str, str]) -> None:
    if errors:
        raise ValidationError(dict(errors))

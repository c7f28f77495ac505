"""What is done at the end of a project: documents, waivers, the closing, the asking for its archive."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from projects.attachments.actions import attach
from projects.attachments.models import Attachment
from projects.closing.checklist import DOCUMENTS, blocking, checklist
from projects.closing.models import ArchivePackage, Waiver
from projects.common.roles import Role
from projects.jobs import actions as jobs
from projects.pilots.actions.moves import move
from projects.pilots.lifecycle import MOVES
from projects.pilots.models import Move, Project

TASK = "closing.archive"
ATTACHERS: frozenset[str] = frozenset({Role.COUNTY, Role.AGENCY})
Status = Project.Status
# Documents are gathered and items waived from the start of the work until the project is closed.
GATHERING: frozenset[str] = frozenset(
    {Status.RUNNING, Status.SUSPENDED, Status.FINAL_EVALUATION, Status.SETTLEMENT}
)


def may_attach(project: Project, user: Any) -> bool:
    """Whether ``user``, who reads ``project``, may attach its closing documents now."""
    return user.role in ATTACHERS and project.status in GATHERING


def may_waive(project: Project, user: Any) -> bool:
    """Whether ``user``, who reads ``project``, is its approver and may waive items now."""
    return user.role in MOVES["approve"].roles(project.level) and project.status in GATHERING


@transaction.atomic
def attach_document(*, project_id: int, kind: str, upload: Any, by: Any) -> Attachment:
    """Attaches a closing document to the project; a second one of a kind stands beside the first."""
    project = _locked(project_id)
    if kind not in DOCUMENTS:
        raise ValidationError({"kind": _("Choose what the document is.")})
    if not may_attach(project, by):
        raise ValidationError(
            _("The county or the agency attaches documents, from the start until the closing.")
        )
    return attach(owner=project, upload=upload, kind=kind, by=by)


@transaction.atomic
def waive(*, project_id: int, item: str, reason: str, by: Any) -> Waiver:
    """The approver does without a missing ``item`` of the checklist; twice gives the first."""
    project = _locked(project_id)
    if not may_waive(project, by):
        raise ValidationError(
            _("The level that approved the project waives items, until it is closed.")
        )
    known = Waiver.objects.filter(project=project, item=item).first()
    if known:
        return known
    if item not in {one.key for one in checklist(project) if one.may_be_waived}:
        raise ValidationError(_("This item is not missing, or cannot be waived."))
    if not reason.strip():
        raise ValidationError({"reason": _("Say why; the reason stays on record.")})
    return Waiver.objects.create(project=project, item=item, reason=reason.strip(), by=by)


@transaction.atomic
def close(*, project_id: int, by: Any, version: int | None = None) -> Move:
    """Closes a project whose checklist holds nothing back; the move's own rules say who and when.

    Raises ValidationError with what is missing, or MoveRefused.
    """
    project = _locked(project_id)
    made = move(project_id=project_id, name="close", by=by, version=version)
    if missing := blocking(checklist(project)):
        raise ValidationError(
            _("The project cannot be closed yet. Missing: %(items)s.")
            % {"items": "、".join(item.label for item in missing)}
        )
    return made


@transaction.atomic
def start_archive(*, project_id: int, by: Any, submission_key: Any = None) -> ArchivePackage:
    """Asks for the package of a closed project; while one is being made, gives that one."""
    project = _locked(project_id)
    packages = ArchivePackage.objects.filter(project=project).select_related("job")
    for package in packages:
        if package.sha256 or not package.job.is_over:
            return package
    rule = MOVES["archive"]
    if rule.role_at(project.status, project.level) != by.role:
        raise ValidationError(_("The county archives a project once it is closed."))
    job = jobs.enqueue(task=TASK, by=by)
    return ArchivePackage.objects.create(
        project=project, job=job, created_by=by, submission_key=submission_key
    )


def _locked(project_id: int) -> Project:
    return Project.objects.select_for_update(no_key=True).get(pk=project_id)

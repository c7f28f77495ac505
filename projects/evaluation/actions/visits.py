"""Recording visits and what they found, and answering what has to be done about it."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.attachments.actions import attach
from projects.attachments.models import Attachment
from projects.common.roles import OFFICIALS, Role
from projects.evaluation.actions.locks import lock_project, lock_unfinished
from projects.evaluation.models import Finding, FollowUp, Visit
from projects.evaluation.recusal import conflict
from projects.pilots.models import Project

VISITORS = OFFICIALS | {Role.EVALUATOR}


def why_no_visit(project: Project, user: Any) -> Any:
    """Why ``user``, who sees ``project``, may not record a visit to it, or ""."""
    if not project.is_live:
        return _("Visits are made to approved and running projects.")
    return conflict(user, project) if user.role == Role.EVALUATOR else ""


@transaction.atomic
def save_visit(*, visit: Visit, by: Any, photos: Iterable[Any] = ()) -> Visit:
    """Saves a new or corrected visit; an evaluator does not visit projects of her own agency."""
    project = lock_project(visit.project_id, by)
    if by.role not in VISITORS:
        raise ValidationError(_("Officials and evaluators record visits."))
    if why := why_no_visit(project, by):
        raise ValidationError(why)
    if visit.site_id and not project.sites.filter(place=visit.site_id).exists():
        raise ValidationError({"site": _("Choose one of the project's sites.")})
    visit.save()
    _attach(visit, photos, by)
    return visit


@transaction.atomic
def add_finding(
    *, finding: Finding, follow_up: FollowUp | None, by: Any, photos: Iterable[Any] = ()
) -> Finding:
    """Adds what was found to a visit, with the first thing to be done about it; photos go to the visit."""
    _check_visitor(finding.visit, by)
    finding.save()
    if follow_up is not None:
        follow_up.finding, follow_up.created_by = finding, by
        follow_up.save()
    _attach(finding.visit, photos, by)
    return finding


def _attach(visit: Visit, photos: Iterable[Any], by: Any) -> None:
    for photo in photos:
        attach(owner=visit, upload=photo, kind=Attachment.Kind.PHOTO, by=by)


@transaction.atomic
def add_follow_up(*, follow_up: FollowUp, by: Any) -> FollowUp:
    """Adds one more thing to be done about a finding."""
    _check_visitor(follow_up.finding.visit, by)
    follow_up.save()
    return follow_up


def _check_visitor(visit: Visit, by: Any) -> None:
    """Locks the project, so that nothing new waits in one that is being closed."""
    project = lock_project(visit.project_id, by)
    if visit.created_by_id != by.pk:
        raise ValidationError(_("Findings are added by whoever recorded the visit."))
    if why := why_no_visit(project, by):
        raise ValidationError(why)


def answers(follow_up: FollowUp, user: Any) -> bool:
    """Whether ``user``, who sees it, sees to this follow-up: staff of its agency, or its official."""
    if follow_up.agency_id:
        return user.role == Role.AGENCY and user.agency_id == follow_up.agency_id
    return user.pk == follow_up.person_id


@transaction.atomic
def answer_follow_up(*, follow_up_id: int, by: Any, result: str) -> FollowUp:
    """Its owner says what was done and what came of it; once, and not after the project."""
    path = "finding__visit__project"
    lock_unfinished(FollowUp.objects.values_list(path, flat=True).get(pk=follow_up_id), by)
    follow_up = FollowUp.objects.select_for_update(no_key=True).get(pk=follow_up_id)
    if not answers(follow_up, by):
        raise ValidationError(_("Only whoever sees to it answers."))
    if follow_up.done_on is not None:
        raise ValidationError(_("This was answered already."))
    if not result.strip():
        raise ValidationError({"result": _("Say what was done and what came of it.")})
    follow_up.done_on, follow_up.done_by = timezone.localdate(), by
    follow_up.result = result.strip()
    follow_up.save(update_fields=["done_on", "done_by", "result"])
    return follow_up

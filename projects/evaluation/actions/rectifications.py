"""What has to be put right after an evaluation: notice, reply, decision."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.attachments.actions import attach
from projects.attachments.models import Attachment
from projects.common.roles import Role
from projects.evaluation.actions.locks import lock_evaluation, lock_in_charge, lock_unfinished
from projects.evaluation.models import Evaluation, Rectification, Reply


@transaction.atomic
def issue_rectification(*, rectification: Rectification, by: Any) -> Rectification:
    """Sends the agency a notice after a concluded evaluation; a failed one needs it to be made again."""
    project_id = rectification.evaluation.project_id
    project = lock_in_charge(project_id, by)
    if project.is_over:
        raise ValidationError(_("The project is over; there is nothing left to put right."))
    evaluation = lock_evaluation(rectification.evaluation_id)
    if evaluation.status != Evaluation.Status.CONCLUDED:
        raise ValidationError(_("A notice follows a concluded evaluation."))
    if Rectification.objects.filter(evaluation=evaluation).exists():
        raise ValidationError(_("The notice was issued already."))
    rectification.issued_on = timezone.localdate()
    rectification.save()
    return rectification


@transaction.atomic
def reply_to_rectification(*, reply: Reply, by: Any, files: Iterable[Any] = ()) -> Reply:
    """The agency says what it put right; one reply waits at a time, none after the project."""
    lock_unfinished(reply.rectification.evaluation.project_id, by)
    notice = _lock(reply.rectification_id)
    if by.role != Role.AGENCY or by.agency_id != notice.evaluation.project.agency_id:
        raise ValidationError(_("Only the executing agency replies."))
    if notice.accepted_on is not None:
        raise ValidationError(_("A reply was accepted already."))
    if notice.replies.filter(decision=Reply.Decision.WAITING).exists():
        raise ValidationError(_("A reply already waits for the decision."))
    reply.replied_on = timezone.localdate()
    reply.save()
    for file in files:
        attach(owner=reply, upload=file, kind=Attachment.Kind.RECTIFICATION, by=by)
    return reply


@transaction.atomic
def decide_on_reply(*, reply_id: int, by: Any, accept: bool, reason: str = "") -> Reply:
    """The official accepts a reply, or refuses it with a reason, and the agency replies again."""
    rectification_id = Reply.objects.values_list("rectification", flat=True).get(pk=reply_id)
    evaluation = Evaluation.objects.get(rectification=rectification_id)
    lock_in_charge(evaluation.project_id, by)
    notice = _lock(rectification_id)
    reply = Reply.objects.select_for_update(no_key=True).get(pk=reply_id)
    if reply.decision != Reply.Decision.WAITING:
        raise ValidationError(_("This reply was decided on already."))
    if not accept and not reason.strip():
        raise ValidationError({"reason": _("Say why; the reason stays on record.")})
    reply.decision = Reply.Decision.ACCEPTED if accept else Reply.Decision.REFUSED
    reply.decided_by, reply.decided_on = by, timezone.localdate()
    reply.reason = reason.strip()
    reply.save()
    if accept:
        notice.accepted_on = reply.decided_on
        notice.save(update_fields=["accepted_on"])
    return reply


def _lock(rectification_id: int) -> Rectification:
    rows = Rectification.objects.select_related("evaluation__project")
    return rows.select_for_update(of=("self",), no_key=True).get(pk=rectification_id)

"""Putting projects on public notice, and handling what the public objects to."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.common.identifiers import drawn
from projects.pilots.actions.moves import AlreadyDone, move
from projects.pilots.models import Objection, Project, PublicNotice


@transaction.atomic
def announce(*, notice: PublicNotice, by: Any) -> PublicNotice:
    """Puts an approved project on public notice: saves the notice and makes the move with it.

    Raises MoveRefused where the move cannot be made; then there is no notice either.
    """
    project = _locked(notice.project_id)
    if project.status == Project.Status.NOTICE:
        raise AlreadyDone(_("The project is already on public notice."))
    notice.clean()
    notice.save()
    move(project_id=project.pk, name="announce", by=by)
    return notice


@transaction.atomic
def issue_again(*, notice: PublicNotice, by: Any, reason: str) -> PublicNotice:
    """Withdraws the notice of a project, which says ``reason``, and puts a new one in its place."""
    project = _locked(notice.project_id)
    if project.status != Project.Status.NOTICE:
        raise ValidationError(_("The project is not on public notice."))
    notice.clean()
    project.notices.open().withdraw(by=by, reason=reason, day=timezone.localdate())
    notice.save()
    return notice


@transaction.atomic
def file_objection(*, objection: Objection) -> Objection:
    """Keeps an objection from the public and draws its receipt number.

    The project's row is locked, so that no notice is confirmed while an objection to it comes in.
    """
    project = _locked(objection.notice.project_id)
    today = timezone.localdate()
    notice = PublicNotice.objects.get(pk=objection.notice_id)
    if project.status != Project.Status.NOTICE or not notice.open_on(today):
        raise ValidationError(_("This notice is over; objections are no longer taken."))
    objection.receipt = _receipt(today)
    objection.save()
    return objection


def _receipt(day: date) -> str:
    """Such as YY-20180312-7F3K9Q: drawn at random, so that nobody counts objections by it."""
    return f"YY-{day:%Y%m%d}-{drawn(6)}"


@transaction.atomic
def handle_objection(*, objection_id: int, outcome: str, answer: str, by: Any) -> Objection:
    """Records how the approving level handled an objection; that is said once and stays."""
    objection = Objection.objects.select_for_update(no_key=True).get(pk=objection_id)
    if objection.is_handled:
        raise ValidationError(_("This objection was handled already."))
    objection.outcome = outcome
    objection.answer = answer.strip()
    objection.handled_on = timezone.localdate()
    objection.handled_by = by
    objection.save()
    return objection


def _locked(project_id: int) -> Project:
    return Project.objects.select_for_update(no_key=True).get(pk=project_id)

"""Putting social workers on projects."""

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from projects.pilots.models import Assignment, Project
from projects.workers.models import SocialWorker


@transaction.atomic
def save_assignment(*, assignment: Assignment) -> Assignment:
    """Saves a new or changed assignment; the project's row is locked while its rules are checked."""
    project = Project.objects.select_for_update(no_key=True).get(pk=assignment.project_id)
    if not project.is_live:
        raise ValidationError(
            _(
                "Workers are assigned from approval to settlement, and not while a project is suspended."
            )
        )
    assignment.clean()
    assignment.save()
    return assignment


@transaction.atomic
def hand_over(
    *, assignment: Assignment, successor: SocialWorker, first_day: date, by: Any, key: Any = None
) -> Assignment:
    """Ends an assignment on the day before ``first_day`` and gives its place to ``successor``.

    Role and share stay; the two rows name each other, so that the history of the place can be read.
    """
    project = Project.objects.select_for_update(no_key=True).get(pk=assignment.project_id)
    if successor.agency_id != project.agency_id:
        raise ValidationError({"worker": _("This is not a worker of the project's agency.")})
    old = Assignment.objects.select_for_update(no_key=True).get(pk=assignment.pk)
    if hasattr(old, "handed_to"):
        raise ValidationError(_("This place was already handed over."))
    if first_day <= old.starts:
        raise ValidationError(
            {"first_day": _("The successor begins after the first day of the predecessor.")}
        )
    if old.ends and first_day > old.ends + timedelta(days=1):
        raise ValidationError(
            {"first_day": _("The assignment ends earlier; begin at once after it.")}
        )
    until, old.ends = old.ends, first_day - timedelta(days=1)
    old.version += 1
    save_assignment(assignment=old)
    new = Assignment(
        project=old.project,
        worker=successor,
        role=old.role,
        share=old.share,
        starts=first_day,
        ends=until if until and until >= first_day else None,
        takes_over=old,
        created_by=by,
        submission_key=key,
    )
    return save_assignment(assignment=new)

"""Putting social workers on projects."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from projects.pilots.models import Assignment, Project


@transaction.atomic
def save_assignment(*, assignment: Assignment) -> Assignment:
    """Saves a new or changed assignment; the project's row is locked while its rules are checked."""
    project = Project.objects.select_for_update(no_key=True).get(pk=assignment.project_id)
    if not project.is_live:
        raise ValidationError(_("Workers are assigned to approved and running projects only."))
    assignment.clean()
    assignment.save()
    return assignment

"""What every action on case files and groups locks first."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from projects.common.roles import Role
from projects.delivery.rules import work_closed_error
from projects.pilots.models import Project


def lock_running_project(project_id: int, by: Any) -> Project:
    """The running project of ``by``'s agency, locked so that nobody ends it, opens a case in it or
    logs a service of it at the same time."""
    projects = Project.objects.visible_to(by) if by.role == Role.AGENCY else Project.objects.none()
    project = projects.select_for_update(of=("self",), no_key=True).filter(pk=project_id).first()
    if project is None:
        raise ValidationError(
            _("Cases and groups are kept by the agency that executes the project.")
        )
    if why := work_closed_error(project):
        raise ValidationError(why)
    return project

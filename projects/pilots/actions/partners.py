"""Keeping the list of partner departments, and who of them is on a project."""

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from projects.pilots.filters import DEPARTMENT_CHOICES
from projects.pilots.models import PartnerDepartment, Partnership, Project


@transaction.atomic
def save_department(*, department: PartnerDepartment) -> PartnerDepartment:
    """Saves a department; one that is switched off stays on the projects that name it."""
    department.save()
    transaction.on_commit(lambda: cache.delete(DEPARTMENT_CHOICES))
    return department


@transaction.atomic
def save_partnership(*, partnership: Partnership) -> Partnership:
    """Puts a department on a project, or changes what it contributes; refused once the project is over."""
    project = Project.objects.select_for_update(no_key=True).get(pk=partnership.project_id)
    if project.is_over:
        raise ValidationError(_("The project is over; its partners no longer change."))
    partnership.save()
    return partnership

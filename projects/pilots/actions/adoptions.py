"""Putting a need into a further project, and saying which part of it a project takes."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from projects.needs.actions.triage import adopt
from projects.pilots.models import Adoption, Project


@transaction.atomic
def adopt_into(*, need_id: int, project_id: int, part: str = "") -> Adoption:
    """Puts a need, or ``part`` of it, into a project that is not handed up yet."""
    project = Project.objects.select_for_update(no_key=True).get(pk=project_id)
    if not project.is_editable:
        raise ValidationError(
            _("The project was handed up; it takes in no more needs. Choose another.")
        )
    if project.adoptions.filter(need=need_id).exists():
        raise ValidationError(_("The project has adopted this need already."))
    adopt(need_ids=[need_id])
    return Adoption.objects.create(project=project, need_id=need_id, part=part.strip())


@transaction.atomic
def say_part(*, adoption_id: int, part: str) -> Adoption:
    """Says which part of the need the project takes, until it is over; empty means all of it."""
    adoption = Adoption.objects.get(pk=adoption_id)
    project = Project.objects.select_for_update(no_key=True).get(pk=adoption.project_id)
    if project.is_over:
        raise ValidationError(_("The project is over; what it adopted stays as it is."))
    adoption.part = part.strip()
    adoption.save(update_fields=["part"])
    return adoption

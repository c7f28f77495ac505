"""Registering projects and changing a registration."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.needs.actions import adopt
from projects.pilots.lifecycle import REGISTER
from projects.pilots.models import Move, Project, Site
from projects.places.models import Place


@transaction.atomic
def register_project(
    *, project: Project, need_ids: Iterable[int], sites: Iterable[Place], by: Any
) -> Project:
    """Registers a filled-in ``project`` as a draft of its county; its needs become adopted with it.

    The row of the county is locked while the number is drawn, so that two registrations at the
    same moment get two numbers.
    """
    county = Place.objects.select_for_update(no_key=True).get(pk=project.place_id)
    project.number = _next_number(county, project.plan.year)
    project.status = Project.Status.DRAFT
    project.save()
    needs = adopt(need_ids=need_ids)
    if not needs:
        raise ValidationError(_("A project arises from at least one need."))
    project.needs.set(needs)
    _set_sites(project, sites)
    Move.objects.create(
        project=project, name=REGISTER, to_status=project.status, by=by, at=timezone.now()
    )
    return project


def _next_number(county: Place, year: int) -> str:
    """The county's next number in a plan year: 350121-2018-0007."""
    prefix = f"{county.code[:6]}-{year}-"
    last = Project.objects.filter(number__startswith=prefix).aggregate(last=Max("number"))["last"]
    return f"{prefix}{int(last.removeprefix(prefix)) + 1 if last else 1:04d}"


@transaction.atomic
def change_project(*, project: Project, sites: Iterable[Place]) -> Project:
    """Saves an edited registration; only a draft or a returned project may be edited."""
    stored = Project.objects.select_for_update(no_key=True).get(pk=project.pk)
    if not stored.is_editable:
        raise ValidationError(_("The project was handed up meanwhile; it can no longer be edited."))
    project.save()
    _set_sites(project, sites)
    return project


def _set_sites(project: Project, sites: Iterable[Place]) -> None:
    wanted = {place.pk for place in sites}
    present = set(project.sites.values_list("place_id", flat=True))
    project.sites.filter(place__in=present - wanted).delete()
    Site.objects.bulk_create(
        Site(project=project, place_id=place) for place in sorted(wanted - present)
    )

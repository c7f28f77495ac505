"""Registering projects and changing a registration."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.needs.actions.triage import adopt
from projects.pilots.lifecycle import REGISTER
from projects.pilots.models import BudgetLine, Move, Project, Site
from projects.places.models import Place


@transaction.atomic
def register_project(
    *,
    project: Project,
    need_ids: Iterable[int],
    sites: Iterable[Place],
    by: Any,
    costs: Mapping[str, tuple[Decimal, str]] | None = None,
) -> Project:
    """Registers a filled-in ``project`` as a draft of its county; its needs become adopted with it.

    ``costs`` is what it is planned to cost: {category: (yuan, note)}.

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
    set_sites(project, sites)
    set_costs(project, costs or {})
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
def change_project(
    *,
    project: Project,
    sites: Iterable[Place],
    costs: Mapping[str, tuple[Decimal, str]] | None = None,
) -> Project:
    """Saves an edited registration; only a draft or a returned project may be edited.

    ``costs`` replaces the planned cost, {category: (yuan, note)}; None leaves it alone.
    """
    stored = Project.objects.select_for_update(no_key=True).get(pk=project.pk)
    if not stored.is_editable:
        raise ValidationError(_("The project was handed up meanwhile; it can no longer be edited."))
    project.save()
    set_sites(project, sites)
    if costs is not None:
        set_costs(project, costs)
    return project


def set_sites(project: Project, sites: Iterable[Place | int]) -> None:
    """Makes ``sites`` (places, or their ids) the project's sites; call it under the project's lock."""
    wanted = {site if isinstance(site, int) else site.pk for site in sites}
    present = set(project.sites.values_list("place_id", flat=True))
    project.sites.filter(place__in=present - wanted).delete()
    Site.objects.bulk_create(
        Site(project=project, place_id=place) for place in sorted(wanted - present)
    )


def set_costs(project: Project, costs: Mapping[str, tuple[Decimal, str]]) -> None:
    """Makes ``costs``, {category: (yuan, note)}, the planned cost; call it under the project's lock."""
    project.budget_lines.exclude(category__in=costs).delete()
    BudgetLine.objects.bulk_create(
        [
            BudgetLine(project=project, category=category, amount=amount, note=note)
            for category, (amount, note) in costs.items()
        ],
        update_conflicts=True,
        unique_fields=["project", "category"],
        update_fields=["amount", "note"],
    )

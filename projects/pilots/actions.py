"""What is done to projects: registering, changing, moving through the lifecycle."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from projects.needs.actions import adopt
from projects.pilots.lifecycle import MOVES, REGISTER, Rule, Text
from projects.pilots.models import Assignment, Move, Project, Site
from projects.places.models import Place


class MoveRefused(Exception):
    """A move that cannot be made now; ``message`` says why in the user's words."""

    def __init__(self, message: Text) -> None:
        super().__init__(message)
        self.message = message


class AlreadyDone(MoveRefused):
    """The move was made already, by a first click or by a colleague: nothing is wrong."""


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


@transaction.atomic
def save_assignment(*, assignment: Assignment) -> Assignment:
    """Saves a new or changed assignment; the project's row is locked while its rules are checked."""
    project = Project.objects.select_for_update(no_key=True).get(pk=assignment.project_id)
    if not project.is_live:
        raise ValidationError(_("Workers are assigned to approved and running projects only."))
    assignment.clean()
    assignment.save()
    return assignment


@transaction.atomic
def move(
    *, project_id: int, name: str, by: Any, reason: str = "", version: int | None = None
) -> Move:
    """Takes a project one step through its lifecycle and records who did it, when and why.

    ``version`` is the version that ``by`` looked at: a project changed since then is not moved.
    """
    project = (
        Project.objects.select_for_update(no_key=True, of=("self",))
        .select_related("agency")
        .get(pk=project_id)
    )
    rule, today = MOVES[name], timezone.localdate()
    _check(project, rule, by=by, reason=reason, version=version)
    if refusal := rule.refusal(project, today):
        raise MoveRefused(refusal)
    row = Move.objects.create(
        project=project,
        name=rule.name,
        from_status=project.status,
        to_status=rule.to,
        by=by,
        at=timezone.now(),
        reason=reason.strip(),
    )
    project.status = rule.to
    project.version += 1
    if rule.dates:
        setattr(project, rule.dates, today)
    project.save(update_fields=["status", "version", "updated_at", *filter(None, [rule.dates])])
    return row


def _check(project: Project, rule: Rule, *, by: Any, reason: str, version: int | None) -> None:
    role = rule.role_at(project.status, project.level)
    stale = version is not None and version != project.version
    if role is None or stale:
        _raise_if_done(project, rule)
    if role != by.role:
        raise MoveRefused(
            format_lazy(
                _("The project now stands at “{status}”, where you cannot do this."),
                status=project.get_status_display(),
            )
        )
    if stale:
        raise MoveRefused(
            _(
                "Somebody changed the project since you opened this page. Read it again, then decide."
            )
        )
    if rule.needs_reason and not reason.strip():
        raise MoveRefused(_("Say why; the reason stays on record."))


def _raise_if_done(project: Project, rule: Rule) -> None:
    last = project.moves.select_related("by").order_by("pk").last()
    if last and last.name == rule.name:
        raise AlreadyDone(
            format_lazy(
                _("{done} already, by {name} on {day}."),
                done=rule.done,
                name=last.by.name,
                day=timezone.localtime(last.at).strftime("%Y-%m-%d %H:%M"),
            )
        )

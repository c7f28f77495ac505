"""Asking for a change of a live project, deciding it, and applying what was approved."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.pilots.actions.assignments import hand_over
from projects.pilots.actions.projects import set_costs, set_sites
from projects.pilots.changes import (
    ASKERS,
    Kind,
    Values,
    decider_of,
    open_to,
    spent_errors,
    still_holds,
    why_closed,
)
from projects.pilots.models import Assignment, BudgetLine, ChangeRequest, FormerSite, Project
from projects.workers.models import SocialWorker

Status = ChangeRequest.Status


@transaction.atomic
def ask_change(*, change: ChangeRequest, by: Any) -> ChangeRequest:
    """Files a filled-in ``change`` (project, kind, before, after, reason); who decides is worked out here.

    The project's row is locked, so that two requests at once get two numbers.
    """
    project = _locked(change.project_id)
    if by.role not in ASKERS:
        raise ValidationError(_("The county or the agency of the project asks for changes."))
    _check_open_to(project, change.kind)
    if project.change_requests.filter(kind=change.kind, status=Status.ASKED).exists():
        raise ValidationError(
            _("A change of this kind already awaits its decision; withdraw it first.")
        )
    if not still_holds(project, change):
        raise ValidationError(_stale())
    change.number = f"{project.number}-B{project.change_requests.count() + 1:02d}"
    change.decider = decider_of(project, change.kind, change.after)
    change.created_by = by
    change.save()
    return change


@transaction.atomic
def decide_change(*, change_id: int, by: Any, approve: bool, reason: str = "") -> ChangeRequest:
    """Approves and applies a change, or declines it with a ``reason``; all in one transaction.

    Raises ValidationError where ``by`` does not decide it, somebody else was first, or the project
    is no longer as it was when the change was asked for.
    """
    change = _locked_with_project(change_id)
    project = change.project
    _check_open(change)
    if by.role != change.decider:
        raise ValidationError(_("This change is decided at another level."))
    if by.pk == change.created_by_id:
        raise ValidationError(_("You asked for this change; somebody else decides it."))
    if not approve and not reason.strip():
        raise ValidationError({"reason": _("Say why; the reason stays on record.")})
    if approve:
        _check_open_to(project, change.kind)
        if not still_holds(project, change):
            raise ValidationError(_stale())
        _APPLY[change.kind](project, change.after | {"before": change.before}, by)
        project.version += 1
        project.save()
    return _close(change, Status.APPROVED if approve else Status.DECLINED, by, reason)


@transaction.atomic
def withdraw_change(*, change_id: int, by: Any) -> ChangeRequest:
    """Takes a change back before it is decided; only whoever asked for it may."""
    change = _locked_with_project(change_id)
    _check_open(change)
    if by.pk != change.created_by_id:
        raise ValidationError(_("Only who asked for a change takes it back."))
    return _close(change, Status.WITHDRAWN, by, "")


def _locked(project_id: int) -> Project:
    return Project.objects.select_for_update(no_key=True).get(pk=project_id)


def _locked_with_project(change_id: int) -> ChangeRequest:
    """The change under the lock of its project, always taken first."""
    found = ChangeRequest.objects.only("project_id").get(pk=change_id)
    project = _locked(found.project_id)
    change = ChangeRequest.objects.select_for_update(no_key=True).get(pk=change_id)
    change.project = project
    return change


def _check_open_to(project: Project, kind: str) -> None:
    if not open_to(project, kind):
        raise ValidationError(why_closed(project))


def _check_open(change: ChangeRequest) -> None:
    if change.is_open:
        return
    words = _("{number} was decided already: {status}.")
    raise ValidationError(words.format(number=change.number, status=change.get_status_display()))


def _stale() -> str:
    return _(
        "The project has changed since this was asked for, so the old values no longer hold."
        " Withdraw or decline it, and ask again from what is valid now."
    )


def _close(change: ChangeRequest, status: str, by: Any, reason: str) -> ChangeRequest:
    change.status, change.decided_by = status, by
    change.decided_at, change.decision_reason = timezone.now(), reason.strip()
    change.save()
    return change


def _replace_worker(project: Project, values: Values, by: Any) -> None:
    old = Assignment.objects.get(pk=values["before"]["assignment"])
    successor = SocialWorker.objects.get(pk=values["worker"])
    first_day = date.fromisoformat(values["starts"])
    hand_over(assignment=old, successor=successor, first_day=first_day, by=by)


def _move_end(project: Project, values: Values, by: Any) -> None:
    project.ends = date.fromisoformat(values["ends"])


def _change_sites(project: Project, values: Values, by: Any) -> None:
    kept = [pk for pk, _name in values["places"]]
    given_up = project.sites.exclude(place__in=kept).values_list("place", flat=True)
    FormerSite.objects.bulk_create(
        FormerSite(project=project, place_id=place, until=timezone.localdate())
        for place in given_up
    )
    set_sites(project, kept)


def _shift_budget(project: Project, values: Values, by: Any) -> None:
    notes = {line.category: line.note for line in project.budget_lines.all()}
    planned = {key: Decimal(text) for key, text in values["lines"].items()}
    if errors := spent_errors(project, planned):
        labels = dict(BudgetLine.Category.choices)
        raise ValidationError([f"{labels[key]}: {words}" for key, words in errors.items()])
    set_costs(project, {key: (amount, notes.get(key, "")) for key, amount in planned.items()})


_APPLY: dict[str, Callable[[Project, Values, Any], None]] = {
    Kind.STAFF: _replace_worker,
    Kind.DATES: _move_end,
    Kind.SITES: _change_sites,
    Kind.BUDGET: _shift_budget,
}

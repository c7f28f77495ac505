"""Taking a project through its lifecycle."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from projects.pilots.lifecycle import MOVES, Rule, Text
from projects.pilots.models import Move, Project

Status = Project.Status


class MoveRefused(Exception):
    """A move that cannot be made now; ``message`` says why in the user's words."""

    def __init__(self, message: Text) -> None:
        super().__init__(message)
        self.message = message


class AlreadyDone(MoveRefused):
    """The move was made already, by a first click or by a colleague: nothing is wrong."""


@transaction.atomic
def move(
    *, project_id: int, name: str, by: Any, reason: str = "", version: int | None = None
) -> Move:
    """Takes a project one step through its lifecycle and records who did it, when and why.

    ``version`` is the version that ``by`` looked at: a project changed since then is not moved. The
    moves that a rule's ``through`` names are made by the rooms above, in their own transaction.
    """
    project = (
        Project.objects.select_for_update(no_key=True, of=("self",))
        .select_related("agency")
        .get(pk=project_id)
    )
    rule, today = MOVES[name], timezone.localdate()
    _check(project, rule, by=by, reason=reason, version=version)
    if refusals := rule.refusals(project, today):
        raise MoveRefused(refusals[0])
    row = Move.objects.create(
        project=project,
        name=rule.name,
        from_status=project.status,
        to_status=rule.to,
        by=by,
        at=timezone.now(),
        reason=reason.strip(),
    )
    changed = ["status", "version", "updated_at"]
    if rule.dates:
        setattr(project, rule.dates, today)
        changed.append(rule.dates)
    if project.status == Status.NOTICE and rule.to in (Status.RETURNED, Status.TERMINATED):
        project.notices.open().withdraw(by=by, reason=row.reason, day=today)
    if rule.to == Status.RETURNED:
        project.approved_on = None  # what is returned during its notice does not count as approved
        changed.append("approved_on")
    project.status = rule.to
    project.version += 1
    project.save(update_fields=changed)
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

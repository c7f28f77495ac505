"""What is done with groups: opening one, its members, closing it."""

from datetime import date
from typing import Any, NotRequired, TypedDict, Unpack
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from projects.delivery.actions.locks import lock_running_project
from projects.delivery.models import GroupMember, ServiceGroup
from projects.delivery.rules import (
    group_ending_error,
    group_errors,
    leaving_error,
    member_errors,
)
from projects.pilots.models import Project


class GroupEntry(TypedDict):
    """What the agency says of a group while it meets."""

    name: str
    kind: str
    field: str
    worker_id: int
    planned_sessions: int
    opened_on: date
    goals: NotRequired[str]


@transaction.atomic
def open_group(
    *, project_id: int, by: Any, submission_key: UUID | None = None, **entry: Unpack[GroupEntry]
) -> ServiceGroup:
    """Opens a group of a running project; the same submission sent again gives the group it made."""
    project = lock_running_project(project_id, by)
    made = ServiceGroup.objects.filter(submission_key=submission_key, created_by=by).first()
    if submission_key and made:
        return made
    _check(project, entry)
    group = ServiceGroup(project=project, created_by=by, submission_key=submission_key)
    # The number is made of the row's own id, so it is unique without a counter to queue for.
    group.number = uuid4().hex[:30]
    _fill(group, entry)
    group.save()
    group.number = f"XZ-{group.opened_on.year}-{group.pk:07d}"
    # Not save(), which would enter the number into the history as a change.
    ServiceGroup.objects.filter(pk=group.pk).update(number=group.number)
    group.history.all().update(number=group.number)
    return group


@transaction.atomic
def change_group(*, group_id: int, by: Any, **entry: Unpack[GroupEntry]) -> ServiceGroup:
    """Changes an open group."""
    group = _lock_open_group(group_id, by)
    _check(group.project, entry, group)
    _fill(group, entry)
    group.version += 1
    group.save()
    return group


@transaction.atomic
def close_group(*, group_id: int, by: Any, day: date, evaluation: str) -> ServiceGroup:
    """Ends an open group, with what came of it. No session lies after that day."""
    group = _lock_open_group(group_id, by)
    if why := group_ending_error(group, day):
        raise ValidationError({"closed_on": why})
    group.closed_on, group.evaluation = day, evaluation
    group.version += 1
    group.save()
    return group


@transaction.atomic
def add_member(*, group_id: int, beneficiary_id: int, joined_on: date, by: Any) -> GroupMember:
    """Takes somebody of the agency's register into an open group, once."""
    group = _lock_open_group(group_id, by)
    if errors := member_errors(group, beneficiary_id=beneficiary_id, joined_on=joined_on):
        raise ValidationError(dict(errors))
    return GroupMember.objects.create(
        group=group, beneficiary_id=beneficiary_id, joined_on=joined_on
    )


@transaction.atomic
def member_leaves(*, member_id: int, day: date, by: Any) -> GroupMember:
    """Enters the day on which somebody left an open group."""
    group_id = (
        GroupMember.objects.visible_to(by).values_list("group_id", flat=True).get(pk=member_id)
    )
    group = _lock_open_group(group_id, by)
    member = group.memberships.select_for_update(no_key=True).get(pk=member_id)
    if member.left_on:
        raise ValidationError(
            _("This person left the group on %(day)s.") % {"day": member.left_on.isoformat()}
        )
    if why := leaving_error(member, day):
        raise ValidationError({"left_on": why})
    member.left_on = day
    member.save()
    return member


def _lock_open_group(group_id: int, by: Any) -> ServiceGroup:
    """The group, after its project: sessions are logged under the project's lock."""
    groups = ServiceGroup.objects.visible_to(by)
    project_id = groups.values_list("project_id", flat=True).get(pk=group_id)
    project = lock_running_project(project_id, by)
    group = groups.select_for_update(of=("self",), no_key=True).get(pk=group_id)
    if group.closed_on:
        raise ValidationError(
            _("This group ended on %(day)s.") % {"day": group.closed_on.isoformat()}
        )
    group.project = project
    return group


def _check(project: Project, entry: GroupEntry, group: ServiceGroup | None = None) -> None:
    errors = group_errors(
        project,
        name=entry["name"],
        opened_on=entry["opened_on"],
        planned_sessions=entry["planned_sessions"],
        worker_id=entry["worker_id"],
        group=group,
    )
    if errors:
        raise ValidationError(dict(errors))


def _fill(group: ServiceGroup, entry: GroupEntry) -> None:
    for name, value in entry.items():
        setattr(group, name, value)

"""What must hold for groups and their members."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from projects.delivery.models import Beneficiary, GroupMember, ServiceGroup
from projects.delivery.rules.cases import (
    Errors,
    after_first_error,
    ending_error,
    said,
    work_day_error,
    worker_error,
)
from projects.pilots.models import Project


def group_errors(
    project: Project,
    *,
    name: str,
    opened_on: date | None,
    planned_sessions: int | None,
    worker_id: int | None = None,
    group: ServiceGroup | None = None,
) -> Errors:
    """What is wrong with a group that is opened or changed, by field; ``group`` is what is changed."""
    errors: Errors = {}
    others = project.service_groups.all()
    if group:
        others = others.exclude(pk=group.pk)
    if name and others.filter(name=name).exists():
        errors["name"] = _("The project already has a group of this name.")
    if planned_sessions is not None and not 1 <= planned_sessions <= 60:
        errors["planned_sessions"] = _("A group meets 1 to 60 times.")
    if opened_on:
        errors["opened_on"] = work_day_error(project, opened_on)
        if group and not errors["opened_on"]:
            errors["opened_on"] = after_first_error(group.sessions, opened_on)
        same = group and (group.worker_id, group.opened_on) == (worker_id, opened_on)
        if worker_id and not errors["opened_on"] and not same:
            last = timezone.localdate() if group else opened_on
            errors["worker"] = worker_error(project, worker_id, opened_on, last)
    return said(errors)


def group_ending_error(group: ServiceGroup, day: date) -> str:
    """Why ``group`` cannot end on ``day``, or ""."""
    if why := ending_error(group, group.sessions, day):
        return why
    if group.memberships.filter(joined_on__gt=day).exists():
        return _("Somebody joined after this day; enter a later one.")
    return ""


def member_errors(group: ServiceGroup, *, beneficiary_id: int, joined_on: date) -> Errors:
    """What is wrong with somebody who joins, by field."""
    register = Beneficiary.objects.not_erased().filter(agency=group.project.agency_id)
    errors = {"joined_on": work_day_error(group.project, joined_on)}
    if joined_on < group.opened_on:
        errors["joined_on"] = _("It was opened on %(day)s; enter that day or a later one.") % {
            "day": group.opened_on.isoformat()
        }
    if not register.filter(pk=beneficiary_id).exists():
        errors["beneficiary"] = _("Choose somebody of your register.")
    elif group.memberships.filter(beneficiary=beneficiary_id).exists():
        errors["beneficiary"] = _("This person already belongs to the group.")
    return said(errors)


def leaving_error(member: GroupMember, day: date) -> str:
    """Why ``member`` cannot have left on ``day``, or ""."""
    if day > timezone.localdate():
        return _("This day lies in the future; enter today or an earlier day.")
    if day < member.joined_on:
        return _("The last day lies before the first.")
    return ""

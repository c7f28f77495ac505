"""What must hold between a service and the case, the group and the people it names."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from projects.delivery.models import Beneficiary, CaseFile, ServiceGroup, ServiceRecord, ServiceRule
from projects.pilots.models import Project

WARN, REFUSE = ServiceRule.Answer.WARN, ServiceRule.Answer.REFUSE
Method = ServiceRecord.Method


def work_verdict(
    project: Project, entry: Mapping[str, Any], record: ServiceRecord | None
) -> Iterator[tuple[str, str, str]]:
    """(field, text, whether it refuses or warns) of what ``entry`` says of case, group and people."""
    if entry.get("case_id") is not None:
        yield "case", _case(project, entry), REFUSE
    if entry.get("group_id") is not None:
        yield from _group(project, entry, record)
    elif entry.get("session") is not None:
        yield "group", _("Choose the group whose session this was."), REFUSE
    if entry.get("beneficiary_ids"):
        yield "beneficiaries", _beneficiaries(project, entry, record), REFUSE


def _case(project: Project, entry: Mapping[str, Any]) -> str:
    if entry.get("method", Method.CASE) != Method.CASE:
        return _("A case is named by its interviews only.")
    case = CaseFile.objects.filter(project=project, pk=entry["case_id"]).first()
    return _not_open(case, entry) if case else _("Choose a case of this project.")


def _group(
    project: Project, entry: Mapping[str, Any], record: ServiceRecord | None
) -> Iterator[tuple[str, str, str]]:
    if entry.get("method", Method.GROUP) != Method.GROUP:
        yield "group", _("A group is named by its numbered sessions only."), REFUSE
        return
    group = ServiceGroup.objects.filter(project=project, pk=entry["group_id"]).first()
    if group is None:
        yield "group", _("Choose a group of this project."), REFUSE
        return
    yield "group", _not_open(group, entry), REFUSE
    if "session" not in entry:
        return
    session = entry["session"]
    if session is None or session < 1:
        yield "session", _("Which session was it? Enter its number, such as 3."), REFUSE
        return
    same = group.sessions.filter(session=session)
    if record:
        same = same.exclude(pk=record.pk)
    if same.exists():
        yield "session", _("This session of the group is already logged."), REFUSE
    elif session > group.planned_sessions:
        planned = {"planned": group.planned_sessions}
        yield "session", _("The group was planned for %(planned)s sessions.") % planned, WARN


def _not_open(work: CaseFile | ServiceGroup, entry: Mapping[str, Any]) -> str:
    """Why nothing of ``work`` happened on the day; the first and the last day belong to it."""
    day = entry.get("day")
    if day and day < work.opened_on:
        return _("It began on %(day)s; enter that day or a later one.") % {
            "day": work.opened_on.isoformat()
        }
    if day and work.closed_on and day > work.closed_on:
        return _("It ended on %(day)s; enter that day or an earlier one.") % {
            "day": work.closed_on.isoformat()
        }
    return ""


def _beneficiaries(project: Project, entry: Mapping[str, Any], record: ServiceRecord | None) -> str:
    wanted = set(entry["beneficiary_ids"])
    known = Beneficiary.objects.filter(pk__in=wanted, agency=project.agency_id)
    fit = set(known.not_erased().values_list("pk", flat=True))
    if record:  # somebody who was erased since then stays counted where she was
        fit |= set(record.beneficiaries.values_list("pk", flat=True))
    if wanted - fit:
        return _("Choose among the people of your register.")
    most = min((n for n in (entry.get("people"), entry.get("attendances")) if n), default=None)
    if most is not None and len(wanted) > most:
        return _("More people are named than came.")
    return ""

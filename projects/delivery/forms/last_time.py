"""What a new entry starts from: what she used last, or all of her last record."""

from collections.abc import Mapping
from typing import Any

from projects.common.forms import LONGEST_ID
from projects.delivery.models import CaseFile, ServiceGroup, ServiceRecord

# What she is not asked again; the rest only where she wants the same as last time.
KEPT = ("method", "field")
SAME = (
    *("hours", "starts_at", "ends_at", "attendances", "people", "groups"),
    *("volunteers", "volunteer_hours"),
)


def kept_from(record: ServiceRecord, *, whole: bool) -> dict[str, Any]:
    """What the form starts from after ``record``: site, workers, method and field; with ``whole``
    also times, numbers, case, group and people. A text is never kept."""
    kept = {name: getattr(record, name) for name in KEPT if getattr(record, name)}
    kept |= {"place": record.place_id, "lead": record.lead_id}
    kept["workers"] = [worker.pk for worker in record.workers]
    if whole:
        kept |= {name: getattr(record, name) for name in SAME}
        kept |= {"case": record.case_id, "group": record.group_id}
        kept["beneficiaries"] = [person.pk for person in record.beneficiaries.not_erased()]
    return kept


def named_in(address: Mapping[str, str], user: Any) -> dict[str, Any]:
    """What an address that names a case or a group starts from: its interview with its person, its
    next session. What ``user`` does not see is not named."""
    if case := _named(CaseFile, address.get("case", ""), user):
        people = [case.beneficiary_id]
        named = {"method": ServiceRecord.Method.CASE, "case": case.pk, "group": None}
        return {**named, "session": None, "attendances": 1, "beneficiaries": people}
    if group := _named(ServiceGroup, address.get("group", ""), user):
        # Who of the members came is not known before she says so.
        named = {"method": ServiceRecord.Method.GROUP, "group": group.pk, "case": None}
        return {**named, "session": address.get("session", "")}
    return {}


def _named(model: Any, pk: str, user: Any) -> Any:
    if not pk.isdecimal() or len(pk) > LONGEST_ID:
        return None
    return model.objects.visible_to(user).filter(pk=pk).first()

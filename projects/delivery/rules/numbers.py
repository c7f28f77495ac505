"""What the numbers and times of one service can never be."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

A_DAY = Decimal(24)


def number_errors(entry: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong with what ``entry`` tells, by field; what is not told is not looked at."""
    said = {
        "hours": _hours(entry.get("hours")),
        "attendances": _attendances(entry.get("attendances")),
        **_times(entry),
        **_people(entry),
        **_ratings(entry),
        **_volunteers(entry),
    }
    return {field: text for field, text in said.items() if text}


def _hours(hours: Decimal | None) -> str:
    return (
        _("Hours lie between 0.1 and 24.") if hours is not None and not 0 < hours <= A_DAY else ""
    )


def _attendances(attendances: int | None) -> str:
    if attendances is not None and attendances < 1:
        return _("A service reaches at least one person. If it did not take place, do not log it.")
    return ""


def _times(entry: Mapping[str, Any]) -> dict[str, str]:
    if "starts_at" not in entry or "ends_at" not in entry:
        return {}
    starts, ends = entry["starts_at"], entry["ends_at"]
    if starts is None and ends is None:
        return {}
    if starts is None:
        return {"starts_at": _("Enter both times, or neither.")}
    if ends is None:
        return {"ends_at": _("Enter both times, or neither.")}
    return {"ends_at": "" if starts < ends else _("The end lies after the beginning.")}


def _people(entry: Mapping[str, Any]) -> dict[str, str]:
    people, attendances = entry.get("people"), entry.get("attendances")
    if people is None:
        return {}
    if people < 1:
        return {"people": _("At least one person came; leave it empty where you did not count.")}
    if attendances is not None and people > attendances:
        return {"people": _("There cannot be more people than attendances.")}
    return {}


def _ratings(entry: Mapping[str, Any]) -> dict[str, str]:
    rated, satisfied = entry.get("rated"), entry.get("satisfied")
    attendances = entry.get("attendances")
    said = {}
    if (rated or 0) < 0 or (satisfied or 0) < 0:
        said["rated"] = _("Enter a whole number, such as 12.")
    if rated is not None and attendances is not None and rated > attendances:
        said["rated"] = _("There cannot be more valid ratings than attendances.")
    if rated is not None and satisfied is not None and satisfied > rated:
        said["satisfied"] = _("There cannot be more satisfied people than valid ratings.")
    return said


def _volunteers(entry: Mapping[str, Any]) -> dict[str, str]:
    volunteers, hours = entry.get("volunteers"), entry.get("volunteer_hours")
    if (volunteers or 0) < 0:
        return {"volunteers": _("Enter a whole number, such as 12.")}
    if hours is None:
        return {}
    if hours < 0:
        return {"volunteer_hours": _("Hours are not below 0.")}
    if hours and volunteers is not None:
        if not volunteers:
            return {"volunteers": _("Who gave these hours? Enter the number of volunteers.")}
        if hours > A_DAY * volunteers:
            return {"volunteer_hours": _("These are more than 24 hours a volunteer.")}
    return {}

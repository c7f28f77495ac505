"""What the numbers and times of one service can never be."""

from collections.abc import Mapping
from datetime import time
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

A_DAY = Decimal(24)


def number_errors(entry: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong with what ``entry`` tells, by field; what is not told is not looked at."""
    hours, attendances, people = entry.get("hours"), entry.get("attendances"), entry.get("people")
    said: dict[str, str] = {}
    if hours is not None and not 0 < hours <= A_DAY:
        said["hours"] = _("Hours lie between 0.1 and 24.")
    if attendances is not None and attendances < 1:
        said["attendances"] = _(
            "A service reaches at least one person. If it did not take place, do not log it."
        )
    if "starts_at" in entry and "ends_at" in entry:
        _judge_times(entry["starts_at"], entry["ends_at"], said)
    if people is not None and people < 1:
        said["people"] = _("At least one person came; leave it empty where you did not count.")
    elif people is not None and attendances is not None and people > attendances:
        said["people"] = _("There cannot be more people than attendances.")
    _judge_ratings(entry.get("rated"), entry.get("satisfied"), attendances, said)
    _judge_volunteers(entry.get("volunteers"), entry.get("volunteer_hours"), said)
    return said


def _judge_times(starts: time | None, ends: time | None, said: dict[str, str]) -> None:
    if starts is None and ends is None:
        return
    if starts is None or ends is None:
        missing = "starts_at" if starts is None else "ends_at"
        said[missing] = _("Enter both times, or neither.")
    elif starts >= ends:
        said["ends_at"] = _("The end lies after the beginning.")


def _judge_ratings(
    rated: int | None, satisfied: int | None, attendances: int | None, said: dict[str, str]
) -> None:
    if not rated and not satisfied:
        return
    if (rated or 0) < 0 or (satisfied or 0) < 0:
        said["rated"] = _("Enter a whole number, such as 12.")
    if rated is not None and attendances is not None and rated > attendances:
        said["rated"] = _("There cannot be more valid ratings than attendances.")
    if rated is not None and satisfied is not None and satisfied > rated:
        said["satisfied"] = _("There cannot be more satisfied people than valid ratings.")


def _judge_volunteers(volunteers: int | None, hours: Decimal | None, said: dict[str, str]) -> None:
    if volunteers is not None and volunteers < 0:
        said["volunteers"] = _("Enter a whole number, such as 12.")
    elif hours is not None and hours < 0:
        said["volunteer_hours"] = _("Hours are not below 0.")
    elif hours and volunteers is not None:
        if not volunteers:
            said["volunteers"] = _("Who gave these hours? Enter the number of volunteers.")
        elif hours > A_DAY * volunteers:
            said["volunteer_hours"] = _("These are more than 24 hours a volunteer.")

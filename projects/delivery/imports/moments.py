"""Days that bring their times along, and the numbers of a group's sessions."""

import re
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from projects.imports import cells, cells_time

MOST_SESSIONS = 60
_CLOCK = r"\d{1,2}[:点时]\d{0,2}分?"
_TIMES_BEHIND = re.compile(rf"({_CLOCK})\s*[-~—–至到]+\s*({_CLOCK})\s*$")
_AROUND = re.compile(r"[第节次期回\s]+")
_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")}


_VOLUNTEERS = cells_time.hours(99_999)


class Moment(NamedTuple):
    """A day, and when on it something began and ended, where the same cell says so."""

    day: date
    starts: time | None = None
    ends: time | None = None


def day_and_times(value: Any) -> Moment:
    """A day that is not in the future: 2018-03-05, and with its times 2018年3月5日 14:30-16:00."""
    if isinstance(value, str):
        found = _TIMES_BEHIND.search(cells.plain(value))
        if found:
            starts, ends = cells_time.times(found[0])
            before = cells.plain(value)[: found.start()].strip()
            return Moment(cells.past_day(before), starts, ends)
    day = cells.past_day(value)
    if isinstance(value, datetime) and value.time() != time.min:
        return Moment(day, value.time().replace(microsecond=0))
    return Moment(day)


def hours_between(starts: time, ends: time) -> Decimal:
    """Hours from ``starts`` to ``ends``, a begun tenth for a whole one."""
    span = datetime.combine(date.min, ends) - datetime.combine(date.min, starts)
    return Decimal(-(-int(span.total_seconds()) // 360)).scaleb(-1)


def later(starts: time, hours: Decimal) -> time | None:
    """The time so many hours later, unless the day is over by then."""
    minutes = starts.hour * 60 + starts.minute + int(hours * 60)
    return time(minutes // 60, minutes % 60) if minutes < 24 * 60 else None


def volunteer_hours(value: Any, unit: str = "") -> Decimal:
    """Hours of all volunteers together; none are 0."""
    if re.fullmatch(r"0+(\.0*)?(小时|时|h)?|[-—/无]", cells.plain(value)):
        return Decimal(0)
    return _VOLUNTEERS(value, unit)


def session(value: Any) -> int:
    """Which session of a group it was: 3, 第3节, 第三节."""
    written = _AROUND.sub("", cells.plain(value))
    number = _chinese(written)
    if number is None:
        return cells.whole(units=(), example="3", most=MOST_SESSIONS)(written or "?")
    if not 1 <= number <= MOST_SESSIONS:
        raise ValidationError(
            _("Enter a number from %(least)s to %(most)s."),
            params={"least": 1, "most": MOST_SESSIONS},
        )
    return number


def _chinese(written: str) -> int | None:
    """12 of 十二; None of what is no Chinese number below a hundred."""
    tens, ten, ones = written.partition("十")
    if not written or any(sign not in _DIGITS for sign in tens + ones) or len(tens + ones) > 2:
        return None
    if not ten:
        return _DIGITS[tens] if len(tens) == 1 else None
    return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)

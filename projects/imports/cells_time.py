"""Times as people write them: 2小时, 90分钟 and 1:30 for how long; 下午2点半 and 14：30-16：00 for when."""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from projects.imports.cells import plain

MOST = 25  # characters of a length: no number then is too large to be divided
TENTH = Decimal("0.1")
HOURS = {"小时": 60, "时": 60, "h": 60, "分钟": 1, "分": 1, "min": 1}  # header's unit → minutes
_WORDS = dict(zip("一二两三四五六七八九十", (1, 2, 2, 3, 4, 5, 6, 7, 8, 9, 10), strict=True))
_PER_HOUR = r"(?:个?(?:小时|钟头)|时|h(?:ours?|rs?)?)"
_PER_MINUTE = r"(?:分钟?|m(?:in(?:ute)?s?)?|')"
_LONG = re.compile(
    rf"(?:(?P<hours>\d+(?:\.\d+)?)(?P<half>个半|半)?{_PER_HOUR})?(?P<behind>半)?"
    rf"(?:(?P<minutes>\d+(?:\.\d+)?){_PER_MINUTE}?)?"
)
_HALF_HOUR = re.compile(r"半个?(?:小时|钟头)")
_SIXTIES = re.compile(r"(\d{1,3}):([0-5]\d)(?::[0-5]\d)?")
_BARE = re.compile(r"\d+(?:\.\d+)?")

_BRACKETS = re.compile(r"\([^()]*\)")
_BETWEEN = re.compile(r"\s*(?:[-~—–―]+|至|到)\s*")
_DAY_BEFORE = re.compile(
    r"(?:\d{4}|\d\d)\s*[年./-]\s*\d{1,2}\s*[月./-]\s*\d{1,2}(?:\s*[日号]\s*|[\sT]+)"
    r"(?:\s*(?:星期|周|礼拜)[一二三四五六日天])?\s*"
)
_MORNING, _NOON, _LATER = "上午 早上 早晨 清晨 凌晨 am", "中午", "下午 晚上 傍晚 pm"
_HALF_DAYS = {
    **dict.fromkeys(_MORNING.split(), "morning"),
    **dict.fromkeys(_LATER.split(), "later"),
    _NOON: "noon",
}
_CLOCK = re.compile(
    rf"(?P<before>{'|'.join(_HALF_DAYS)})?\s*(?:"
    r"(?P<hour>\d{1,2})(?:[:.](?P<minute>[0-5]\d)(?:[:.][0-5]\d(?:\.\d+)?)?|"
    r"(?:点|时)(?:钟|整|(?P<after>[0-5]?\d)分?|(?P<half>半)|(?P<quarters>[一三])刻)?)"
    r"|(?P<compact>[0-2]\d[0-5]\d))\s*(?P<behind>am|pm)?"
)


def hours(most: int = 24) -> Callable[..., Decimal]:
    """A duration in hours to a tenth: 2小时, 90分钟, 1.5h, 1小时30分, 1个半小时, 1:30, a cell of time.

    A bare number is one of the unit that the header names (``Column.units``), or of hours.
    """

    def parse(value: Any, unit: str = "") -> Decimal:
        minutes = _minutes(value, HOURS.get(unit, 60))
        length = None if minutes is None else (minutes / 60).quantize(TENTH, ROUND_HALF_UP)
        if length is None:
            raise ValidationError(
                _("Enter how long it took, such as 2小时, 90分钟, 1小时30分 or 1:30.")
            )
        if not TENTH <= length <= most:
            raise ValidationError(
                _("Enter a length from 0.1 to %(most)s hours; these are %(length)s hours."),
                params={"most": most, "length": length},
            )
        return length

    return parse


def _minutes(value: Any, per_number: int) -> Decimal | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, time | timedelta | date):
        return _minutes_of_cell(value)
    written = "".join(plain(value).split()).casefold().removeprefix("约")
    for word, digit in _WORDS.items():
        written = written.replace(word, str(digit))
    if len(written) > MOST:
        return None
    if _BARE.fullmatch(written):
        return Decimal(written) * per_number
    if found := _SIXTIES.fullmatch(written):
        return Decimal(found[1]) * 60 + Decimal(found[2])
    if _HALF_HOUR.fullmatch(written):
        return Decimal(30)
    found = _LONG.fullmatch(written)
    if not found or not (found["hours"] or found["minutes"]):
        return None
    half = Decimal(30) if found["half"] or found["behind"] else Decimal(0)
    return Decimal(found["hours"] or 0) * 60 + half + Decimal(found["minutes"] or 0)


def _minutes_of_cell(value: time | timedelta | date) -> Decimal | None:
    """A cell that Excel keeps as a part of a day; a day of 1899 or 1900 is what it shows beyond 24 hours."""
    if isinstance(value, time):
        return Decimal(value.hour * 60 + value.minute)
    if isinstance(value, datetime):
        value = value.replace(tzinfo=None) - datetime(1899, 12, 31)  # noqa: DTZ001, no moment: a length
        return Decimal(round(value.total_seconds() / 60)) if value.days < 59 else None
    if isinstance(value, timedelta):
        return Decimal(round(value.total_seconds() / 60))
    return None


def clock(value: Any) -> time:
    """The time of a day, to the minute: 14:30, 14：30, 下午2点半, 2:30 PM, 1430, a cell, a part of a day."""
    if (found := _clock_of_cell(value)) is not None:
        return found
    found, _half = _clock(_DAY_BEFORE.sub("", _text(value), count=1))
    if found is None:
        raise _no_clock()
    return found


def times(value: Any) -> tuple[time, time | None]:
    """When something began and, where it is said, ended: 14：30-16：00, 下午2点至4点半; 14:30 alone."""
    if (found := _clock_of_cell(value)) is not None:
        return found, None
    parts = _BETWEEN.split(_DAY_BEFORE.sub("", _text(value), count=1))
    begun, half = _clock(parts[0])
    if begun is None or len(parts) > 2:
        raise _no_clock()
    if len(parts) == 1:
        return begun, None
    ended, own = _clock(parts[1])
    if ended is None:
        raise _no_clock()
    if half == "later" and not own and ended.hour < 12 and ended <= begun:  # 下午2点至4点
        ended = ended.replace(hour=ended.hour + 12)
    if ended <= begun:
        raise ValidationError(_("The end must come after the beginning, such as 14:30-16:00."))
    return begun, ended


def shown_times(value: tuple[time, time | None]) -> str:
    """What ``times`` has read, as it is written back."""
    return "-".join(f"{at:%H:%M}" for at in value if at)


def _text(value: Any) -> str:
    written = "" if isinstance(value, bool | date) else plain(value).casefold()
    return _BRACKETS.sub("", written).strip()[:60]


def _clock_of_cell(value: Any) -> time | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, float) and not value.is_integer():
        value = timedelta(days=value % 1) if 0 < value < 73_051 and _is_day(value) else None
    if isinstance(value, time):
        value = timedelta(hours=value.hour, minutes=value.minute, seconds=value.second)
    if isinstance(value, datetime):
        value = timedelta(hours=value.hour, minutes=value.minute, seconds=value.second)
    if not isinstance(value, timedelta):
        return None
    minutes = round(value.total_seconds() / 60)
    return time(minutes // 60, minutes % 60) if 0 <= minutes < 24 * 60 else None


def _is_day(number: float) -> bool:
    """Whether a number with a fraction is a part of a day, with or without the day before it."""
    return number < 1 or number > 7_306


def _clock(written: str) -> tuple[time | None, str]:
    """The time that a text names, and the half of the day that it says."""
    found = _CLOCK.fullmatch(written)
    if not found:
        return _part_of_day(written), ""
    if found["compact"]:
        hour, minute = int(found["compact"][:2]), int(found["compact"][2:])
    else:
        hour, minute = int(found["hour"]), int(found["minute"] or found["after"] or 0)
        minute = 30 if found["half"] else minute
        minute = {"一": 15, "三": 45}.get(found["quarters"], minute)
    half = _HALF_DAYS.get(found["before"] or found["behind"] or "", "")
    if hour < {"later": 12, "noon": 3}.get(half, 0):
        hour += 12
    elif found["before"] in ("凌晨", "am") or found["behind"] == "am":
        hour %= 12 if hour == 12 else 24
    elif found["before"] == "晚上" and hour == 12:
        return None, half  # midnight: of which day?
    return (time(hour, minute) if hour < 24 else None), half


def _part_of_day(written: str) -> time | None:
    """A part of a day that has become text: 0.604166666666667."""
    if re.fullmatch(r"0?\.\d{3,20}", written):
        return _clock_of_cell(float(written))
    return None


def _no_clock() -> ValidationError:
    return ValidationError(_("Enter a time of the day such as 14:30 or 下午2点半."))

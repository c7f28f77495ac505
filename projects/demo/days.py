"""Plausible days: offices work on weekdays outside the holidays of 2018."""

from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")

# The days off of 2018 that fall on weekdays (国办发明电〔2017〕12号).
HOLIDAYS = frozenset(
    [date(2018, 1, 1)]
    + [date(2018, 2, day) for day in (15, 16, 19, 20, 21)]
    + [date(2018, 4, day) for day in (5, 6)]
    + [date(2018, 4, 30), date(2018, 5, 1), date(2018, 6, 18), date(2018, 9, 24)]
    + [date(2018, 10, day) for day in (1, 2, 3, 4, 5)]
)


def is_working_day(day: date) -> bool:
    """Whether offices are open on ``day``."""
    return day.weekday() < 5 and day not in HOLIDAYS


def working_day(day: date) -> date:
    """``day``, or the first working day after it."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def next_working_day(day: date) -> date:
    """The first working day after ``day``."""
    return working_day(day + timedelta(days=1))


def day_between(rng: Random, first: date, last: date) -> date:
    """Any day from ``first`` to ``last``, both included."""
    return first + timedelta(days=rng.randint(0, (last - first).days))


def office_time(rng: Random, day: date) -> datetime:
    """A minute of ``day`` at which offices are open."""
    hour = rng.choice((9, 10, 11, 15, 16, 17))
    return datetime.combine(day, time(hour, rng.randint(0, 59)), CHINA)


def day_after(rng: Random, day: date, least: int, most: int) -> date:
    """A working day, ``least`` to ``most`` days after ``day`` or where offices are closed a little later."""
    return working_day(day + timedelta(days=rng.randint(least, most)))

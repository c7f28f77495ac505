"""Working days of China: weekdays that are no lawful holiday, and the weekends that make up for one.

The State Council publishes each year's holidays in the autumn before, so the calendar ends with a year
that a newer release of chinesecalendar knows. After it Monday to Friday are counted, and the pages say so.
"""

from datetime import date, timedelta

from chinese_calendar import is_workday


def is_known(*days: date) -> bool:
    """Whether the lawful holidays of the years of all ``days`` are known."""
    try:
        return all(is_workday(day) in (True, False) for day in days)
    except NotImplementedError:
        return False


def is_working_day(day: date) -> bool:
    """Whether offices work on ``day``; Monday to Friday in a year whose holidays are not known."""
    return is_workday(day) if is_known(day) else day.weekday() < 5


def working_days(first: date, last: date) -> int:
    """How many working days lie from ``first`` to ``last``, both included."""
    span = range((last - first).days + 1)
    return sum(is_working_day(first + timedelta(days=number)) for number in span)


def nth_working_day(first: date, number: int) -> date:
    """The ``number``-th working day from ``first`` on; ``first`` itself counts when it is one."""
    day = first
    while True:
        number -= is_working_day(day)
        if number <= 0:
            return day
        day += timedelta(days=1)

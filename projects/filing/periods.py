"""The periods that are filed: quarters, half-years and years, each named as officials name it."""

from datetime import date, timedelta

from django.utils.translation import gettext as _

MONTHS = {"year": 12, "half": 6, "quarter": 3}


def first_day(period: str, until: date) -> date:
    """The first day of the ``period`` that ends with ``until``."""
    return date(until.year, until.month - MONTHS[period] + 1, 1)


def period_name(period: str, until: date) -> str:
    """Year, half or quarter in words."""
    number = until.month // MONTHS[period]
    if period == "year":
        return _("the year %(year)s") % {"year": until.year}
    if period == "half":
        words = _("first half of %(year)s") if number == 1 else _("second half of %(year)s")
        return words % {"year": until.year}
    return _("quarter %(number)s of %(year)s") % {"number": number, "year": until.year}


def ended_in(year: int, today: date) -> list[tuple[str, date]]:
    """The periods of ``year`` that are over by ``today``: the year, its halves, its quarters."""
    found = []
    for period, months in MONTHS.items():
        for month in range(months, 13, months):
            until = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
            if until < today:
                found.append((period, until))
    return found

"""When a schedule is due: on a day and hour of the first month after each month, quarter, half or year."""

from datetime import date, datetime, timedelta

from dateutil.rrule import MONTHLY, rrule
from django.utils import timezone

MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}


def next_after(moment: datetime, *, every: str, day: int, hour: int) -> datetime:
    """The first occasion after ``moment``."""
    local = timezone.localtime(moment)
    return timezone.make_aware(_rule(local, every, day, hour).after(local.replace(tzinfo=None)))


def latest_by(moment: datetime, *, every: str, day: int, hour: int) -> datetime:
    """The last occasion that is not after ``moment``."""
    local = timezone.localtime(moment)
    found = _rule(local, every, day, hour).before(local.replace(tzinfo=None), inc=True)
    return timezone.make_aware(found)


def reported_day(occasion: date) -> date:
    """The last day of the period that has ended before the month of ``occasion``."""
    return occasion.replace(day=1) - timedelta(days=1)


def _rule(local: datetime, every: str, day: int, hour: int) -> rrule:
    first = local.replace(year=local.year - 1, month=1, day=day, tzinfo=None)
    start = first.replace(hour=hour, minute=0, second=0, microsecond=0)
    return rrule(MONTHLY, interval=MONTHS[every], dtstart=start)

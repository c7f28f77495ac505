"""Ages as they are shown and counted: in bands, so that a birth date need not be told."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

CHILD = 14  # years; below, the data are sensitive and a guardian consents (个人信息保护法 art. 31)


class AgeBand(models.TextChoices):
    """The bands of the register and of the reports."""

    CHILD = "child", _("under 14")
    YOUTH = "youth", _("14 to 17")
    ADULT = "adult", _("18 to 59")
    ELDER = "elder", _("60 to 79")
    AGED = "aged", _("80 and over")


_FROM = ((80, AgeBand.AGED), (60, AgeBand.ELDER), (18, AgeBand.ADULT), (CHILD, AgeBand.YOUTH))


def age_on(born_on: date, day: date) -> int:
    """Whole years on ``day``."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def band_on(born_on: date | None, day: date) -> AgeBand | None:
    """The band of somebody born on ``born_on``, as of ``day``; None where nobody knows."""
    if born_on is None:
        return None
    age = age_on(born_on, day)
    return next((band for since, band in _FROM if age >= since), AgeBand.CHILD)


def born_within(band: str, day: date) -> tuple[date, date]:
    """The half-open range [low, high) of the birth dates that are in ``band`` on ``day``."""
    starts = [0, *(since for since, _band in reversed(_FROM)), 200]
    place = AgeBand.values.index(band)
    return _after_years(starts[place + 1], day), _after_years(starts[place], day)


def _after_years(years: int, day: date) -> date:
    """The first birth date of those who are not ``years`` old on ``day``."""
    year = day.year - years
    if (day.month, day.day) == (2, 29):
        return date(year, 3, 1)
    before = day.replace(year=year)
    return date.fromordinal(before.toordinal() + 1)

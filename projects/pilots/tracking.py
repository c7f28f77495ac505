"""What was measured of a project's indicators, and whether they are on track."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _

from projects.pilots.models import Indicator, IndicatorValue, Project

TOLERANCE = Decimal("0.10")  # of the way that is due
_WHOLE = Decimal(1)


class Track(models.TextChoices):
    """How an indicator stands."""

    REACHED = "reached", _("Target reached")
    ON_TRACK = "on_track", _("On track")
    BEHIND = "behind", _("Behind")


class Standing(NamedTuple):
    """Where a value stands between baseline and target.

    ``done`` and ``due`` are shares of the way (1 is the target, less than 0 is a step back);
    ``expected`` is what the value should have been that day, in the indicator's unit.
    """

    done: Decimal
    due: Decimal
    expected: Decimal
    track: Track

    @property
    def done_percent(self) -> int:
        """The share of the way that is done, in per cent; a step back is below 0."""
        return round(self.done * 100)

    @property
    def due_percent(self) -> int:
        """The share of the way that is due, in per cent."""
        return round(self.due * 100)

    @property
    def bar(self) -> int:
        """The length of the progress bar in per cent, from 0 to 100."""
        return min(max(self.done_percent, 0), 100)


def standing(indicator: Indicator, value: IndicatorValue, project: Project) -> Standing:
    """How ``value`` stands on its day.

    Straight from the baseline on the day the project started to the target at its planned end; after
    the end the whole way is due. Reached: the target, or better. On track: at least nine tenths of the
    way that is due that day have been made (a tolerance of 10 %). Behind: less than that.
    """
    starts = project.started_on or project.starts
    due = _elapsed(starts, project.ends, value.as_of)
    way = indicator.target - indicator.baseline
    done = (value.actual - indicator.baseline) / way
    if done >= _WHOLE:
        track = Track.REACHED
    elif done >= due * (_WHOLE - TOLERANCE):
        track = Track.ON_TRACK
    else:
        track = Track.BEHIND
    return Standing(done, due, indicator.baseline + way * due, track)


def _elapsed(starts: date, ends: date, day: date) -> Decimal:
    """The share of [starts, ends] that has passed on ``day``, from 0 to 1."""
    days = (ends - starts).days
    if days <= 0:
        return _WHOLE
    return min(max(Decimal((day - starts).days) / days, Decimal(0)), _WHOLE)


@dataclass(frozen=True)
class Told:
    """A value with the versions that it had before, newest first."""

    value: IndicatorValue
    before: list[Any]


@dataclass(frozen=True)
class Measured:
    """An indicator with its values, newest first, and how the newest stands (None: no value yet)."""

    indicator: Indicator
    values: list[Told]
    standing: Standing | None


def measured(project: Project, user: Any) -> list[Measured]:
    """The indicators of ``project`` with everything that was recorded, in three queries."""
    values = IndicatorValue.objects.visible_to(user).filter(indicator__project=project)
    before: defaultdict[int, list[Any]] = defaultdict(list)
    past = IndicatorValue.history.filter(indicator__project=project).select_related("history_user")
    for version in past.order_by("-history_date", "-history_id"):
        before[version.id].append(version)
    found: defaultdict[int, list[Told]] = defaultdict(list)
    for value in values.select_related("indicator", "created_by").order_by("-as_of"):
        told = Told(value, [old for old in before[value.pk] if old.version < value.version])
        found[value.indicator_id].append(told)
    indicators = Indicator.objects.visible_to(user).filter(project=project).order_by("pk")
    return [
        Measured(one, rows, standing(one, rows[0].value, project) if rows else None)
        for one in indicators
        for rows in [found[one.pk]]
    ]

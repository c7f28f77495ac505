"""What a project is measured by, and what was measured."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from projects.common.models import Submitted, Versioned
from projects.needs.models import Need
from projects.pilots.models.project import Project
from projects.pilots.querysets import IndicatorQuerySet, IndicatorValueQuerySet

UNKNOWN = "unknown"
_REST = (UNKNOWN, _("Not known"))


class Indicator(Submitted, Versioned):
    """One measure of a project (绩效指标): from ``baseline`` at the start to ``target`` at the end.

    ``baseline`` and ``target`` are in ``unit``. ``direction`` says whether more or less is better.
    ``dimension`` says how a value is broken down; where the unit counts something, the parts add up
    to the value.
    """

    class Unit(models.TextChoices):
        PEOPLE = "people", _("people")
        ATTENDANCES = "attendances", _("attendances")
        HOUSEHOLDS = "households", _("households")
        TIMES = "times", _("times")
        ITEMS = "items", _("items")
        PERCENT = "percent", "%"
        POINTS = "points", _("points")

    class Direction(models.TextChoices):
        UP = "up", _("more is better")
        DOWN = "down", _("less is better")

    class Dimension(models.TextChoices):
        NONE = "none", _("not broken down")
        SEX = "sex", _("by sex")
        AGE = "age", _("by age group")
        SETTING = "setting", _("rural and urban")
        GROUP = "group", _("by target group")

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="indicators")
    name = models.CharField(_("indicator"), max_length=60)
    unit = models.CharField(_("unit"), max_length=12, choices=Unit)
    direction = models.CharField(
        _("direction"), max_length=4, choices=Direction, default=Direction.UP
    )
    baseline = models.DecimalField(_("baseline"), max_digits=12, decimal_places=2)
    target = models.DecimalField(_("target"), max_digits=12, decimal_places=2)
    dimension = models.CharField(
        _("breakdown"), max_length=8, choices=Dimension, default=Dimension.NONE
    )

    objects = IndicatorQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ("project", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["project", "name"],
                name="indicator_once_a_project",
                violation_error_message=_("The project already has an indicator of this name."),
            ),
            models.CheckConstraint(
                condition=Q(direction="up", target__gt=F("baseline"))
                | Q(direction="down", target__lt=F("baseline")),
                name="indicator_target_lies_ahead",
                violation_error_message=_(
                    "The target must lie beyond the baseline, in the direction that is better."
                ),
            ),
            models.CheckConstraint(
                condition=Q(baseline__gte=0, target__gte=0),
                name="indicator_is_not_negative",
                violation_error_message=_("Baseline and target are not below 0."),
            ),
            models.CheckConstraint(
                condition=~Q(unit="percent") | Q(baseline__lte=100, target__lte=100),
                name="indicator_percent_is_within_100",
                violation_error_message=_("A percentage is at most 100."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{reverse('project_indicators', args=[self.project_id])}#indicator-{self.pk}"

    @property
    def is_count(self) -> bool:
        """Whether the unit counts whole things, so that values are whole and parts add up."""
        return self.unit not in (self.Unit.PERCENT, self.Unit.POINTS)

    @property
    def parts(self) -> dict[str, str]:
        """The parts that a value is broken down into, by key, with their labels."""
        return {str(key): str(label) for key, label in PARTS[self.dimension]}


PARTS: dict[str, tuple] = {
    Indicator.Dimension.NONE: (),
    Indicator.Dimension.SEX: (("female", _("Female")), ("male", _("Male")), _REST),
    Indicator.Dimension.AGE: (
        ("under_18", _("Under 18")),
        ("18_to_59", _("18 to 59")),
        ("60_and_over", _("60 and over")),
        _REST,
    ),
    Indicator.Dimension.SETTING: (*Project.Setting.choices, _REST),
    Indicator.Dimension.GROUP: (*Need.TargetGroup.choices, _REST),
}


class IndicatorValue(Submitted, Versioned):
    """What an indicator stood at on a day. A correction is a new version; history keeps the old one.

    ``actual`` is in the indicator's unit, cumulative since the start; ``parts`` maps the keys of the
    indicator's breakdown to decimals as text. ``created_by`` entered it.
    """

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="values")
    as_of = models.DateField(_("as of"))
    actual = models.DecimalField(_("actual"), max_digits=12, decimal_places=2)
    parts = models.JSONField(_("parts"), default=dict, blank=True)
    source = models.CharField(_("source"), max_length=200)

    objects = IndicatorValueQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ("indicator", "as_of")
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "as_of"],
                name="indicator_value_once_a_day",
                violation_error_message=_(
                    "There is already a value of this day; correct that one."
                ),
            ),
            models.CheckConstraint(
                condition=Q(actual__gte=0),
                name="indicator_value_is_not_negative",
                violation_error_message=_("A value is not below 0."),
            ),
            models.CheckConstraint(
                condition=~Q(source=""),
                name="indicator_value_names_its_source",
                violation_error_message=_("Say where the figure comes from."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.as_of}: {self.actual.normalize():f}"

    def get_absolute_url(self) -> str:
        return self.indicator.get_absolute_url()

    @property
    def shown_parts(self) -> list[tuple[str, Decimal]]:
        """(label, value) of each part that is not empty."""
        return [
            (label, Decimal(self.parts[key]))
            for key, label in self.indicator.parts.items()
            if self.parts.get(key)
        ]

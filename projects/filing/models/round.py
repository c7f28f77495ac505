"""A round of filing: what the province asks for."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from projects.common.models import Submitted
from projects.filing.periods import period_name
from projects.filing.querysets import RoundQuerySet
from projects.pilots.models import ActionPlan
from projects.reports.definitions import Definition
from projects.reports.definitions.registry import DEFINITIONS, report_choices


class Round(Submitted):
    """One round of filing: which table of which plan, about which period, due when at each level.

    The province calls it once the period is over; each county and each city of that day then has a
    filing in it.
    """

    class Period(models.TextChoices):
        YEAR = "year", pgettext_lazy("period", "Year")
        HALF = "half", pgettext_lazy("period", "Half-year")
        QUARTER = "quarter", pgettext_lazy("period", "Quarter")

    report = models.CharField(_("report"), max_length=20, choices=report_choices)
    plan = models.ForeignKey(
        ActionPlan, on_delete=models.PROTECT, related_name="+", verbose_name=_("action plan")
    )
    period = models.CharField(_("period"), max_length=7, choices=Period)
    since = models.DateField(_("first day"))
    until = models.DateField(_("last day"))
    county_due = models.DateField(_("due day of counties"))
    city_due = models.DateField(_("due day of cities"))

    objects = RoundQuerySet.as_manager()

    class Meta:
        ordering = ("-until", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=["report", "plan", "period", "since"],
                name="filing_round_once_a_period",
                violation_error_message=_("This table is already asked for of this period."),
            ),
            models.CheckConstraint(
                condition=Q(until__gt=F("since")),
                name="filing_round_ends_after_it_begins",
                violation_error_message=_("The period ends before it begins."),
            ),
            models.CheckConstraint(
                condition=Q(county_due__gt=F("until")) & Q(city_due__gte=F("county_due")),
                name="filing_round_is_due_in_order",
                violation_error_message=_(
                    "Counties are due after the period has ended, and cities not before counties."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} · {self.get_report_display()}"

    def get_absolute_url(self) -> str:
        return reverse("round", args=[self.pk])

    @property
    def name(self) -> str:
        """The period in words."""
        return period_name(self.period, self.until)

    @property
    def definition(self) -> Definition:
        """What the table counts."""
        return DEFINITIONS[self.report]

    @property
    def options(self) -> dict[str, str]:
        """The parameters of the table: those that stand by themselves, and the period where it takes one."""
        options = self.definition.defaults
        return options | ({"period": self.period} if "period" in options else {})

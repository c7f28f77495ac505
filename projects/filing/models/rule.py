"""What the province has called for by itself."""

from datetime import date, datetime
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from projects.common.models import Submitted, Versioned
from projects.filing.models.round import Round
from projects.filing.periods import first_day
from projects.filing.querysets import RoundRuleQuerySet
from projects.pilots.models import ActionPlan
from projects.reports.definitions.registry import report_choices
from projects.reports.occasions import latest_by, next_after, reported_day

WHEN: dict[str, Any] = {"day": 1, "hour": 7}  # the first morning after the period


class RoundRule(Submitted, Versioned):
    """A table of a plan that beat calls for after each period, while the plan lasts (定期报送规则).

    Counties and cities have ``county_days`` and ``city_days`` to file, counted from the day on which it
    is called for, so that nobody is late because the clock stood still. ``next_at`` is when that is
    next; ``refused`` is why the last round could not be called.
    """

    report = models.CharField(_("report"), max_length=20, choices=report_choices)
    plan = models.ForeignKey(
        ActionPlan, on_delete=models.PROTECT, related_name="+", verbose_name=_("action plan")
    )
    period = models.CharField(_("period"), max_length=7, choices=Round.Period)
    county_days = models.PositiveSmallIntegerField(_("days for counties to file"), default=10)
    city_days = models.PositiveSmallIntegerField(_("days for cities to file"), default=20)
    is_on = models.BooleanField(_("switched on"), default=True)
    next_at = models.DateTimeField(_("next"), editable=False)
    refused = models.CharField(_("refused because"), max_length=300, blank=True, editable=False)

    objects = RoundRuleQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["next_at", "refused"])

    class Meta:
        ordering = ("-plan__year", "report", "period")
        constraints = [
            models.UniqueConstraint(
                fields=["report", "plan", "period"],
                name="filing_rule_once_a_table_and_period",
                violation_error_message=_("There is a rule for this table and period already."),
            ),
            models.CheckConstraint(
                condition=Q(county_days__gte=1, city_days__gte=F("county_days"), city_days__lte=90),
                name="filing_rule_days_are_in_order",
                violation_error_message=_(
                    "Counties have at least a day, cities not less than counties, nobody more than 90."
                ),
            ),
        ]
        indexes = [models.Index(fields=["is_on", "next_at"], name="filing_rule_due")]

    def __str__(self) -> str:
        return f"{self.get_period_display()} · {self.get_report_display()}"

    def get_absolute_url(self) -> str:
        return reverse("round_rule_list")

    def starting(self, moment: datetime) -> Self:
        """The same rule, next due after ``moment``."""
        self.next_at = next_after(moment, every=self.period, **WHEN)
        return self

    def last_period(self, moment: datetime) -> date:
        """The last day of the period that it was last due for by ``moment``."""
        return reported_day(timezone.localdate(latest_by(moment, every=self.period, **WHEN)))

    def lasts(self, until: date) -> bool:
        """Whether some of the period that ends with ``until`` lies in the plan."""
        return first_day(self.period, until) <= self.plan.ends and until >= self.plan.starts

    @property
    def is_over(self) -> bool:
        """Whether the plan has ended before the next period begins."""
        until = reported_day(timezone.localdate(self.next_at))
        return first_day(self.period, until) > self.plan.ends

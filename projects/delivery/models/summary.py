"""What the services of a month or a year add up to, so that no report reads them one by one."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from projects.common.bitmaps import BitmapField, Tally, TallyField
from projects.delivery.models.record import ServiceRecord
from projects.delivery.querysets import (
    CountySummaryQuerySet,
    ProjectSummaryQuerySet,
    SummaryMonthQuerySet,
    SummaryYearQuerySet,
)
from projects.pilots.models import ActionPlan, Project


class SummaryMonth(models.Model):
    """One county in one month: the lock under which its totals move, and whether they are true.

    ``is_dirty``: a record was corrected or many came at once, so the totals are to be rebuilt from
    the records before anybody believes them.
    """

    county_code = models.CharField(max_length=12)
    month = models.DateField()  # its first day
    is_dirty = models.BooleanField(default=False)

    objects = SummaryMonthQuerySet.as_manager()

    class Meta:
        ordering = ("county_code", "month")
        constraints = [
            models.UniqueConstraint(
                fields=["county_code", "month"], name="one_summary_a_county_and_month"
            ),
        ]
        indexes = [
            models.Index(
                fields=["county_code", "month"],
                condition=Q(is_dirty=True),
                name="summary_month_dirty",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.county_code} {self.month:%Y-%m}"


class SummaryYear(models.Model):
    """One county in one year, and whether the totals of the year are what those of its months add up to.

    Whoever moves a month marks its year under the lock of the month. A marked year is read from its
    months: nobody waits until a job has added it up again, when it is over.
    """

    county_code = models.CharField(max_length=12)
    year = models.PositiveSmallIntegerField()
    is_dirty = models.BooleanField(default=True)

    objects = SummaryYearQuerySet.as_manager()

    class Meta:
        ordering = ("county_code", "year")
        constraints = [
            models.UniqueConstraint(
                fields=["county_code", "year"], name="one_summary_a_county_and_year"
            ),
        ]
        indexes = [
            models.Index(
                fields=["year", "county_code"],
                condition=Q(is_dirty=True),
                name="summary_year_dirty",
            )
        ]

    def __str__(self) -> str:
        return f"{self.county_code} {self.year}"


class AddedUp(models.Model):
    """What services of one method in one county add up to; there is no row of nothing.

    ``came`` tells which registered people came, ``again`` who of them came once more and how often,
    ``workers`` who served them: sets, because the people of two months are not the sum of both. Most
    readers want to know who came alone, so it stands by itself.
    """

    county_code = models.CharField(_("county"), max_length=12)
    method = models.CharField(
        _("service method"), max_length=15, choices=ServiceRecord.Method.choices
    )
    records = models.PositiveIntegerField(_("services"))
    attendances = models.PositiveBigIntegerField(_("attendances"))
    hours = models.DecimalField(_("hours"), max_digits=12, decimal_places=1)
    volunteers = models.PositiveBigIntegerField(_("volunteers"))
    volunteer_hours = models.DecimalField(_("volunteers' hours"), max_digits=12, decimal_places=1)
    rated = models.PositiveBigIntegerField(_("valid ratings"))
    satisfied = models.PositiveBigIntegerField(_("satisfied"))
    came = BitmapField(_("people of the register"))
    again = TallyField(_("who came more than once"))
    workers = BitmapField(_("social workers"))

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(records__gte=1, attendances__gte=F("records")),
                name="%(class)s_of_something",
                violation_error_message=_("A total without a service is no total."),
            ),
            models.CheckConstraint(
                condition=Q(satisfied__lte=F("rated"), rated__lte=F("attendances")),
                name="%(class)s_satisfied_within_rated",
                violation_error_message=_(
                    "The satisfied are at most the valid ratings, these at most the attendances."
                ),
            ),
        ]

    @property
    def people(self) -> Tally:
        """Who came, and how often."""
        stored: Any = self  # its fields give sets, not the bytes that they are kept in
        return Tally.whole(stored.came, stored.again)


class MonthTotals(AddedUp):
    """The totals of one month, by its first day."""

    month = models.DateField(_("month"))

    class Meta(AddedUp.Meta):
        abstract = True
        ordering = ("county_code", "month", "method")

    def __str__(self) -> str:
        return f"{self.county_code} {self.month:%Y-%m} {self.method}"


class CountySummary(MonthTotals):
    """A plan's services of one method in one county and month."""

    plan = models.ForeignKey(ActionPlan, on_delete=models.CASCADE, related_name="+")

    objects = CountySummaryQuerySet.as_manager()

    class Meta(MonthTotals.Meta):
        constraints = [
            *AddedUp.Meta.constraints,
            models.UniqueConstraint(
                fields=["county_code", "month", "method", "plan"], name="countysummary_once"
            ),
        ]
        indexes = [models.Index(fields=["plan", "month"], name="countysummary_plan")]


class ProjectSummary(MonthTotals):
    """A project's services of one method in one county and month."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="summaries")

    objects = ProjectSummaryQuerySet.as_manager()

    class Meta(MonthTotals.Meta):
        constraints = [
            *AddedUp.Meta.constraints,
            models.UniqueConstraint(
                fields=["county_code", "month", "method", "project"], name="projectsummary_once"
            ),
        ]
        indexes = [models.Index(fields=["project", "month"], name="projectsummary_project")]


class CountyYear(AddedUp):
    """A plan's services of one method in one county and year that is over: its months added up.

    A row without a method holds all of them together, as who came to two of them is one person.
    """

    method = models.CharField(
        _("service method"), max_length=15, choices=ServiceRecord.Method.choices, blank=True
    )
    year = models.PositiveSmallIntegerField(_("year"))
    plan = models.ForeignKey(ActionPlan, on_delete=models.CASCADE, related_name="+")

    objects = CountySummaryQuerySet.as_manager()

    class Meta(AddedUp.Meta):
        ordering = ("county_code", "year", "method")
        constraints = [
            *AddedUp.Meta.constraints,
            models.UniqueConstraint(
                fields=["county_code", "year", "method", "plan"], name="countyyear_once"
            ),
        ]
        indexes = [models.Index(fields=["plan", "year", "method"], name="countyyear_plan")]

    def __str__(self) -> str:
        return f"{self.county_code} {self.year} {self.method}"

"""Report runs: statistics that do not move once they are made; and the schedules that ask for them."""

from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from projects.common.models import Submitted, Versioned
from projects.jobs import files
from projects.jobs.models import Job
from projects.pilots.models import ActionPlan
from projects.places.models import Place
from projects.reports.definitions import Definition
from projects.reports.definitions.registry import DEFINITIONS, report_choices
from projects.reports.occasions import latest_by, next_after
from projects.reports.querysets import ReportRunQuerySet, ReportScheduleQuerySet
from projects.reports.renderers import RENDERERS

FOLDER = "reports"  # of the workbooks, below FILES_DIR


class ReportRun(Submitted):
    """One run of a report: its parameters, and, once made, its rows frozen with their SHA-256.

    ``table`` is what ``definitions.Table.as_dict`` gives; ``sha256`` covers it. ``place`` bounds the
    rows; ``options`` are the parameters that only this report takes. ``replaces`` is the older run of
    the same question that this one corrects; both stay. ``package`` is the number of the package (of a
    room above) that asked for it among many others: lists leave those out unless they are asked for.
    """

    report = models.CharField(
        _("report"), max_length=20, choices=report_choices, default="coverage"
    )
    plan = models.ForeignKey(
        ActionPlan, on_delete=models.PROTECT, related_name="+", verbose_name=_("action plan")
    )
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, related_name="+", verbose_name=_("place")
    )
    as_of = models.DateField(_("as of"))
    options = models.JSONField(_("options"), default=dict, blank=True, editable=False)
    replaces = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="replacements",
        verbose_name=_("replaces"),
    )
    schedule = models.ForeignKey(
        "ReportSchedule",
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="runs",
        verbose_name=_("schedule"),
    )
    occasion = models.DateField(_("day of the schedule"), null=True, editable=False)
    package = models.PositiveBigIntegerField(_("package"), null=True, editable=False)
    job = models.OneToOneField(Job, on_delete=models.PROTECT, related_name="report_run", null=True)
    table = models.JSONField(null=True, editable=False)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)

    objects = ReportRunQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["replaces"],
                name="report_run_corrected_once",
                violation_error_message=_("This run has already been corrected by another one."),
            ),
            models.CheckConstraint(
                condition=Q(replaces__isnull=True) | Q(replaces__lt=F("id")),
                name="report_run_corrects_an_older_one",
                violation_error_message=_("A run corrects an older one."),
            ),
            models.UniqueConstraint(
                fields=["schedule", "occasion"],
                name="report_run_once_an_occasion",
                violation_error_message=_("The schedule has made its report of this day."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_report_display()} {self.place} {self.as_of}"

    @property
    def definition(self) -> Definition:
        """What this report counts, and how."""
        return DEFINITIONS[self.report]

    @property
    def chosen(self) -> list[str]:
        """The options that were chosen, in words."""
        return options_in_words(self)

    @property
    def question(self) -> tuple[Any, ...]:
        """What was asked: two runs with the same question count the same thing.

        A run of before there was an option asked for what that option says by itself.
        """
        options = self.definition.defaults | self.options
        return self.report, self.plan_id, self.place_id, self.as_of, options

    @property
    def folder(self) -> str:
        """Where its files lie, below FILES_DIR."""
        return f"{FOLDER}/{self.pk}"

    @property
    def file_size(self) -> int | None:
        """The bytes of its workbook; None when it has none any more."""
        return files.size_of(self.job.file) if self.job and self.job.file else None

    @property
    def file_until(self) -> date | None:
        """The last day on which its workbook is kept; later it is made anew from the frozen rows."""
        if not self.job or not self.job.file or not self.job.finished_at:
            return None
        return timezone.localdate(self.job.finished_at + timedelta(days=settings.REPORT_FILE_DAYS))

    def get_absolute_url(self) -> str:
        return reverse("report_run", args=[self.pk])


def options_in_words(asked: Any) -> list[str]:
    """The options that a run, a schedule or an older version of one names, each in words."""
    said = DEFINITIONS[asked.report].said(asked.options)
    return [one.text(value) for one, value in said]


class ReportSchedule(Submitted, Versioned):
    """A report that beat asks for again and again: what, how often and when, and for whom besides its owner.

    On ``day`` at ``hour`` of the first month after each ``every`` (month, quarter, half, year) it is
    asked for as of the last day of what has just ended; ``next_at`` is when that is next due. The
    owner's scope of that time bounds the figures. ``readers`` find the run among their own, as far as
    they may see its place. ``format`` is the one that is offered first.
    """

    class Every(models.TextChoices):
        MONTH = "month", pgettext_lazy("schedule", "Month")
        QUARTER = "quarter", pgettext_lazy("schedule", "Quarter")
        HALF = "half", pgettext_lazy("schedule", "Half-year")
        YEAR = "year", pgettext_lazy("schedule", "Year")

    report = models.CharField(_("report"), max_length=20, choices=report_choices)
    plan = models.ForeignKey(
        ActionPlan, on_delete=models.PROTECT, related_name="+", verbose_name=_("action plan")
    )
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, related_name="+", verbose_name=_("place")
    )
    options = models.JSONField(_("options"), default=dict, blank=True, editable=False)
    every = models.CharField(_("every"), max_length=7, choices=Every, default=Every.MONTH)
    day = models.PositiveSmallIntegerField(
        _("on day"), default=5, validators=[MinValueValidator(1), MaxValueValidator(28)]
    )
    hour = models.PositiveSmallIntegerField(
        _("at hour"), default=7, validators=[MaxValueValidator(23)]
    )
    format = models.CharField(
        _("format"), max_length=4, choices=[(key, key.upper()) for key in RENDERERS], default="xlsx"
    )
    readers = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="+", blank=True, verbose_name=_("for whom besides")
    )
    paused = models.BooleanField(_("paused"), default=False, editable=False)
    next_at = models.DateTimeField(_("next"), editable=False)

    objects = ReportScheduleQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["next_at"])

    class Meta:
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(
                condition=Q(day__range=(1, 28), hour__range=(0, 23)),
                name="report_schedule_day_and_hour",
                violation_error_message=_("A day from 1 to 28, an hour from 0 to 23."),
            ),
        ]
        indexes = [models.Index(fields=["paused", "next_at"], name="report_schedule_due")]

    def __str__(self) -> str:
        return f"{self.get_report_display()} {self.place}"

    def get_absolute_url(self) -> str:
        return reverse("schedule_list")

    def is_due(self, moment: datetime) -> bool:
        """Whether an occasion of its has come; beat asks the same of all (``due``)."""
        return not self.paused and self.next_at <= moment

    def first_after(self, moment: datetime) -> datetime:
        """When it is next due after ``moment``."""
        return next_after(moment, every=self.every, day=self.day, hour=self.hour)

    def last_before(self, moment: datetime) -> datetime:
        """When it was last due by ``moment``."""
        return latest_by(moment, every=self.every, day=self.day, hour=self.hour)

"""The services of one project in one month: submitted by the agency, confirmed by the county."""

from calendar import monthrange
from datetime import date

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from projects.delivery.querysets import MonthMoveQuerySet, MonthReportQuerySet
from projects.pilots.models import Project

OPEN = ("open", "returned")  # in these, services are logged and changed
KEPT = ("submitted", "confirmed")  # in these, the database refuses (migration 0009)


class MonthReport(models.Model):
    """One month of one project (月度审核): what was done in it, told by the agency, checked by the county.

    ``month`` is its first day, ``due`` the last day to submit it. ``records``, ``attendances``,
    ``hours`` and ``by_method`` ({method: [records, attendances, hours]}) are frozen at each submission;
    while the month is open they say nothing. ``explanation`` is why a month has no service,
    ``comment`` why it was returned.
    """

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("month", "Open")
        SUBMITTED = "submitted", pgettext_lazy("month", "Submitted")
        RETURNED = "returned", pgettext_lazy("month", "Returned")
        CONFIRMED = "confirmed", pgettext_lazy("month", "Confirmed")

    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="months", verbose_name=_("project")
    )
    month = models.DateField(_("month"))
    due = models.DateField(_("due on"))
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.OPEN, editable=False
    )
    records = models.PositiveIntegerField(_("services"), null=True, editable=False)
    attendances = models.PositiveIntegerField(_("attendances"), null=True, editable=False)
    hours = models.DecimalField(
        _("hours"), max_digits=9, decimal_places=1, null=True, editable=False
    )
    by_method = models.JSONField(
        _("by method"), default=dict, encoder=DjangoJSONEncoder, editable=False
    )
    explanation = models.CharField(_("why nothing was done"), max_length=500, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("submitted by"),
    )
    submitted_at = models.DateTimeField(_("submitted at"), null=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, editable=False)
    comment = models.CharField(_("comment"), max_length=500, blank=True)

    objects = MonthReportQuerySet.as_manager()

    class Meta:
        ordering = ("-month", "project")
        constraints = [
            models.UniqueConstraint(
                fields=["project", "month"],
                name="month_of_a_project_once",
                violation_error_message=_("This month of the project is there already."),
            ),
            models.CheckConstraint(
                condition=Q(due__gt=F("month")),
                name="month_is_due_after_it_began",
                violation_error_message=_("A month is due after it began."),
            ),
            models.CheckConstraint(
                condition=~Q(status__in=KEPT)
                | Q(
                    records__isnull=False,
                    attendances__isnull=False,
                    hours__isnull=False,
                    submitted_by__isnull=False,
                    submitted_at__isnull=False,
                ),
                name="month_submitted_has_its_counts",
                violation_error_message=_("A submitted month says what was done, and who says so."),
            ),
            models.CheckConstraint(
                condition=~Q(status__in=KEPT) | Q(records__gte=1) | ~Q(explanation=""),
                name="month_without_service_says_why",
                violation_error_message=_("Say why nothing was done in this month."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=["open", "submitted"])
                | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="month_decided_by_somebody",
                violation_error_message=_("Somebody decides about a month, at a time."),
            ),
            models.CheckConstraint(
                condition=~Q(status="confirmed") | ~Q(decided_by=F("submitted_by")),
                name="month_confirmed_by_another",
                violation_error_message=_("Whoever submitted the month does not confirm it."),
            ),
            models.CheckConstraint(
                condition=~Q(status="returned") | ~Q(comment=""),
                name="month_returned_says_why",
                violation_error_message=_("Say what is to be put right."),
            ),
        ]
        indexes = [
            models.Index(fields=["status", "due"], name="month_status_due"),
            models.Index(fields=["-month", "-id"], name="month_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.month:%Y-%m}"

    def get_absolute_url(self) -> str:
        return reverse("month", args=[self.pk])

    @property
    def last(self) -> date:
        """The last day of the month."""
        return last_of(self.month)

    @property
    def is_open(self) -> bool:
        """Whether services of the month are logged and changed, and it is to be submitted."""
        return self.status in OPEN

    @property
    def stage(self) -> str:
        """Where it stands today: its status, or of an open month ``running``, ``due`` or ``late``."""
        if self.status != self.Status.OPEN:
            return self.status
        today = timezone.localdate()
        if self.due < today:
            return "late"
        return "due" if self.last < today else "running"

    @property
    def is_late(self) -> bool:
        """Whether it should have been submitted by now."""
        return self.is_open and self.due < timezone.localdate()

    @property
    def figures(self) -> str:
        """What was submitted, in one word: whoever confirms it says what she has seen."""
        return f"{self.records}-{self.attendances}-{self.hours}"


class MonthMove(models.Model):
    """One step of a month: from, to, who, when, why. Never changed."""

    report = models.ForeignKey(MonthReport, on_delete=models.PROTECT, related_name="moves")
    from_status = models.CharField(_("from"), max_length=10, choices=MonthReport.Status)
    to_status = models.CharField(_("to"), max_length=10, choices=MonthReport.Status)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"))
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    objects = MonthMoveQuerySet.as_manager()

    class Meta:
        ordering = ("at", "pk")
        constraints = [
            models.CheckConstraint(
                condition=~Q(from_status=F("to_status")), name="month_move_leads_elsewhere"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report}: {self.from_status} → {self.to_status}"


def first_of(day: date) -> date:
    """The first day of the month of ``day``: the name of the month."""
    return day.replace(day=1)


def last_of(day: date) -> date:
    """The last day of the month of ``day``."""
    return day.replace(day=monthrange(day.year, day.month)[1])

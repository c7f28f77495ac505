"""What each place files in a round, and every step of it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from projects.common.roles import Role
from projects.filing.models.round import Round
from projects.filing.querysets import DONE, KEPT, OPEN, FilingQuerySet, FilingStepQuerySet
from projects.places.models import Place
from projects.reports.models import ReportRun


class Filing(models.Model):
    """What one county or city files in a round: a frozen run of the report, and who answers for it.

    ``city`` is whom a county files to; without it, a city or a county that reports on its own files
    to the province. ``sha256`` is that of the run at the time it was handed up. ``reason`` is why a
    city went on without some of its counties, ``comment`` why it was returned.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("filing", "Draft")
        SUBMITTED = "submitted", pgettext_lazy("filing", "Submitted")
        RETURNED = "returned", pgettext_lazy("filing", "Returned")
        CONFIRMED = "confirmed", pgettext_lazy("filing", "Confirmed")
        LOCKED = "locked", pgettext_lazy("filing", "Locked")

    round = models.ForeignKey(
        Round, on_delete=models.PROTECT, related_name="filings", verbose_name=_("round")
    )
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, related_name="+", verbose_name=_("place")
    )
    city = models.ForeignKey(
        Place, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("files to")
    )
    due = models.DateField(_("due on"))
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    run = models.ForeignKey(
        ReportRun, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("table")
    )
    sha256 = models.CharField(max_length=64, blank=True)
    head = models.CharField(_("head of unit"), max_length=50, blank=True)
    reviewer = models.CharField(_("reviewer"), max_length=50, blank=True)
    maker = models.CharField(_("maker"), max_length=50, blank=True)
    telephone = models.CharField(_("telephone"), max_length=30, blank=True)
    reason = models.CharField(_("why without all counties"), max_length=500, blank=True)
    comment = models.CharField(_("comment"), max_length=500, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("submitted by"),
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    locked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("locked by"),
    )
    submitted_at = models.DateTimeField(_("submitted at"), null=True)
    decided_at = models.DateTimeField(_("decided at"), null=True)
    locked_at = models.DateTimeField(_("locked at"), null=True)

    objects = FilingQuerySet.as_manager()

    class Meta:
        ordering = ("round", "place__code")
        constraints = [
            models.UniqueConstraint(
                fields=["round", "place"],
                name="filing_once_a_round_and_place",
                violation_error_message=_("This place files this table once."),
            ),
            models.CheckConstraint(
                condition=~Q(status__in=KEPT)
                | Q(run__isnull=False, submitted_by__isnull=False, submitted_at__isnull=False)
                & ~Q(sha256="")
                & ~Q(head="")
                & ~Q(reviewer="")
                & ~Q(maker=""),
                name="filing_submitted_is_whole",
                violation_error_message=_("What is handed up has a table and three names."),
            ),
            models.CheckConstraint(
                condition=~Q(status__in=("returned", *DONE))
                | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="filing_decided_by_somebody",
                violation_error_message=_("Somebody decides about a filing, at a time."),
            ),
            models.CheckConstraint(
                condition=~Q(status__in=DONE) | ~Q(decided_by=F("submitted_by")),
                name="filing_confirmed_by_another",
                violation_error_message=_("Whoever handed the table up does not confirm it."),
            ),
            models.CheckConstraint(
                condition=~Q(status="returned") | ~Q(comment=""),
                name="filing_returned_says_why",
                violation_error_message=_("Say what is to be put right."),
            ),
            models.CheckConstraint(
                condition=Q(status="locked", locked_by__isnull=False, locked_at__isnull=False)
                | ~Q(status="locked") & Q(locked_by__isnull=True, locked_at__isnull=True),
                name="filing_locked_by_somebody",
                violation_error_message=_("Somebody locks a filing, at a time."),
            ),
        ]
        indexes = [models.Index(fields=["status", "due"], name="filing_status_due")]

    def __str__(self) -> str:
        return f"{self.place} · {self.round}"

    def get_absolute_url(self) -> str:
        return reverse("filing", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Whether the table is still made and handed up."""
        return self.status in OPEN

    @property
    def is_late(self) -> bool:
        """Whether it should have been handed up by now."""
        return self.is_open and self.due < timezone.localdate()

    @property
    def was_late(self) -> bool:
        """Whether it was handed up after its day."""
        at = self.submitted_at
        return bool(not self.is_open and at and timezone.localdate(at) > self.due)

    @property
    def files(self) -> str:
        """The role that hands it up."""
        return Role.CITY if self.place.level == Place.Level.CITY else Role.COUNTY

    @property
    def decides(self) -> str:
        """The role that confirms or returns it: the level above."""
        return Role.CITY if self.city_id else Role.PROVINCE

    @property
    def above(self) -> str:
        """The level above, in words."""
        return str(self.city) if self.city else str(_("the province"))

    @property
    def names(self) -> list[str]:
        """Who answers for it, in the order of the foot of the table."""
        return [self.head, self.reviewer, self.maker, self.telephone]


class FilingStep(models.Model):
    """One step of a filing: from, to, who, when, why, and which table it was about. Never changed."""

    filing = models.ForeignKey(Filing, on_delete=models.PROTECT, related_name="steps")
    from_status = models.CharField(_("from"), max_length=10, choices=Filing.Status)
    to_status = models.CharField(_("to"), max_length=10, choices=Filing.Status)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"))
    comment = models.TextField(_("comment"), blank=True)
    run = models.ForeignKey(
        ReportRun, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("table")
    )

    objects = FilingStepQuerySet.as_manager()

    class Meta:
        ordering = ("at", "pk")
        constraints = [
            models.CheckConstraint(
                condition=~Q(from_status=F("to_status")), name="filing_step_leads_elsewhere"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.filing}: {self.from_status} → {self.to_status}"

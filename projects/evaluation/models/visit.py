"""Monitoring visits, what they found, and what is to be done about it."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from projects.agencies.models import Agency
from projects.common.models import Submitted, Versioned
from projects.evaluation.querysets import FindingQuerySet, FollowUpQuerySet, VisitQuerySet
from projects.pilots.models import Project
from projects.places.models import Place


class Visit(Submitted, Versioned):
    """A monitoring visit (督导走访) to a project on one day, by officials or evaluators."""

    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="visits", verbose_name=_("project")
    )
    on = models.DateField(_("day of the visit"))
    visitors = models.CharField(_("visitors"), max_length=200)
    site = models.ForeignKey(
        Place,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="visits",
        verbose_name=_("site"),
    )
    purpose = models.CharField(_("purpose of the visit"), max_length=300)

    objects = VisitQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ("-on", "-pk")
        indexes = [models.Index(fields=["project", "-on", "-id"], name="visit_project")]

    def __str__(self) -> str:
        return f"{self.project} {self.on}"

    def get_absolute_url(self) -> str:
        return reverse("visit", args=[self.pk])


class Finding(Submitted):
    """One thing that a visit found. A problem or a risk has a severity, something good has none."""

    class Kind(models.TextChoices):
        GOOD = "good", _("Good practice")
        PROBLEM = "problem", _("Problem")
        RISK = "risk", _("Risk")

    class Severity(models.TextChoices):
        MINOR = "minor", _("minor")
        SERIOUS = "serious", _("serious")
        GRAVE = "grave", _("grave")

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="findings")
    kind = models.CharField(_("kind of finding"), max_length=10, choices=Kind)
    severity = models.CharField(_("severity"), max_length=10, choices=Severity, blank=True)
    text = models.TextField(_("what was found"), max_length=1000)

    objects = FindingQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="good", severity="") | (~Q(kind="good") & ~Q(severity="")),
                name="finding_has_a_severity_unless_good",
                violation_error_message=_(
                    "A problem or a risk needs its severity; good practice has none."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.text[:40]}"


class FollowUp(Submitted):
    """What is to be done about a finding (整改事项), by whom and until when.

    The owner is the executing agency or one official, never both. It is done when its owner has
    said what came of it.
    """

    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="follow_ups")
    what = models.CharField(_("what is to be done"), max_length=300)
    agency = models.ForeignKey(
        Agency,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="follow_ups",
        verbose_name=_("agency"),
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="follow_ups",
        verbose_name=_("official"),
    )
    due = models.DateField(_("due on"))
    done_on = models.DateField(_("done on"), null=True, editable=False)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
    )
    result = models.TextField(_("what came of it"), max_length=1000, blank=True)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        ordering = ("due", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(agency__isnull=False, person__isnull=True)
                | Q(agency__isnull=True, person__isnull=False),
                name="follow_up_has_one_owner",
                violation_error_message=_("Choose who sees to it: the agency or one official."),
            ),
            models.CheckConstraint(
                condition=Q(done_on__isnull=True, done_by__isnull=True, result="")
                | (Q(done_on__isnull=False, done_by__isnull=False) & ~Q(result="")),
                name="follow_up_done_has_a_result",
                violation_error_message=_("Say what was done and what came of it."),
            ),
        ]
        indexes = [
            models.Index(fields=["due", "id"], condition=Q(done_on=None), name="follow_up_open")
        ]

    def __str__(self) -> str:
        return self.what

    def get_absolute_url(self) -> str:
        return f"{reverse('visit', args=[self.finding.visit_id])}#follow-up-{self.pk}"

    @property
    def owner(self) -> str:
        """Who sees to it, in words."""
        return str(self.agency or self.person)

    def is_overdue(self, day: date) -> bool:
        """Whether ``day`` lies after the due day and nothing was done."""
        return self.done_on is None and self.due < day

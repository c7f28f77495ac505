"""Who works on a project."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from projects.common.models import Submitted, Versioned
from projects.pilots.models.project import Project
from projects.pilots.querysets import AssignmentQuerySet
from projects.workers.models import SocialWorker


class Assignment(Submitted, Versioned):
    """A social worker's place on a project (指派), from one day to another, with a share of her time.

    A project has one lead on any day, and a worker one place on it. The constraints hold for what
    has no end yet; ``clean``, under the lock of ``save_assignment``, for spans that overlap. The
    lead must be certified on the first day.
    """

    class Role(models.TextChoices):
        LEAD = "lead", _("Lead")
        WORKER = "worker", _("Worker")
        SUPERVISOR = "supervisor", _("Supervisor")

    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="assignments", verbose_name=_("project")
    )
    worker = models.ForeignKey(
        SocialWorker,
        on_delete=models.PROTECT,
        related_name="assignments",
        verbose_name=_("social worker"),
    )
    role = models.CharField(_("role on the project"), max_length=10, choices=Role)
    starts = models.DateField(_("from"))
    ends = models.DateField(_("until"), null=True, blank=True)
    share = models.PositiveSmallIntegerField(_("share of time (%)"), default=100)
    takes_over = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="handed_to",
        verbose_name=_("takes over from"),
    )

    objects = AssignmentQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ("project", "role", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["project"],
                condition=Q(role="lead", ends__isnull=True),
                name="one_lead_at_a_time",
                violation_error_message=_(
                    "The project already has a lead; end that assignment first."
                ),
            ),
            models.UniqueConstraint(
                fields=["project", "worker"],
                condition=Q(ends__isnull=True),
                name="worker_once_a_project",
                violation_error_message=_("This worker is already assigned to the project."),
            ),
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")),
                name="assignment_ends_after_it_starts",
                violation_error_message=_("The end lies before the beginning."),
            ),
            models.CheckConstraint(
                condition=Q(share__gte=1, share__lte=100),
                name="assignment_share_is_1_to_100",
                violation_error_message=_("The share of time lies between 1 and 100 per cent."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.worker} ({self.get_role_display()})"

    def get_absolute_url(self) -> str:
        return reverse("assignment", args=[self.pk])

    def clean(self) -> None:
        """The rules between an assignment, its worker and the project's others, at their fields."""
        super().clean()
        if not self.worker_id or not self.starts:
            return  # the fields themselves say what is missing
        errors: dict[str, Any] = {}
        if self.role == self.Role.LEAD and not self.worker.certified_on(self.starts):
            errors["role"] = format_lazy(
                _(
                    "{name} holds no certificate on {day}; the lead must be certified on the first day."
                ),
                name=self.worker.name,
                day=self.starts.isoformat(),
            )
        if self.ends and self.ends < self.starts:
            errors["ends"] = _("The end lies before the beginning.")
        others = self.project.assignments.overlapping(self.starts, self.ends).exclude(pk=self.pk)
        if "ends" not in errors and others.filter(worker=self.worker_id).exists():
            # An edit does not show the worker again: there it is the days that are wrong.
            field = "worker" if self.pk is None else "ends"
            errors[field] = _("This worker is already assigned to the project.")
        if self.role == self.Role.LEAD and not errors:
            if lead := others.filter(role=self.Role.LEAD).select_related("worker").first():
                errors["role"] = self._who_leads(lead)
        if errors:
            raise ValidationError(errors)

    @staticmethod
    def _who_leads(lead: "Assignment") -> Any:
        if lead.ends is None:
            return _("The project already has a lead; end that assignment first.")
        return format_lazy(
            _("{name} leads the project until {day}; begin on a later day."),
            name=lead.worker.name,
            day=lead.ends.isoformat(),
        )

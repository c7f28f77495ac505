"""Partner departments, and what each contributes to a project."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from projects.common.models import Submitted, Versioned
from projects.pilots.models.project import Project
from projects.pilots.querysets import PartnerDepartmentQuerySet, PartnershipQuerySet


class PartnerDepartment(Submitted, Versioned):
    """A department that projects are carried out together with (共青团, 司法行政, …).

    One that was named by a project is never deleted: switched off it is no longer offered.
    ``position`` orders the choices.
    """

    name = models.CharField(_("name"), max_length=60, unique=True)
    short_name = models.CharField(_("short name"), max_length=20, unique=True)
    is_active = models.BooleanField(_("offered"), default=True)
    position = models.PositiveSmallIntegerField(_("position"), default=100)

    objects = PartnerDepartmentQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("department_list")


class Partnership(Submitted, Versioned):
    """A department on a project: what it contributes, and the unit to talk to.

    It is ended with ``ended_on``, never deleted.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="partnerships")
    department = models.ForeignKey(
        PartnerDepartment,
        on_delete=models.PROTECT,
        related_name="partnerships",
        verbose_name=_("department"),
    )
    contribution = models.CharField(_("what it contributes"), max_length=200)
    contact_unit = models.CharField(_("contact unit"), max_length=100, blank=True)
    since = models.DateField(_("partner since"))
    ended_on = models.DateField(_("ended on"), null=True, blank=True)

    objects = PartnershipQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ("department__position", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["project", "department"],
                name="department_once_a_project",
                violation_error_message=_("This department is already on the project."),
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("since")),
                name="partnership_ends_after_it_starts",
                violation_error_message=_("The end lies before the beginning."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.department} {self.contribution}"

    def get_absolute_url(self) -> str:
        return self.project.get_absolute_url()

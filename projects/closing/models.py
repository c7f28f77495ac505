"""What is recorded at the end of a project: what was waived, and the package that went to the archive."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from projects.closing.querysets import ArchivePackageQuerySet, WaiverQuerySet
from projects.common.models import Submitted
from projects.jobs.models import Job
from projects.pilots.models import Project


class Waiver(models.Model):
    """The approver does without one item of the closing checklist, and says why. Never taken back."""

    class Item(models.TextChoices):
        """The items that may be waived; those of checklist.py that are not here may not."""

        FOLLOW_UPS = "follow_ups", _("Follow-ups and rectifications")
        INDICATORS = "indicators", _("Final values of the indicators")
        ASSIGNMENTS = "assignments", _("Assignments")
        CONTRACT = "contract", _("Contract")
        FINAL_REPORT = "final_report", _("Final report")
        SETTLEMENT = "settlement", _("Settlement statement")
        BALANCE = "balance", _("Balance")
        AUDIT = "audit", _("Audit opinion")

    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="waivers", verbose_name=_("project")
    )
    item = models.CharField(_("item of the checklist"), max_length=20, choices=Item)
    reason = models.CharField(_("reason"), max_length=500)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"), auto_now_add=True)

    objects = WaiverQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["project", "item"],
                name="waiver_once_an_item",
                violation_error_message=_("This item has been waived already."),
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="waiver_says_why",
                violation_error_message=_("Say why; the reason stays on record."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.get_item_display()}"


class ArchivePackage(Submitted):
    """The archive package (归档包) of a closed project: one zip, made by a job, kept with its SHA-256.

    Until it is made, ``sha256`` is empty. ``size`` is in bytes, ``files`` counts what is inside. The
    package that was made archives the project; there is one of it.
    """

    project = models.ForeignKey(
        Project,
        on_delete=models.PROTECT,
        related_name="archive_packages",
        verbose_name=_("project"),
    )
    job = models.OneToOneField(Job, on_delete=models.PROTECT, related_name="archive_package")
    sha256 = models.CharField("SHA-256", max_length=64, blank=True, editable=False)
    size = models.PositiveBigIntegerField(_("size"), default=0, editable=False)
    files = models.PositiveIntegerField(_("files"), default=0, editable=False)

    objects = ArchivePackageQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["project"],
                condition=~Q(sha256=""),
                name="one_archive_package_a_project",
                violation_error_message=_("The project has its archive package already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project.number}.zip"

    def get_absolute_url(self) -> str:
        return reverse("project_closing", args=[self.project_id])

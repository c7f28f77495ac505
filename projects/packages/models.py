"""Packages of reports, and the tables in them."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from projects.common.models import Submitted
from projects.jobs.models import Job
from projects.packages.querysets import PackageQuerySet, PartQuerySet
from projects.pilots.models import ActionPlan
from projects.places.models import Place
from projects.reports.models import ReportRun


class Package(Submitted):
    """All tables that were asked for, of each place below ``place``: ordinary runs, then one zip.

    ``job`` puts the zip together; it does not exist before the last table is made. ``sha256`` covers
    the hashes of all tables with their names: on the same data it is the same, however many workers
    shared the work.
    """

    plan = models.ForeignKey(
        ActionPlan, on_delete=models.PROTECT, related_name="+", verbose_name=_("action plan")
    )
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, related_name="+", verbose_name=_("place")
    )
    as_of = models.DateField(_("as of"))
    job = models.OneToOneField(
        Job, on_delete=models.PROTECT, null=True, editable=False, related_name="package"
    )
    sha256 = models.CharField(max_length=64, blank=True, editable=False)

    objects = PackageQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(
                condition=Q(sha256="") | Q(job__isnull=False), name="package_hash_has_a_job"
            )
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.plan} {self.as_of}"

    def get_absolute_url(self) -> str:
        return reverse("package", args=[self.pk])

    @property
    def is_there(self) -> bool:
        """Whether the zip can be taken."""
        return bool(self.job and self.job.has_file)

    @property
    def file_name(self) -> str:
        return f"{self.plan.code}-{self.place.code}-{self.as_of}.zip"


class Part(models.Model):
    """One table of one place in a package: the run that makes it. A failed run is replaced by another."""

    package = models.ForeignKey(Package, on_delete=models.CASCADE, related_name="parts")
    run = models.OneToOneField(ReportRun, on_delete=models.PROTECT, related_name="+")

    objects = PartQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.path

    @property
    def path(self) -> str:
        """Its name in the zip: a folder for each table, in it one workbook for each place."""
        place = self.run.place
        return f"{self.run.get_report_display()}/{place.reports_as or place.name}.xlsx"

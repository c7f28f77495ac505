"""Exports: lists that somebody asked for as a file."""

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.common.models import Submitted
from projects.exports.querysets import ExportQuerySet
from projects.exports.sheets import SHEETS, Sheet, choices
from projects.jobs.models import Job
from projects.places.models import Place


class Export(Submitted):
    """A list or a page as a file: which one, with which filters, for whom; the worker makes it.

    ``query`` is the query string of the list or page. ``role``, ``place`` and ``of_agency`` are those of who
    asked: what the worker wrote for them is given to nobody else, not to herself in another post either.
    """

    class Format(models.TextChoices):
        XLSX = "xlsx", "Excel"
        CSV = "csv", "CSV"
        PDF = "pdf", "PDF"

    list = models.CharField(_("list"), max_length=40, choices=choices)
    query = models.TextField(_("filters"), blank=True)
    format = models.CharField(_("format"), max_length=4, choices=Format)
    role = models.CharField(max_length=20, editable=False)
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, related_name="+", null=True, editable=False
    )
    of_agency = models.PositiveBigIntegerField(null=True, editable=False)
    job = models.OneToOneField(Job, on_delete=models.PROTECT, related_name="export")

    objects = ExportQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(format__in=["xlsx", "csv", "pdf"]),
                name="export_has_a_known_format",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_list_display()} {timezone.localtime(self.created_at):%Y-%m-%d %H:%M}"

    def get_absolute_url(self) -> str:
        return reverse("export", args=[self.pk])

    @property
    def sheet(self) -> Sheet:
        """The list and its columns."""
        return SHEETS[self.list]

    @property
    def file_name(self) -> str:
        return f"{self.get_list_display()}-{timezone.localtime(self.created_at):%Y%m%d-%H%M}.{self.format}"

    @property
    def is_there(self) -> bool:
        """Whether the file can be taken."""
        return self.job.has_file

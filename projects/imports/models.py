"""Spreadsheets that people send in, and which of their rows have been imported before."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from projects.common.models import Submitted
from projects.imports.querysets import (
    HeaderMappingQuerySet,
    ImportedRowQuerySet,
    UploadQuerySet,
)
from projects.jobs.models import Job
from projects.places.models import Place


class Upload(Submitted):
    """One spreadsheet that somebody sent in: checked by one job, written by another once she says so.

    ``kind`` names the importer in ``settings.IMPORTERS``. ``result`` is what the latest job found
    (``outcome.Outcome.as_dict``). ``good_rows_only`` is chosen before: False writes all rows or none.
    It was sent for a ``place``, or by agency staff for the agency with the id ``of_agency``.
    ``headers`` are those of its tables with what they were taken for (``mapping.found_headers``).
    ``marked`` and ``wrong_rows`` are paths below FILES_DIR of the workbooks to send back.
    """

    kind = models.CharField(_("kind"), max_length=20)
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("place")
    )
    of_agency = models.BigIntegerField(null=True, editable=False)
    name = models.CharField(_("file name"), max_length=200)
    file = models.FileField(_("file"), upload_to="imports/%Y/%m", max_length=200)
    size = models.PositiveIntegerField(_("size"))
    sha256 = models.CharField(max_length=64)
    good_rows_only = models.BooleanField(_("when some rows are wrong"), default=False)
    check_job = models.OneToOneField(Job, on_delete=models.PROTECT, related_name="checks_upload")
    write_job = models.OneToOneField(
        Job, on_delete=models.PROTECT, null=True, related_name="writes_upload"
    )
    result = models.JSONField(null=True, editable=False)
    headers = models.JSONField(null=True, editable=False)
    marked = models.CharField(max_length=200, blank=True, editable=False)
    wrong_rows = models.CharField(max_length=200, blank=True, editable=False)

    objects = UploadQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(
                condition=Q(place__isnull=False) ^ Q(of_agency__isnull=False),
                name="upload_is_for_a_place_or_an_agency",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("upload", args=[self.pk])

    @property
    def job(self) -> Job:
        """The job that matters now: the writing, or the check before it."""
        return self.write_job or self.check_job

    @property
    def is_written(self) -> bool:
        """Whether its rows are in the system."""
        return self.write_job is not None and self.write_job.status == Job.Status.DONE

    @property
    def rows_to_write(self) -> int:
        """How many rows a confirmed import would write; 0 when nothing may be or need be written."""
        if self.is_written or not self.result:
            return 0
        if self.result["wrong"] and not self.good_rows_only:
            return 0
        return self.result["new"] + self.result["changed"]


class HeaderMapping(models.Model):
    """What the headers of somebody's own sheets mean, said once for her place or her agency.

    ``signature`` is that of the headers (``headers.Heads``): a file with the same ones is read by
    ``columns``: column of the sheet, counted from 0 → name of our column; what is not named is left out.
    """

    kind = models.CharField(max_length=20)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, related_name="+")
    of_agency = models.BigIntegerField(null=True)
    signature = models.CharField(max_length=64)
    columns = models.JSONField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    updated_at = models.DateTimeField(auto_now=True)

    objects = HeaderMappingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(place__isnull=False) ^ Q(of_agency__isnull=False),
                name="headers_mean_for_a_place_or_an_agency",
                violation_error_message=_("Headers are remembered for a place or for an agency."),
            ),
            models.UniqueConstraint(
                fields=["kind", "signature", "place"],
                condition=Q(place__isnull=False),
                name="headers_mean_one_thing_in_a_place",
                violation_error_message=_("These headers are already remembered."),
            ),
            models.UniqueConstraint(
                fields=["kind", "signature", "of_agency"],
                condition=Q(of_agency__isnull=False),
                name="headers_mean_one_thing_in_an_agency",
                violation_error_message=_("These headers are already remembered."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.signature[:8]}"


class ImportedRow(models.Model):
    """A row that has been imported: its natural key, and what it said then.

    The unique ``key`` is why the same row never makes two records, not even when two people send the
    same file at once. ``digest`` tells a row that says something new from one that says the same:
    what was corrected in the system since is not undone by sending the old file again.
    """

    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    record_id = models.BigIntegerField()

    objects = ImportedRowQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "key"], name="one_record_an_imported_row"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.record_id}"

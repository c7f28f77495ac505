"""Corrections of services whose month is confirmed."""

from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from projects.common.models import Submitted
from projects.delivery.models.month import MonthReport
from projects.delivery.models.record import ServiceRecord
from projects.delivery.querysets import CorrectionQuerySet

# The names under which entries tell of columns, where they differ.
COLUMNS = {
    "day": "date",
    "place_id": "place",
    "case_id": "case",
    "group_id": "group",
    "worker_ids": "assistants",
    "beneficiary_ids": "beneficiaries",
}


def label(name: str) -> Any:
    """What people call that which entries call ``name``."""
    return _("Social workers") if name == "worker_ids" else column(name).verbose_name


def column(name: str) -> Any:
    """The field of a record that entries call ``name``."""
    return ServiceRecord._meta.get_field(COLUMNS.get(name, name))


class Correction(Submitted):
    """A correction of a record of a confirmed month: the agency asks for it, the county decides.

    It changes fields; or, as {"counts": …} alone, adds a forgotten service or takes one out.
    ``before`` and ``after`` hold the changed fields alone, by their names in an entry; never what is
    written of residents. Confirmed, it makes ``version`` of the record: the database lets a record of
    a confirmed month change only where such a row stands (migration 0009). What was asked stays as it
    was asked, and what was decided as it was decided (0011).
    """

    class Status(models.TextChoices):
        ASKED = "asked", pgettext_lazy("correction", "Asked for")
        CONFIRMED = "confirmed", pgettext_lazy("correction", "Confirmed")
        REFUSED = "refused", pgettext_lazy("correction", "Refused")

    report = models.ForeignKey(MonthReport, on_delete=models.PROTECT, related_name="corrections")
    record = models.ForeignKey(
        ServiceRecord,
        on_delete=models.PROTECT,
        related_name="corrections",
        verbose_name=_("service record"),
    )
    version = models.PositiveIntegerField(_("version"), editable=False)
    before = models.JSONField(_("before"), encoder=DjangoJSONEncoder, editable=False)
    after = models.JSONField(_("after"), encoder=DjangoJSONEncoder, editable=False)
    reason = models.CharField(_("reason"), max_length=500)
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.ASKED, editable=False
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, editable=False)
    refusal = models.CharField(_("why refused"), max_length=500, blank=True)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="correction_says_why",
                violation_error_message=_("Say why the record is to be corrected."),
            ),
            models.CheckConstraint(
                condition=~Q(after={}),
                name="correction_changes_something",
                violation_error_message=_("Nothing differs from the record as it is."),
            ),
            models.CheckConstraint(
                condition=Q(version__gte=2),
                name="correction_makes_a_later_version",
                violation_error_message=_("A correction makes a later version of a record."),
            ),
            models.CheckConstraint(
                condition=Q(status="asked", decided_by__isnull=True, decided_at__isnull=True)
                | Q(
                    ~Q(status="asked"),
                    ~Q(decided_by=F("created_by")),
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                ),
                name="correction_decided_by_another",
                violation_error_message=_("Whoever asked for the correction does not decide it."),
            ),
            models.CheckConstraint(
                condition=~Q(status="refused") | ~Q(refusal=""),
                name="correction_refused_says_why",
                violation_error_message=_("Say why the correction is refused."),
            ),
            models.UniqueConstraint(
                fields=["record"],
                condition=Q(status="asked"),
                name="one_correction_of_a_record_waits",
                violation_error_message=_("A correction of this record already waits."),
            ),
            models.UniqueConstraint(
                fields=["record", "version"],
                condition=Q(status="confirmed"),
                name="one_correction_makes_a_version",
                violation_error_message=_("This version of the record was already made."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record} v{self.version}"

    def get_absolute_url(self) -> str:
        return reverse("correction", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Whether it awaits the county's decision."""
        return self.status == self.Status.ASKED

    @property
    def counts(self) -> bool | None:
        """Whether the whole service is to count or to count no more; None where fields change."""
        return self.after.get("counts")

    @property
    def changed(self) -> list[str]:
        """What it changes, in words, without a query."""
        if self.counts is not None:
            return [str(_("Count this service") if self.counts else _("Take this service out"))]
        return [str(label(name)) for name in self.after]

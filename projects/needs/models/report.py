"""What residents report themselves, without an account."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from projects.common.encryption import EncryptedTextField
from projects.common.identifiers import mask_mobile, mask_name
from projects.needs.models.need import Need
from projects.needs.querysets import ReportCountQuerySet, ResidentReportQuerySet


class ResidentReport(models.Model):
    """The receipt of a need that a resident reported, and how to reach her if she said so.

    Name and telephone are encrypted at rest, shown to the clerk of the community alone and masked;
    she opens them with a reason (``actions.contacts``).
    ``receipt`` is drawn at random: whoever holds it may ask for the status, and for nothing else.
    """

    need = models.OneToOneField(Need, on_delete=models.PROTECT, related_name="report")
    receipt = models.CharField(_("receipt number"), max_length=20, unique=True)
    contact_name = EncryptedTextField(_("name"), blank=True)
    contact_phone = EncryptedTextField(_("telephone"), blank=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    objects = ResidentReportQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return self.receipt

    @property
    def masked_name(self) -> str:
        """The family name alone: 张*."""
        return mask_name(self.contact_name)

    @property
    def masked_phone(self) -> str:
        """The number as it is shown: 138****5678."""
        return mask_mobile(self.contact_phone)


class ReportCount(models.Model):
    """How many reports came in one span of time, in all or from one address.

    ``key`` names the span and, as a keyed hash, the address. Counted in the database because the
    limit must hold whatever process answers; old rows go when new ones come.
    """

    key = models.CharField(_("key"), max_length=100, unique=True)
    count = models.PositiveIntegerField(_("count"), default=0)
    since = models.DateTimeField(_("since"), db_index=True)

    objects = ReportCountQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.key} {self.count}"

"""Social workers and the certificates that they hold."""

from datetime import date

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from projects.agencies.models import Agency
from projects.common.encryption import EncryptedTextField
from projects.common.identifiers import (
    mask_id_number,
    mask_mobile,
    validate_certificate_number,
    validate_id_number,
    validate_mobile,
)
from projects.common.models import Submitted, Versioned
from projects.places.models import Place
from projects.workers.querysets import (
    CertificateQuerySet,
    RegistrationQuerySet,
    SocialWorkerQuerySet,
)

SENIOR_SINCE = date(2019, 1, 1)  # the first senior examination was held in 2019


class SocialWorker(Submitted, Versioned):
    """A social-work professional: staff of an agency, or of a community (no agency).

    Professionals ⊃ certified ≠ workers on projects: three headcounts, never derived from one another.
    The ID number is encrypted; ``id_hash`` (keyed) finds it and keeps one person from two entries.
    """

    name = models.CharField(_("name"), max_length=50)
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, related_name="workers", verbose_name=_("county")
    )
    agency = models.ForeignKey(
        Agency,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="workers",
        verbose_name=_("agency"),
    )
    id_number = EncryptedTextField(_("ID number"), blank=True, validators=[validate_id_number])
    id_hash = models.CharField(  # noqa: DJ001, null where there is no number: unique
        max_length=64, null=True, unique=True, editable=False
    )
    phone = models.CharField(_("mobile"), max_length=11, blank=True, validators=[validate_mobile])
    since = models.DateField(_("in social work since"))
    left_on = models.DateField(_("left on"), null=True, blank=True)

    objects = SocialWorkerQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["id_number", "id_hash"])

    class Meta:
        ordering = ("place__code", "pk")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(left_on__isnull=True) | models.Q(left_on__gt=models.F("since")),
                name="worker_leaves_after_starting",
                violation_error_message=_("The last day lies before the first."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("worker", args=[self.pk])

    @property
    def highest_certificate(self) -> str:
        """The name of the highest certificate, where ``with_certificate`` read it; empty without one."""
        level = getattr(self, "certificate_level", None)
        return str(Certificate.Level(level).label) if level else ""

    @property
    def masked_phone(self) -> str:
        """The mobile number as it may be shown."""
        return mask_mobile(self.phone)

    @property
    def masked_id_number(self) -> str:
        """The ID number as it may be shown."""
        return mask_id_number(self.id_number)

    def certified_on(self, day: date) -> bool:
        """Whether the worker holds a certificate on ``day``; an expired registration does not void it."""
        return self.certificates.filter(issued_on__lte=day).exists()

    def registered_on(self, day: date) -> bool:
        """Whether the worker's registration is valid on ``day``."""
        return self.registrations.on(day).exists()


class Certificate(models.Model):
    """A professional certificate, held from ``issued_on`` for life (持证, never "licensed")."""

    class Level(models.TextChoices):
        ASSISTANT = "assistant", _("Assistant social worker")
        SOCIAL_WORKER = "social_worker", _("Social worker")
        SENIOR = "senior", _("Senior social worker")

    worker = models.ForeignKey(SocialWorker, on_delete=models.PROTECT, related_name="certificates")
    level = models.CharField(_("certificate level"), max_length=15, choices=Level)
    number = models.CharField(
        _("certificate number"),
        max_length=30,
        unique=True,
        validators=[validate_certificate_number],
        error_messages={"unique": _("This certificate is already registered.")},
    )
    issued_on = models.DateField(_("issued on"))

    objects = CertificateQuerySet.as_manager()

    class Meta:
        ordering = ("issued_on",)
        constraints = [
            models.UniqueConstraint(
                fields=["worker", "level"],
                name="one_certificate_a_level",
                violation_error_message=_("The worker already holds a certificate of this level."),
            ),
            models.CheckConstraint(
                condition=~models.Q(level="senior") | models.Q(issued_on__gte=SENIOR_SINCE),
                name="senior_certificate_since_2019",
                violation_error_message=_("The senior examination was first held in 2019."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_level_display()} {self.number}"


class Registration(Submitted):
    """The registration of a certified worker (登记), valid three years; each renewal is a row of its own.

    Source: 社会工作者职业水平证书登记办法. ``ends_on`` is the last day on which it is valid. An expired
    registration does not void the certificate.
    """

    worker = models.ForeignKey(SocialWorker, on_delete=models.PROTECT, related_name="registrations")
    starts_on = models.DateField(_("valid from"))
    ends_on = models.DateField(_("valid until"), editable=False)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        ordering = ("-starts_on",)
        constraints = [
            models.UniqueConstraint(
                fields=["worker", "starts_on"],
                name="registration_begins_once",
                violation_error_message=_("A registration from this day is already on record."),
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on__gt=models.F("starts_on")),
                name="registration_ends_after_it_begins",
                violation_error_message=_("The end lies before the beginning."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on} – {self.ends_on}"

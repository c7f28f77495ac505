"""The optional register of the people that services reach."""

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from projects.agencies.models import Agency
from projects.common.codes import CodesField
from projects.common.encryption import EncryptedTextField
from projects.common.identifiers import (
    mask_id_number,
    mask_mobile,
    mask_name,
    validate_id_number,
    validate_mobile,
)
from projects.common.models import Submitted, Versioned
from projects.delivery.ages import AgeBand, band_on
from projects.delivery.querysets import AttendanceQuerySet, BeneficiaryQuerySet, PersonQuerySet
from projects.needs.models import Need
from projects.places.models import Place


class Person(models.Model):
    """Somebody who is counted once (人数), whichever agencies know her; nothing but a number.

    Her id is the dense integer that the month summaries count by. ``id_hash`` is the keyed hash of
    the ID number, by which two agencies' entries are one person; without a number every entry is one.
    """

    id_hash = models.CharField(  # noqa: DJ001, null where there is no number: unique
        max_length=64, null=True, unique=True, editable=False
    )

    objects = PersonQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)


class Beneficiary(Submitted, Versioned):
    """One person in the register of one agency (服务对象); lists know her by her number alone.

    Name, numbers and guardian are encrypted. ``is_child``: under 14 on the day of the consent, so a
    guardian has consented too. ``erased_on``: name, numbers and birthday are gone by rule or on
    request, the row and the counts stay; who comes again is entered anew.
    """

    class Sex(models.TextChoices):
        FEMALE = "female", _("Female")
        MALE = "male", _("Male")

    number = models.CharField(_("number"), max_length=30, unique=True, editable=False)
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="entries", editable=False
    )
    agency = models.ForeignKey(
        Agency,
        on_delete=models.PROTECT,
        related_name="beneficiaries",
        verbose_name=_("agency"),
        editable=False,
    )
    place = models.ForeignKey(
        Place,
        on_delete=models.PROTECT,
        related_name="beneficiaries",
        verbose_name=_("community or village"),
    )
    name = EncryptedTextField(_("name"), validators=[MaxLengthValidator(50)])
    id_number = EncryptedTextField(_("ID number"), blank=True, validators=[validate_id_number])
    phone = EncryptedTextField(_("mobile"), blank=True, validators=[validate_mobile])
    born_on = models.DateField(_("birth date"), null=True, blank=True)
    sex = models.CharField(_("sex"), max_length=6, choices=Sex)
    groups = CodesField(_("target groups"), max_length=120, choices=Need.TargetGroup)
    consent_on = models.DateField(_("consent given on"))
    is_child = models.BooleanField(_("under 14"), default=False, editable=False)
    guardian = EncryptedTextField(_("guardian"), blank=True, validators=[MaxLengthValidator(50)])
    guardian_phone = EncryptedTextField(
        _("guardian's mobile"), blank=True, validators=[validate_mobile]
    )
    guardian_consent_on = models.DateField(_("guardian's consent on"), null=True, blank=True)
    erased_on = models.DateField(_("erased on"), null=True, editable=False)
    erased_because = models.CharField(_("reason"), max_length=200, blank=True, editable=False)

    objects = BeneficiaryQuerySet.as_manager()
    history = HistoricalRecords(
        excluded_fields=[
            *("number", "name", "id_number", "phone", "born_on", "guardian", "guardian_phone"),
        ]
    )

    class Meta:
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "person"],
                condition=Q(erased_on__isnull=True),
                name="one_live_entry_a_person_and_agency",
                violation_error_message=_("This person is already in your register."),
            ),
            models.CheckConstraint(
                condition=Q(is_child=False)
                | Q(guardian_consent_on__isnull=False)
                | Q(erased_on__isnull=False),
                name="guardian_consents_for_a_child",
                violation_error_message=_("For somebody under 14 a guardian consents."),
            ),
            models.CheckConstraint(
                condition=Q(erased_on__isnull=True, erased_because="")
                | Q(
                    erased_on__isnull=False,
                    name="",
                    id_number="",
                    phone="",
                    born_on__isnull=True,
                    guardian="",
                    guardian_phone="",
                )
                & ~Q(erased_because=""),
                name="erased_entry_tells_of_nobody",
                violation_error_message=_("An erased entry keeps no name, number or birth date."),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("beneficiary", args=[self.pk])

    @property
    def age_band(self) -> AgeBand | None:
        """How old she is today, in bands; None where the birth date is not known or erased."""
        return band_on(self.born_on, timezone.localdate())

    @property
    def masked_name(self) -> str:
        """张*, or nothing once it is erased."""
        return mask_name(self.name)

    @property
    def masked_id_number(self) -> str:
        """The first three and last four digits."""
        return mask_id_number(self.id_number)

    @property
    def masked_phone(self) -> str:
        """138****5678."""
        return mask_mobile(self.phone)

    @property
    def masked_guardian(self) -> str:
        """The guardian's family name."""
        return mask_name(self.guardian)

    @property
    def masked_guardian_phone(self) -> str:
        """138****5678."""
        return mask_mobile(self.guardian_phone)


class Attendance(models.Model):
    """One registered person at one service (人次 of whom one knows who she was)."""

    record = models.ForeignKey(
        "delivery.ServiceRecord", on_delete=models.PROTECT, related_name="attended_by"
    )
    beneficiary = models.ForeignKey(Beneficiary, on_delete=models.PROTECT, related_name="attended")

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["record", "beneficiary"],
                name="attended_once",
                violation_error_message=_("This person is already among those who came."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record_id}: {self.beneficiary_id}"

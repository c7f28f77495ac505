"""Pairings (牵手结对) of agencies, and the batches of social workers that are sent."""

from datetime import date

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from projects.agencies.models import Agency
from projects.common.models import Submitted, Versioned
from projects.partnerships.querysets import (
    DispatchMemberQuerySet,
    DispatchQuerySet,
    PairingQuerySet,
)
from projects.workers.models import SocialWorker

_ENDS_BEFORE = _("The last day lies before the first.")


class Pairing(Submitted, Versioned):
    """A helping agency and the one agency that it helps, in a programme such as 牵手计划.

    The helped agency may be of a province whose agencies are not registered here, so it is text.
    ``until`` is the last day; without it the pairing goes on.
    """

    helper = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="pairings", verbose_name=_("helping agency")
    )
    helped_name = models.CharField(_("helped agency"), max_length=100)
    helped_province = models.CharField(_("province of the helped agency"), max_length=50)
    helped_place = models.CharField(_("place of the helped agency"), max_length=100)
    programme = models.CharField(
        pgettext_lazy("pairing", "programme"), max_length=50, default="牵手计划"
    )
    phase = models.CharField(pgettext_lazy("pairing", "phase"), max_length=50, blank=True)
    since = models.DateField(_("paired since"))
    until = models.DateField(_("paired until"), null=True, blank=True)
    own_funds = models.BooleanField(_("paid from own funds"), default=False)
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = PairingQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ("-since", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="pairing_ends_after_it_begins",
                violation_error_message=_ENDS_BEFORE,
            ),
            models.UniqueConstraint(
                fields=["programme", "helper"],
                condition=Q(until__isnull=True),
                name="one_pairing_a_helper",
                violation_error_message=_("This agency is in a pairing of this programme already."),
            ),
            models.UniqueConstraint(
                fields=["programme", "helped_province", "helped_name"],
                condition=Q(until__isnull=True),
                name="one_pairing_a_helped_agency",
                violation_error_message=_(
                    "The helped agency is in a pairing of this programme already."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.helper} → {self.helped_name}"

    def get_absolute_url(self) -> str:
        return reverse("pairing", args=[self.pk])

    def runs_on(self, day: date) -> bool:
        """Whether the two are paired on ``day``."""
        return self.since <= day and (self.until is None or day <= self.until)


class Dispatch(Submitted, Versioned):
    """A batch (派出批次) of social workers sent to the helped agency; its members are its person-trips."""

    pairing = models.ForeignKey(Pairing, on_delete=models.PROTECT, related_name="dispatches")
    number = models.PositiveSmallIntegerField(_("batch number"), editable=False)
    place = models.CharField(_("place of the dispatch"), max_length=100)
    starts = models.DateField(_("first day"))
    ends = models.DateField(_("last day"))
    purpose = models.CharField(_("purpose of the dispatch"), max_length=200)
    output = models.TextField(
        pgettext_lazy("dispatch", "what came of it"), max_length=1000, blank=True
    )

    objects = DispatchQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ("-starts", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__gte=F("starts")),
                name="dispatch_ends_after_it_begins",
                violation_error_message=_ENDS_BEFORE,
            ),
            models.UniqueConstraint(
                fields=["pairing", "number"],
                name="dispatch_number_once",
                violation_error_message=_("This pairing has a batch of this number already."),
            ),
        ]

    def __str__(self) -> str:
        return _("%(pairing)s, batch %(number)d") % {
            "pairing": self.pairing,
            "number": self.number,
        }

    def get_absolute_url(self) -> str:
        return reverse("dispatch", args=[self.pk])

    @property
    def length(self) -> int:
        """Calendar days from the first to the last, both counted."""
        return (self.ends - self.starts).days + 1


class DispatchMember(models.Model):
    """A social worker in a batch, and how many days she worked there."""

    dispatch = models.ForeignKey(Dispatch, on_delete=models.PROTECT, related_name="members")
    worker = models.ForeignKey(
        SocialWorker,
        on_delete=models.PROTECT,
        related_name="dispatches",
        verbose_name=_("social worker"),
    )
    days = models.PositiveSmallIntegerField(_("working days"), validators=[MinValueValidator(1)])

    objects = DispatchMemberQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["dispatch", "worker"],
                name="dispatch_member_once",
                violation_error_message=_("This social worker is in the batch already."),
            ),
            models.CheckConstraint(
                condition=Q(days__gte=1),
                name="dispatch_member_works",
                violation_error_message=_("A member works for one day at least."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.worker)

    def get_absolute_url(self) -> str:
        return self.dispatch.get_absolute_url()

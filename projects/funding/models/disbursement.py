"""What is paid out to agencies."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from projects.common.money import ZERO, MoneyField
from projects.funding.models.entry import Entry
from projects.funding.models.source import Source
from projects.funding.models.tranche import Tranche
from projects.funding.querysets import DisbursementQuerySet


class Disbursement(Entry):
    """Money of one source paid to the agency for one tranche (拨付).

    One official of the place that holds the line proposes it, another approves or refuses it; the
    approval moves the running totals and, for a reversal, marks the entry that it takes back.
    ``gross`` is the source's share of the tranche, ``amount`` (yuan) what is paid after the
    ``deduction``. ``day`` is the day of payment: planned while proposed. The agency confirms the receipt.
    """

    PREFIX = "BF"

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("Awaiting approval")
        APPROVED = "approved", pgettext_lazy("disbursement", "Paid")
        REFUSED = "refused", _("Refused")
        REVERSED = "reversed", _("Reversed")

    # The statuses whose amounts count; what was reversed counts against its reversal.
    COUNTED = ("approved", "reversed")

    # Not one to one: a reversal that was refused may be proposed again.
    reverses = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reversals",
        editable=False,
        verbose_name=_("reverses"),
    )
    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, related_name="disbursements", verbose_name=_("source")
    )
    tranche = models.ForeignKey(
        Tranche, on_delete=models.PROTECT, related_name="disbursements", verbose_name=_("tranche")
    )
    gross = MoneyField(_("share of the tranche (yuan)"))
    deduction = MoneyField(_("deduction (yuan)"), default=ZERO)
    deduction_reason = models.CharField(_("reason for the deduction"), max_length=300, blank=True)
    status = models.CharField(
        _("status"), max_length=8, choices=Status, default=Status.PROPOSED, editable=False
    )
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("checked by"),
    )
    checked_at = models.DateTimeField(_("checked at"), null=True, editable=False)
    refusal = models.CharField(_("reason for the refusal"), max_length=500, blank=True)
    received_on = models.DateField(_("received on"), null=True, blank=True)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("receipt confirmed by"),
    )

    objects = DisbursementQuerySet.as_manager()

    class Meta(Entry.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(reverses__isnull=True, amount__gt=0, gross__gt=0, deduction__gte=0)
                | (
                    Q(reverses__isnull=False, amount__lt=0, gross__lt=0, deduction__lte=0)
                    & ~Q(reason="")
                ),
                name="disbursement_is_positive_unless_reversed",
                violation_error_message=_("Enter an amount above 0."),
            ),
            models.CheckConstraint(
                condition=Q(gross=F("amount") + F("deduction")),
                name="disbursement_is_share_less_deduction",
                violation_error_message=_("Paid and deducted do not make up the share."),
            ),
            models.CheckConstraint(
                condition=Q(deduction=0) | ~Q(deduction_reason=""),
                name="deduction_says_why",
                violation_error_message=_("Say why something is deducted."),
            ),
            models.CheckConstraint(
                condition=Q(status="proposed", checked_by__isnull=True, checked_at__isnull=True)
                | (~Q(status="proposed") & Q(checked_by__isnull=False, checked_at__isnull=False)),
                name="disbursement_checked_says_by_whom_and_when",
            ),
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True) | ~Q(checked_by=F("created_by")),
                name="maker_and_checker_differ",
                violation_error_message=_("Somebody else than who proposed it approves it."),
            ),
            models.CheckConstraint(
                condition=~Q(status="refused") | ~Q(refusal=""),
                name="disbursement_refused_says_why",
                violation_error_message=_("Say why; the reason stays on record."),
            ),
            models.CheckConstraint(
                condition=Q(received_on__isnull=True, received_by__isnull=True)
                | Q(
                    received_on__isnull=False,
                    received_by__isnull=False,
                    status__in=["approved", "reversed"],
                ),
                name="receipt_is_of_what_was_paid",
            ),
            models.UniqueConstraint(
                fields=["source", "tranche"],
                condition=Q(status__in=["proposed", "approved"], reverses__isnull=True),
                name="one_disbursement_a_source_and_tranche",
                violation_error_message=_("This tranche is already proposed or paid."),
            ),
            models.UniqueConstraint(
                fields=["reverses"],
                condition=Q(reverses__isnull=False) & ~Q(status="refused"),
                name="one_reversal_a_disbursement",
                violation_error_message=_("This disbursement is already being reversed."),
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("disbursement", args=[self.pk])

    @property
    def is_counted(self) -> bool:
        """Whether it has moved the running totals."""
        return self.status in self.COUNTED

    @property
    def net(self) -> Decimal:
        """What is paid after the deduction, from the share that is planned; yuan."""
        return self.gross - self.deduction

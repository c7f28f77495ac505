"""What the bank or the finance bureau says was paid."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from projects.common.models import Submitted
from projects.common.money import MoneyField
from projects.funding.models.disbursement import Disbursement
from projects.funding.querysets import BankLineQuerySet, BankUnmatchQuerySet
from projects.places.models import Place


class BankLine(Submitted):
    """One line of a bank statement or of a finance bureau's list (银行流水), imported by an official.

    ``holder`` is the place whose payments it lists. ``disbursement`` is the payment that it proves;
    null while nobody and nothing has matched it. ``amount`` is yuan, ``bank_number`` the bank's own
    number of the transaction, or, where it gave none, one made of the contents that begins with ~.
    """

    holder = models.ForeignKey(
        Place, on_delete=models.PROTECT, related_name="+", verbose_name=_("place that pays")
    )
    day = models.DateField(_("day"))
    amount = MoneyField(_("amount (yuan)"))
    payee = models.CharField(_("payee"), max_length=100)
    bank_number = models.CharField(_("number of the transaction"), max_length=60)
    reference = models.CharField(_("payment number"), max_length=60, blank=True)
    remark = models.CharField(_("remark"), max_length=300, blank=True)
    disbursement = models.OneToOneField(
        Disbursement,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="bank_line",
        verbose_name=_("disbursement"),
    )
    matched_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("matched by"),
    )
    matched_at = models.DateTimeField(_("matched at"), null=True, editable=False)
    is_matched_by_hand = models.BooleanField(_("matched by hand"), default=False, editable=False)

    objects = BankLineQuerySet.as_manager()

    class Meta:
        ordering = ("-day", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=["holder", "day", "bank_number"],
                name="bank_line_once",
                violation_error_message=_("This line of the statement is already here."),
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="bank_line_is_positive",
                violation_error_message=_("Enter an amount above 0."),
            ),
            models.CheckConstraint(
                condition=Q(disbursement__isnull=True, matched_at__isnull=True)
                & Q(matched_by__isnull=True, is_matched_by_hand=False)
                | Q(disbursement__isnull=False, matched_at__isnull=False)
                & Q(matched_by__isnull=True, is_matched_by_hand=False)
                | Q(disbursement__isnull=False, matched_at__isnull=False)
                & Q(matched_by__isnull=False, is_matched_by_hand=True),
                name="bank_line_matched_says_when_and_by_whom",
                violation_error_message=_("A matched line says when, and by whom if by hand."),
            ),
        ]
        indexes = [models.Index(fields=["holder", "-day", "-id"], name="bank_line_newest")]

    def __str__(self) -> str:
        return f"{self.day} {self.bank_number}"

    def get_absolute_url(self) -> str:
        return reverse("bank_line", args=[self.pk])

    @property
    def shown_number(self) -> str:
        """The bank's number; "" where it gave none."""
        return "" if self.bank_number.startswith("~") else self.bank_number


class BankUnmatch(Submitted):
    """That somebody took a line and a payment apart, and why. The two are not matched by themselves again."""

    line = models.ForeignKey(
        BankLine, on_delete=models.PROTECT, related_name="unmatches", verbose_name=_("bank line")
    )
    disbursement = models.ForeignKey(
        Disbursement,
        on_delete=models.PROTECT,
        related_name="bank_unmatches",
        verbose_name=_("disbursement"),
    )
    reason = models.CharField(_("reason"), max_length=500)

    objects = BankUnmatchQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="bank_unmatch_says_why",
                violation_error_message=_("Say why; the reason stays on record."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} {self.disbursement_id}"

"""What agencies spend, and what goes back to who paid."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from projects.funding.models.entry import Entry, signed_by_reversal
from projects.funding.models.source import Source
from projects.funding.querysets import ExpenditureQuerySet, RefundQuerySet
from projects.pilots.models import BudgetLine, Project


class Expenditure(Entry):
    """Money of one source that the agency spent on one category of the planned cost (支出).

    The voucher (凭证) names the paper behind it; its scan is an attachment. ``BudgetLine.spent`` is the
    running total of its category. Welfare-lottery money goes only where its use permits.
    """

    PREFIX = "ZC"

    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, related_name="expenditures", verbose_name=_("source")
    )
    line = models.ForeignKey(
        BudgetLine,
        on_delete=models.PROTECT,
        related_name="expenditures",
        verbose_name=_("category"),
    )
    voucher = models.CharField(_("voucher number"), max_length=40)
    payee = models.CharField(_("paid to"), max_length=100, blank=True)
    purpose = models.CharField(_("what for"), max_length=200)

    objects = ExpenditureQuerySet.as_manager()

    class Meta(Entry.Meta):
        constraints = [
            signed_by_reversal("expenditure_is_positive_unless_reversed"),
            models.CheckConstraint(
                condition=~Q(voucher="") & ~Q(purpose=""),
                name="expenditure_has_its_voucher",
                violation_error_message=_("Enter the voucher number and what the money was for."),
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("expenditure", args=[self.pk])

    @property
    def project(self) -> Project:
        """Whose money was spent; once it is closed, the scans of the voucher stay."""
        return self.source.project


class Refund(Entry):
    """Unspent money of one source that went back to the level that paid it (结余退回)."""

    PREFIX = "TH"

    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, related_name="refunds", verbose_name=_("source")
    )

    objects = RefundQuerySet.as_manager()

    class Meta(Entry.Meta):
        constraints = [signed_by_reversal("refund_is_positive_unless_reversed")]

    def get_absolute_url(self) -> str:
        return reverse("project_settlement", args=[self.source.project_id])

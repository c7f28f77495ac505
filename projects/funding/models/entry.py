"""What all entries of the ledger have in common."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from projects.common.models import Submitted
from projects.common.money import MoneyField


class Entry(Submitted):
    """One movement of money. Never edited or deleted: a reversal is an entry of its own.

    ``amount`` is yuan: positive, or negative in a reversal, which names the entry that it takes back
    whole and says why. ``day`` is when the money moved, ``created_at`` when somebody entered it.
    ``PREFIX`` begins the numbers of the kind.
    """

    PREFIX = ""

    number = models.CharField(_("number"), max_length=30, unique=True, editable=False)
    amount = MoneyField(_("amount (yuan)"))
    day = models.DateField(_("day"))
    document_number = models.CharField(_("document number"), max_length=60, blank=True)
    reverses = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reversal",
        editable=False,
        verbose_name=_("reverses"),
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True, editable=False)

    class Meta:
        abstract = True
        ordering = ("-day", "-pk")

    def __str__(self) -> str:
        return self.number


def signed_by_reversal(name: str) -> models.CheckConstraint:
    """The constraint that an entry is positive, and negative with its reason where it reverses."""
    return models.CheckConstraint(
        condition=Q(reverses__isnull=True, amount__gt=0)
        | (Q(reverses__isnull=False, amount__lt=0) & ~Q(reason="")),
        name=name,
        violation_error_message=_("Enter an amount above 0."),
    )

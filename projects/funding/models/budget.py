"""Budget lines of the levels that pay: amended by numbers, handed down by transfers."""

from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from projects.common.models import Submitted, Versioned
from projects.common.money import ZERO, MoneyField
from projects.funding.models.entry import Entry, signed_by_reversal
from projects.funding.querysets import AmendmentQuerySet, BudgetQuerySet, TransferQuerySet
from projects.pilots.models import ActionPlan
from projects.places.models import Place


class Level(models.TextChoices):
    """The levels that pay. Never derived from a project's pilot level."""

    CENTRAL = "central", _("Central")
    PROVINCE = "province", _("Province")
    CITY = "city", _("City")
    COUNTY = "county", _("County")
    TOWNSHIP = "township", _("Township")


class Budget(Submitted, Versioned):
    """A budget line (预算): money of one nature that one place pays at one level in one year.

    ``place`` and ``level`` say who pays; ``holder`` is the place that gives it out. They differ in a
    line that a transfer made (``parent`` is the line that it came from): such a line keeps level,
    nature, year and plan of its parent, so that each yuan is still counted once, at the level that pays.
    What lies at a place is ``amount`` less ``transferred``; the sum of that over all lines is the
    sum of the lines without a parent.

    All amounts are yuan and running totals, moved in the transaction of their entries: ``amount`` is
    ``first_amount`` (0 in a child) and its amendments, of a child its transfers. The CHECK refuses what
    would pass the line, whoever writes.
    """

    class Nature(models.TextChoices):
        GENERAL = "general", _("General budget")
        LOTTERY = "lottery", _("Welfare-lottery fund")
        EARMARKED = "earmarked", _("Earmarked fund")
        DONATION = "donation", _("Donation")
        OWN = "own", _("Agency's own money")

    plan = models.ForeignKey(
        ActionPlan, on_delete=models.PROTECT, related_name="budgets", verbose_name=_("action plan")
    )
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, related_name="budgets", verbose_name=_("place that pays")
    )
    holder = models.ForeignKey(
        Place,
        on_delete=models.PROTECT,
        related_name="held_budgets",
        verbose_name=_("place that holds it"),
    )
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="children",
        verbose_name=_("transferred from"),
    )
    level = models.CharField(_("level that pays"), max_length=10, choices=Level)
    year = models.PositiveSmallIntegerField(_("year of payment"))
    nature = models.CharField(_("nature"), max_length=10, choices=Nature)
    document_number = models.CharField(_("document number"), max_length=60)
    document_date = models.DateField(_("document date"))
    amount = MoneyField(_("amount (yuan)"))
    first_amount = MoneyField(_("first amount (yuan)"), default=ZERO, editable=False)
    transferred = MoneyField(_("transferred (yuan)"), default=ZERO, editable=False)
    allocated = MoneyField(_("allocated (yuan)"), default=ZERO, editable=False)

    objects = BudgetQuerySet.as_manager()
    # Running totals move with their entries, which stay and say so themselves.
    history = HistoricalRecords(excluded_fields=["transferred", "allocated"])

    class Meta:
        ordering = ("place__code", "-year", "nature", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(year__gte=2000, year__lte=2100),
                name="budget_year_is_of_this_century",
                violation_error_message=_("Enter a year such as 2018."),
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0) | Q(amount=0, parent__isnull=False),
                name="budget_amount_is_positive",
                violation_error_message=_("Enter an amount above 0."),
            ),
            models.CheckConstraint(
                condition=Q(first_amount__gt=0, parent__isnull=True)
                | Q(first_amount=0, parent__isnull=False),
                name="budget_starts_with_an_amount_or_a_transfer",
            ),
            models.CheckConstraint(
                condition=Q(allocated__gte=0, transferred__gte=0)
                & Q(amount__gte=F("allocated") + F("transferred")),
                name="budget_is_not_overspent",
                violation_error_message=_("More than the budget would be allocated."),
            ),
            models.UniqueConstraint(
                fields=["place", "level", "year", "nature", "document_number"],
                condition=Q(parent__isnull=True),
                name="budget_line_once",
                violation_error_message=_("This budget line is already registered."),
            ),
            models.UniqueConstraint(
                fields=["parent", "holder"],
                name="one_line_of_a_transfer_a_place",
                violation_error_message=_("This place already holds a part of the budget line."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.year} {self.get_nature_display()} {self.document_number}"

    def get_absolute_url(self) -> str:
        return reverse("budget", args=[self.pk])

    @property
    def remaining(self) -> Decimal:
        """What may still be allocated or transferred, in yuan."""
        return self.amount - self.transferred - self.allocated

    @property
    def held(self) -> Decimal:
        """What lies at the place that holds the line, allocated or not, in yuan."""
        return self.amount - self.transferred

    def is_held_by(self, user: Any) -> bool:
        """Whether ``user`` is an official of the place that holds the line, or of its successor."""
        return user.speaks_for(self.holder)


class Amendment(Submitted):
    """A numbered change of a budget line's amount (预算调整): the only way in which it changes.

    ``change`` is yuan, above or below 0. ``number`` counts the amendments of the line from 1.
    """

    budget = models.ForeignKey(
        Budget, on_delete=models.PROTECT, related_name="amendments", verbose_name=_("budget line")
    )
    number = models.PositiveSmallIntegerField(_("number"), editable=False)
    change = MoneyField(_("change (yuan)"))
    document_number = models.CharField(_("document number"), max_length=60)
    document_date = models.DateField(_("document date"))
    reason = models.CharField(_("reason"), max_length=500)

    objects = AmendmentQuerySet.as_manager()

    class Meta:
        ordering = ("budget", "number")
        constraints = [
            models.UniqueConstraint(fields=["budget", "number"], name="amendment_numbered_once"),
            models.CheckConstraint(
                condition=~Q(change=0) & ~Q(reason=""),
                name="amendment_changes_something_and_says_why",
                violation_error_message=_("Enter by how much the line changes, and why."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.budget} {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("budget", args=[self.budget_id])


class Transfer(Entry):
    """Money of a line handed down to a lower place (指标下达): from ``budget`` to its child ``target``."""

    PREFIX = "ZB"

    budget = models.ForeignKey(
        Budget,
        on_delete=models.PROTECT,
        related_name="transfers_out",
        verbose_name=_("budget line"),
    )
    target = models.ForeignKey(
        Budget,
        on_delete=models.PROTECT,
        related_name="transfers_in",
        verbose_name=_("line of the lower place"),
    )

    objects = TransferQuerySet.as_manager()

    class Meta(Entry.Meta):
        constraints = [
            signed_by_reversal("transfer_is_positive_unless_reversed"),
            models.CheckConstraint(
                condition=~Q(budget=F("target")), name="transfer_goes_somewhere_else"
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("transfer", args=[self.pk])

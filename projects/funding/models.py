"""Budgets of the levels that pay, and what they allocate to projects."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from projects.common.models import Submitted, Versioned
from projects.common.money import ZERO, MoneyField
from projects.funding.querysets import AllocationQuerySet, BudgetQuerySet
from projects.pilots.models import ActionPlan, Project
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

    ``amount`` and ``allocated`` are yuan. ``allocated`` is the running total of the allocations,
    moved in their transaction; the CHECK refuses what would pass the budget, whoever writes.
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
    level = models.CharField(_("level that pays"), max_length=10, choices=Level)
    year = models.PositiveSmallIntegerField(_("year of payment"))
    nature = models.CharField(_("nature"), max_length=10, choices=Nature)
    document_number = models.CharField(_("document number"), max_length=60)
    document_date = models.DateField(_("document date"))
    amount = MoneyField(_("amount (yuan)"))
    allocated = MoneyField(_("allocated (yuan)"), default=ZERO, editable=False)

    objects = BudgetQuerySet.as_manager()
    # The running total moves with its allocations, which stay and say so themselves.
    history = HistoricalRecords(excluded_fields=["allocated"])

    class Meta:
        ordering = ("place__code", "-year", "nature", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(year__gte=2000, year__lte=2100),
                name="budget_year_is_of_this_century",
                violation_error_message=_("Enter a year such as 2018."),
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="budget_amount_is_positive",
                violation_error_message=_("Enter an amount above 0."),
            ),
            models.CheckConstraint(
                condition=Q(allocated__gte=0) & Q(allocated__lte=F("amount")),
                name="budget_is_not_overspent",
                violation_error_message=_("More than the budget would be allocated."),
            ),
            models.UniqueConstraint(
                fields=["place", "year", "nature", "document_number"],
                name="budget_line_once",
                violation_error_message=_("This budget line is already registered."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.year} {self.get_nature_display()} {self.document_number}"

    def get_absolute_url(self) -> str:
        return reverse("budget", args=[self.pk])

    @property
    def remaining(self):
        """What may still be allocated, in yuan."""
        return self.amount - self.allocated

    def is_paid_by(self, user: Any) -> bool:
        """Whether ``user`` is an official of the place that pays, at the level that pays."""
        return user.role == self.level and user.place_id == self.place_id


class Allocation(Submitted):
    """Money that one level allocates from its budget to a project (下达). Never edited or deleted.

    ``amount`` is yuan: positive, or negative in a reversal, which names the entry that it takes back.
    """

    number = models.CharField(_("number"), max_length=30, unique=True, editable=False)
    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="allocations", verbose_name=_("project")
    )
    budget = models.ForeignKey(
        Budget, on_delete=models.PROTECT, related_name="allocations", verbose_name=_("budget line")
    )
    amount = MoneyField(_("amount (yuan)"))
    allocated_on = models.DateField(_("allocated on"))
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

    objects = AllocationQuerySet.as_manager()

    class Meta:
        ordering = ("-allocated_on", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(reverses__isnull=True, amount__gt=0)
                | Q(reverses__isnull=False, amount__lt=0),
                name="allocation_is_positive_unless_reversed",
                violation_error_message=_("Enter an amount above 0."),
            ),
        ]
        indexes = [models.Index(fields=["project", "allocated_on"], name="allocation_project_day")]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("allocation", args=[self.pk])

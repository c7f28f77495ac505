"""What a project is planned to cost, by category."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from projects.common.money import ZERO, MoneyField
from projects.pilots.models.project import Project
from projects.pilots.querysets import BudgetLineQuerySet


class BudgetLine(models.Model):
    """One category of a project's planned cost (经费预算); ``amount`` and ``spent`` are yuan.

    What was planned, not what was given: allocations are the business of funding. After the approval a
    line moves only by a change request. ``spent`` is the running total of the expenditures, moved by
    funding in the same transaction.
    """

    class Category(models.TextChoices):
        STAFF = "staff", _("Staff")
        ACTIVITY = "activity", _("Activities")
        SUPERVISION = "supervision", _("Supervision")
        TRAINING = "training", _("Training")
        MATERIALS = "materials", _("Materials and travel")
        MANAGEMENT = "management", _("Management")
        TAX = "tax", _("Taxes")
        OTHER = "other", _("Other")

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="budget_lines")
    category = models.CharField(_("category"), max_length=12, choices=Category)
    amount = MoneyField(_("planned amount"))
    spent = MoneyField(_("spent"), default=ZERO, editable=False)
    note = models.CharField(_("note"), max_length=100, blank=True)

    objects = BudgetLineQuerySet.as_manager()

    class Meta:
        ordering = ("project", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["project", "category"],
                name="budget_category_once_a_project",
                violation_error_message=_("This category is already part of the planned cost."),
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=0),
                name="budget_line_is_not_negative",
                violation_error_message=_("A planned amount is not below 0."),
            ),
            models.CheckConstraint(
                condition=Q(spent__gte=0, spent__lte=F("amount")),
                name="category_is_not_overspent",
                violation_error_message=_("More than was planned for the category would be spent."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_category_display()} {self.amount}"

    @property
    def left(self) -> Decimal:
        """What may still be spent of the plan, in yuan."""
        return self.amount - self.spent

"""The money of one budget line in one project, stage by stage."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from projects.common.money import ZERO, MoneyField
from projects.funding.models.budget import Budget
from projects.funding.querysets import SourceQuerySet
from projects.pilots.models import Project


class Source(models.Model):
    """A source of a project's money (资金来源): one budget line, followed down to the last fen.

    Each amount (yuan) is the running total of its entries, moved in their transaction. The CHECKs
    hold per source, whoever writes: paid ≤ contracted ≤ allocated, and what was spent and returned
    ≤ paid. That allocated ≤ budget is the CHECK of the budget line. Money of different nature
    never meets: a line has one nature, and every entry below names one source.
    """

    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="sources", verbose_name=_("project")
    )
    budget = models.ForeignKey(
        Budget, on_delete=models.PROTECT, related_name="sources", verbose_name=_("budget line")
    )
    allocated = MoneyField(_("allocated"), default=ZERO, editable=False)
    contracted = MoneyField(_("contracted"), default=ZERO, editable=False)
    paid = MoneyField(_("paid"), default=ZERO, editable=False)
    spent = MoneyField(_("spent"), default=ZERO, editable=False)
    returned = MoneyField(_("returned"), default=ZERO, editable=False)

    objects = SourceQuerySet.as_manager()

    class Meta:
        ordering = ("project", "budget")
        constraints = [
            models.UniqueConstraint(fields=["project", "budget"], name="source_once"),
            models.CheckConstraint(
                condition=Q(contracted__lte=F("allocated")),
                name="contracted_within_allocated",
                violation_error_message=_("More than was allocated would be contracted."),
            ),
            models.CheckConstraint(
                condition=Q(paid__lte=F("contracted")),
                name="paid_within_contracted",
                violation_error_message=_("More than was contracted would be paid."),
            ),
            models.CheckConstraint(
                condition=Q(paid__gte=F("spent") + F("returned")),
                name="spent_and_returned_within_paid",
                violation_error_message=_("More than was paid would be spent or returned."),
            ),
            models.CheckConstraint(
                condition=Q(allocated__gte=0, contracted__gte=0, paid__gte=0)
                & Q(spent__gte=0, returned__gte=0),
                name="source_is_not_negative",
                violation_error_message=_("An amount would fall below 0."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.budget.get_level_display()} {self.budget}"

    @property
    def balance(self) -> Decimal:
        """What the agency holds: paid, neither spent nor returned; yuan."""
        return self.paid - self.spent - self.returned

    @property
    def uncontracted(self) -> Decimal:
        """What is allocated and not contracted yet; yuan."""
        return self.allocated - self.contracted

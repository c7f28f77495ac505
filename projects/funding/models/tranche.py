"""When the money of a contract is due: tranches by per cent and milestone."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from projects.common.models import Submitted, Versioned
from projects.funding.querysets import TranchePlanQuerySet, TrancheQuerySet
from projects.pilots.models import Contract


class TranchePlan(Submitted, Versioned):
    """The tranche plan (分期拨付计划) of a contract; its tranches make up 100 per cent, always.

    ``percent`` is the sum of the tranches, written in the transaction that writes them.
    """

    contract = models.OneToOneField(
        Contract, on_delete=models.PROTECT, related_name="tranche_plan", verbose_name=_("contract")
    )
    percent = models.PositiveSmallIntegerField(_("total (%)"), editable=False)

    objects = TranchePlanQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(percent=100),
                name="tranches_total_100_percent",
                violation_error_message=_("The tranches do not total 100 per cent."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contract}"

    def get_absolute_url(self) -> str:
        return reverse("project_money", args=[self.contract.project_id])


class Tranche(models.Model):
    """One tranche (期): ``percent`` of what each source has contracted, due when its milestone is reached.

    The last depends on the final evaluation. A tranche that was paid from keeps its per cent.
    """

    class Milestone(models.TextChoices):
        SIGNING = "signing", _("Contract signed")
        START = "start", _("Implementation started")
        MIDTERM = "midterm", _("Mid-term evaluation passed")
        FINAL = "final", _("Final evaluation passed")

    plan = models.ForeignKey(TranchePlan, on_delete=models.PROTECT, related_name="tranches")
    number = models.PositiveSmallIntegerField(_("number"))
    percent = models.PositiveSmallIntegerField(_("per cent"))
    milestone = models.CharField(_("milestone"), max_length=8, choices=Milestone)
    planned_on = models.DateField(_("planned for"))

    objects = TrancheQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ("plan", "number")
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="tranche_numbered_once"),
            models.CheckConstraint(
                condition=Q(percent__gte=1, percent__lte=100),
                name="tranche_is_1_to_100_percent",
                violation_error_message=_("Enter 1 to 100 per cent."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}"

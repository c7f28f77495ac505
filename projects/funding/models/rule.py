"""On what money of one nature may be spent, place by place and year by year."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from projects.common.codes import CodesField
from projects.common.models import Submitted, Versioned
from projects.funding.models.budget import Budget
from projects.funding.querysets import SpendingRuleQuerySet
from projects.needs.models import Need
from projects.pilots.models import BudgetLine
from projects.places.models import Place


class SpendingRule(Submitted, Versioned):
    """What money of one nature may be spent on in one year (资金使用规定).

    ``fields`` are the service fields that it may support, ``categories`` the categories of cost that it
    may pay. ``management_percent`` caps the management costs,
    per cent of what a source has paid. A place without a rule of its own follows the nearest place
    above; without any, ``rules.spending`` says what holds. ``document`` names the paper that says so,
    such as 《彩票公益金管理办法》.
    """

    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, related_name="spending_rules", verbose_name=_("place")
    )
    year = models.PositiveSmallIntegerField(_("year"))
    nature = models.CharField(_("nature"), max_length=10, choices=Budget.Nature)
    fields = CodesField(_("service fields permitted"), max_length=120, choices=Need.Field)
    categories = CodesField(_("categories permitted"), max_length=120, choices=BudgetLine.Category)
    management_percent = models.PositiveSmallIntegerField(_("management at most (%)"))
    document = models.CharField(_("document number"), max_length=60)

    objects = SpendingRuleQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ("-year", "place__code", "nature")
        constraints = [
            models.UniqueConstraint(
                fields=["place", "year", "nature"],
                name="one_spending_rule_a_place_year_and_nature",
                violation_error_message=_(
                    "This place already has a rule for that year and nature."
                ),
            ),
            models.CheckConstraint(
                condition=Q(management_percent__lte=100),
                name="management_percent_is_at_most_100",
                violation_error_message=_("Enter 0 to 100 per cent."),
            ),
            models.CheckConstraint(
                condition=Q(year__gte=2000, year__lte=2100),
                name="spending_rule_year_is_plausible",
                violation_error_message=_("Enter a year of four digits."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.year} {self.get_nature_display()} ({self.document})"

    def get_absolute_url(self) -> str:
        return reverse("spending_rule_list")

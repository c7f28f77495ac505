"""Action plans: what a province sets out to do in a year."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from projects.common.models import Submitted, Versioned
from projects.common.money import MoneyField
from projects.pilots.querysets import ActionPlanQuerySet
from projects.places.models import Place


class ActionPlan(Submitted, Versioned):
    """A province's plan for a year (行动计划): how many pilots, in which counties, with what money.

    The plan year, the period of implementation and the year of payment are three different things.
    ``target_amount`` is yuan. ``target_rural`` need not be part of ``target_projects``: the figure
    published for 2018 is cumulative.
    """

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=100)
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, related_name="plans", verbose_name=_("province")
    )
    year = models.PositiveSmallIntegerField(_("plan year"))
    starts = models.DateField(_("starts"))
    ends = models.DateField(_("ends"))
    target_projects = models.PositiveIntegerField(_("planned pilots"))
    target_rural = models.PositiveIntegerField(_("planned rural pilots"))
    target_amount = MoneyField(_("planned money"))
    is_demo = models.BooleanField(default=False, editable=False)

    objects = ActionPlanQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ("-year", "code")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__gte=F("starts")),
                name="plan_ends_after_it_starts",
                violation_error_message=_("The end lies before the beginning."),
            ),
            models.CheckConstraint(
                condition=Q(target_projects__gte=1),
                name="plan_has_a_pilot",
                violation_error_message=_("A plan has at least one pilot."),
            ),
            models.CheckConstraint(
                condition=Q(target_amount__gte=0),
                name="plan_money_is_not_negative",
                violation_error_message=_("Planned money is not below 0."),
            ),
            models.CheckConstraint(
                condition=Q(year__gte=2000, year__lte=2100),
                name="plan_year_is_a_year",
                violation_error_message=_("Enter a year such as 2018."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("plan", args=[self.pk])

"""Action plans: what a province sets out to do in a year."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from projects.common.money import MoneyField
from projects.pilots.querysets import ActionPlanQuerySet
from projects.places.models import Place


class ActionPlan(models.Model):
    """A province's plan for a year (行动计划): how many pilots, in which counties, with what money.

    The plan year, the period of implementation and the year of payment are three different things.
    ``target_amount`` is yuan.
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

    class Meta:
        ordering = ("-year", "code")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__gte=F("starts")),
                name="plan_ends_after_it_starts",
                violation_error_message=_("The end lies before the beginning."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

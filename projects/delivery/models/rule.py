"""What happens where a service is unusual, place by place."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from projects.common.models import Submitted, Versioned
from projects.delivery.querysets import ServiceRuleQuerySet
from projects.places.models import Place

HOURS_A_DAY = Decimal("24.0")


class ServiceRule(Submitted, Versioned):
    """What a place wants done with services that are possible, but unusual (服务记录规则).

    ``overlap``: a worker is at two services at the same time. ``off_site``: the service took place
    outside the project's sites. ``off_dates``: before its start, after its end or while it was
    suspended. ``long_hours``: more hours than between its two times, or more than ``most_hours`` of
    one worker on one day. Of projects whose place has no rule, the nearest place above decides;
    without any, ``rules.judging.rule_of`` says what is usual.
    """

    class Answer(models.TextChoices):
        ALLOW = "allow", pgettext_lazy("rule", "Allow")
        WARN = "warn", pgettext_lazy("rule", "Warn")
        REFUSE = "refuse", pgettext_lazy("rule", "Refuse")

    place = models.OneToOneField(
        Place,
        on_delete=models.PROTECT,
        related_name="service_rule",
        verbose_name=_("place"),
        error_messages={"unique": _("This place already has a rule.")},
    )
    overlap = models.CharField(
        _("times of a worker overlap"), max_length=6, choices=Answer, default=Answer.WARN
    )
    off_site = models.CharField(
        _("outside the project's sites"), max_length=6, choices=Answer, default=Answer.REFUSE
    )
    off_dates = models.CharField(
        _("outside the project's days"), max_length=6, choices=Answer, default=Answer.REFUSE
    )
    long_hours = models.CharField(
        _("unusual hours"), max_length=6, choices=Answer, default=Answer.WARN
    )
    most_hours = models.DecimalField(
        _("hours of one worker a day at most"),
        max_digits=3,
        decimal_places=1,
        default=Decimal("12.0"),
        validators=[MinValueValidator(1), MaxValueValidator(HOURS_A_DAY)],
    )

    objects = ServiceRuleQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ("place__code",)
        constraints = [
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{name}__in": ("allow", "warn", "refuse")}),
                    name=f"service_rule_{name}_is_answered",
                    violation_error_message=_("Choose: allow, warn or refuse."),
                )
                for name in ("overlap", "off_site", "off_dates", "long_hours")
            ),
            models.CheckConstraint(
                condition=Q(most_hours__gte=1, most_hours__lte=24),
                name="service_rule_hours_fit_a_day",
                violation_error_message=_("Enter 1 to 24 hours."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.place)

    def get_absolute_url(self) -> str:
        return reverse("service_rule_list")

"""Which purchase methods a place allows at which amounts, year by year."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from projects.common.models import Submitted, Versioned
from projects.common.money import MoneyField
from projects.pilots.querysets import PurchaseRuleQuerySet
from projects.places.models import Place


class PurchaseMethod(models.TextChoices):
    """How a service is bought (政府采购法 and the rules on buying services from society)."""

    OPEN_TENDER = "open_tender", _("Open tender")
    INVITED = "invited", _("Invited tender")
    NEGOTIATION = "negotiation", _("Competitive negotiation")
    CONSULTATION = "consultation", _("Competitive consultation")
    INQUIRY = "inquiry", _("Inquiry")
    SINGLE_SOURCE = "single_source", _("Single source")
    DIRECT = "direct", _("Direct commission")


class PurchaseRule(Submitted, Versioned):
    """The thresholds of one place for contracts signed in one year (采购限额).

    Below ``direct_below`` (yuan) direct commission is allowed; from ``tender_from`` (yuan) open tender
    is required. A place without a rule of its own for the year follows the nearest place above.
    ``document`` names the paper that says so.
    """

    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, related_name="purchase_rules", verbose_name=_("place")
    )
    year = models.PositiveSmallIntegerField(_("year"))
    direct_below = MoneyField(_("direct commission below"))
    tender_from = MoneyField(_("open tender from"))
    document = models.CharField(_("document number"), max_length=60)

    objects = PurchaseRuleQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ("-year", "place__code")
        constraints = [
            models.UniqueConstraint(
                fields=["place", "year"],
                name="one_purchase_rule_a_place_and_year",
                violation_error_message=_("This place already has a rule for that year."),
            ),
            models.CheckConstraint(
                condition=Q(direct_below__gte=0),
                name="purchase_threshold_is_not_negative",
                violation_error_message=_("A threshold is not below 0."),
            ),
            models.CheckConstraint(
                condition=Q(tender_from__gte=F("direct_below")),
                name="purchase_thresholds_are_in_order",
                violation_error_message=_(
                    "Open tender cannot be required below the amount that allows direct commission."
                ),
            ),
            models.CheckConstraint(
                condition=Q(year__gte=2000, year__lte=2100),
                name="purchase_rule_year_is_plausible",
                violation_error_message=_("Enter a year of four digits."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.year} ({self.document})"

    def get_absolute_url(self) -> str:
        return reverse("purchase_rule_list")

    def clean(self) -> None:
        """One rule a place and year, said at the year: the form does not show the place."""
        super().clean()
        same = PurchaseRule.objects.filter(place=self.place_id, year=self.year)
        if self.year and same.exclude(pk=self.pk).exists():
            raise ValidationError({"year": _("This place already has a rule for that year.")})


def why_not(
    *, method: str, amount: Decimal, place: Place, year: int, rule: PurchaseRule | None
) -> str | Promise:
    """Why a contract of ``amount`` yuan may not be made by ``method``, or ""; ``rule`` is what applies
    to a purchaser in ``place`` in ``year``, None where nobody has set one."""
    if rule is None:
        if method != PurchaseMethod.DIRECT:
            return ""
        return format_lazy(
            _(
                "No purchase rule of {year} applies in {place}; without one, direct commission is not"
                " allowed."
            ),
            place=place,
            year=year,
        )
    if method == PurchaseMethod.DIRECT and amount >= rule.direct_below:
        words = _(
            "Direct commission is allowed below {limit} yuan ({rule}); choose another method."
        )
        return format_lazy(words, limit=shown(rule.direct_below), rule=str(rule))
    if method != PurchaseMethod.OPEN_TENDER and amount >= rule.tender_from:
        words = _("Open tender is required from {limit} yuan on ({rule}).")
        return format_lazy(words, limit=shown(rule.tender_from), rule=str(rule))
    return ""


def shown(amount: Decimal) -> str:
    """Yuan in figures with grouping."""
    return number_format(amount, 2, use_l10n=True, force_grouping=True)

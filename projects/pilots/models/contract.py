"""The contract of a project."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from projects.agencies.models import Agency
from projects.common.models import Submitted, Versioned
from projects.common.money import ZERO, MoneyField
from projects.pilots.models.project import Project
from projects.pilots.models.purchase import PurchaseMethod, PurchaseRule, shown, why_not
from projects.pilots.querysets import ContractQuerySet
from projects.places.models import Place


class Contract(Submitted, Versioned):
    """The contract between purchaser, agency and communities (三方协议); amounts are yuan.

    ``place`` is the purchaser's: neither the level that pays nor the pilot level follows from it. The
    contract is written while the project awaits it, and changes afterwards only by change requests.
    ``committed`` is how much of ``amount`` the sources bear, moved by funding with its entries.
    """

    Method = PurchaseMethod

    project = models.OneToOneField(
        Project, on_delete=models.PROTECT, related_name="contract", verbose_name=_("project")
    )
    number = models.CharField(_("contract number"), max_length=40)
    purchaser = models.CharField(_("purchaser"), max_length=100)
    place = models.ForeignKey(
        Place,
        on_delete=models.PROTECT,
        related_name="contracts",
        verbose_name=_("purchaser's place"),
    )
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="contracts", verbose_name=_("agency")
    )
    communities = models.ManyToManyField(
        Place, related_name="+", verbose_name=_("community parties")
    )
    method = models.CharField(_("purchase method"), max_length=14, choices=PurchaseMethod)
    method_reason = models.CharField(_("reason for the method"), max_length=300, blank=True)
    amount = MoneyField(_("contract amount"))
    committed = MoneyField(_("borne by sources"), default=ZERO, editable=False)
    signed_on = models.DateField(_("signed on"))
    starts = models.DateField(_("contract begins"))
    ends = models.DateField(_("contract ends"))

    objects = ContractQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["committed"])

    class Meta:
        ordering = ("-signed_on", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=["place", "number"],
                name="contract_number_once_a_place",
                violation_error_message=_(
                    "This purchaser's place already has a contract of that number."
                ),
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="contract_is_about_money",
                violation_error_message=_("The amount must be above 0."),
            ),
            models.CheckConstraint(
                condition=Q(committed__gte=0, committed__lte=F("amount")),
                name="contract_is_not_overcommitted",
                violation_error_message=_(
                    "The sources would bear more than the contract is about."
                ),
            ),
            models.CheckConstraint(
                condition=Q(ends__gt=F("starts")),
                name="contract_ends_after_it_begins",
                violation_error_message=_("The end lies before the beginning."),
            ),
            models.CheckConstraint(
                condition=Q(starts__gte=F("signed_on")),
                name="contract_is_signed_before_it_begins",
                violation_error_message=_("A contract is signed before it begins."),
            ),
            models.CheckConstraint(
                condition=~Q(method="single_source") | ~Q(method_reason=""),
                name="single_source_has_its_reason",
                violation_error_message=_("Say why only this agency can deliver the service."),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("project_contract", args=[self.project_id])

    def why_attachments_stay(self) -> str | Promise:
        """Why its scans can no longer be withdrawn, or "": like the contract they stay after the start."""
        if self.project.status == Project.Status.CONTRACTING:
            return ""
        return _("The scans of a contract stay once the project has started.")

    def clean(self) -> None:
        """The rules between the contract, its notice, its agency and the purchase rule, at their fields."""
        super().clean()
        errors = {**self._errors_of_days(), **self._errors_of_purchase()}
        if self.amount is not None and self.amount < self.committed:
            words = _("{amount} yuan of it are divided over sources; free a part of that first.")
            errors["amount"] = format_lazy(words, amount=shown(self.committed))
        same = Contract.objects.filter(place=self.place_id, number=self.number)
        if self.number and same.exclude(pk=self.pk).exists():
            errors["number"] = _("This purchaser's place already has a contract of that number.")
        if errors:
            raise ValidationError(errors)

    def _errors_of_days(self) -> dict[str, Any]:
        errors: dict[str, Any] = {}
        signed, starts, ends = self.signed_on, self.starts, self.ends
        if signed and signed > timezone.localdate():
            errors["signed_on"] = _("This day lies in the future.")
        elif signed and (text := self._why_not_signed_yet()):
            errors["signed_on"] = text
        if signed and starts and starts < signed:
            errors["starts"] = _("A contract is signed before it begins.")
        if starts and ends and ends <= starts:
            errors["ends"] = _("The end lies before the beginning.")
        return errors

    def _why_not_signed_yet(self) -> Any:
        notice = self.project.notices.open().first()
        if notice and self.signed_on <= notice.ends:
            words = _("The public notice lasted until {day}; the contract is signed after it.")
            return format_lazy(words, day=notice.ends.isoformat())
        eligibility = self.project.agency.eligibility_on(self.signed_on)
        if eligibility.is_eligible:
            return ""
        words = _("{agency} could not be contracted on {day}: {reason}")
        return format_lazy(
            words,
            agency=self.project.agency.name,
            day=self.signed_on.isoformat(),
            reason=eligibility.bars[0],
        )

    def _errors_of_purchase(self) -> dict[str, Any]:
        if self.method == PurchaseMethod.SINGLE_SOURCE and not self.method_reason.strip():
            return {"method_reason": _("Say why only this agency can deliver the service.")}
        if not (self.method and self.amount and self.place_id and self.signed_on):
            return {}  # the fields themselves say what is missing
        year = self.signed_on.year
        text = why_not(
            method=self.method,
            amount=self.amount,
            place=self.place,
            year=year,
            rule=PurchaseRule.objects.applying(self.place, year),
        )
        return {"method": text} if text else {}

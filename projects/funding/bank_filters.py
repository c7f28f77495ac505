"""Filters of bank lines, and of payments that no bank line proves."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from projects.common.filters import RecordFilterSet, SearchFilter, SortFilter
from projects.common.money import MAX_DIGITS
from projects.funding.models import BankLine, Disbursement, Level
from projects.places.filters import PlaceFilter

PROOFS = {
    "unmatched": {"disbursement__isnull": True},
    "matched": {"disbursement__isnull": False},
    "hand": {"is_matched_by_hand": True},
}
LABELS = (
    ("unmatched", _("Without a payment")),
    ("matched", _("Matched")),
    ("hand", _("Matched by hand")),
)


class AmountFilter(django_filters.NumberFilter):
    """Rows of exactly this amount in yuan: who looks for a payment knows it to the fen."""

    field_class = forms.DecimalField

    def __init__(self, field_name: str) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal"})
        limits = {"max_digits": MAX_DIGITS, "decimal_places": 2, "min_value": 0}
        super().__init__(field_name, label=_("Amount (yuan)"), widget=widget, **limits)


class BankLineFilter(RecordFilterSet):
    """Bank lines by payment, place, days, amount and words."""

    q = SearchFilter(
        ["payee", "bank_number", "reference", "remark", "disbursement__number"],
        _("Payee, number or remark"),
    )
    proof = django_filters.ChoiceFilter(
        choices=LABELS, label=_("Payment"), empty_label=_("All"), method="of_proof"
    )
    place = PlaceFilter("holder__code")
    since = django_filters.DateFilter("day", "gte", label=_("From"))
    until = django_filters.DateFilter("day", "lte", label=_("Until"))
    amount = AmountFilter("amount")
    sort = SortFilter(fields={"day": "day", "amount": "amount", "payee": "payee"})

    class Meta:
        model = BankLine
        fields: list[str] = []

    def of_proof(self, queryset: QuerySet, name: str, value: Any) -> QuerySet:
        """Narrows by whether a line proves a payment, and who said so."""
        return queryset.filter(**PROOFS[value])


class UnprovenFilter(RecordFilterSet):
    """Payments by status, place, level, amount and words."""

    q = SearchFilter(
        ["number", "source__project__number", "source__project__name"],
        _("Number or project"),
    )
    status = django_filters.ChoiceFilter(
        choices=[
            (value, label)
            for value, label in Disbursement.Status.choices
            if value in (Disbursement.Status.PROPOSED, Disbursement.Status.APPROVED)
        ],
        label=_("Status"),
        empty_label=_("All"),
    )
    place = PlaceFilter("source__budget__holder__code")
    level = django_filters.ChoiceFilter(
        "source__budget__level", choices=Level, label=_("Level that pays"), empty_label=_("All")
    )
    amount = AmountFilter("amount")
    sort = SortFilter(fields={"day": "day", "amount": "amount", "source__project__name": "project"})

    class Meta:
        model = Disbursement
        fields: list[str] = []

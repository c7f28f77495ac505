"""Forms at the end of a project's money."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.common.forms import RecordForm, not_in_future
from projects.common.money import YuanField
from projects.funding.models import Refund, Settlement


class SettlementForm(RecordForm):
    """Who audited the project's money and with what opinion; the figures are those of the ledger."""

    class Meta:
        model = Settlement
        fields = ("settled_on", "auditor", "opinion", "remarks")
        widgets = {"remarks": forms.Textarea(attrs={"rows": 2})}

    def limit_choices(self) -> None:
        if self.instance._state.adding:
            self.fields["settled_on"].initial = timezone.localdate
        self.fields["opinion"].required = False
        self.fields["opinion"].choices = [("", _("Not audited")), *Settlement.Opinion.choices]

    def clean_settled_on(self) -> Any:
        return not_in_future(self.cleaned_data["settled_on"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("opinion") and not data.get("auditor"):
            self.add_error("auditor", _("Name who audited the settlement."))
        return data


class RefundForm(RecordForm):
    """Unspent money that the agency has paid back; all that is left, unless the user says less."""

    amount = YuanField(label=_("Amount (yuan)"))

    class Meta:
        model = Refund
        fields = ("amount", "day", "document_number")

    def __init__(self, *args: Any, left: Decimal, **kwargs: Any) -> None:
        self.left = left
        super().__init__(*args, **kwargs)

    def limit_choices(self) -> None:
        self.fields["amount"].initial = self.left
        self.fields["day"].initial = timezone.localdate
        self.fields["document_number"].label = _("Number of the bank slip")

    def clean_day(self) -> Any:
        return not_in_future(self.cleaned_data["day"])

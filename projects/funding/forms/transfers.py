"""Forms of transfers."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.common.forms import RecordForm
from projects.common.money import YuanField
from projects.funding.models import Transfer
from projects.funding.rules import lower_places, transfer_errors
from projects.places.choices import DivisionChoiceField


class TransferForm(RecordForm):
    """Money of the line in hand to a place below the one that holds it."""

    place = DivisionChoiceField(label=_("Handed down to"), empty_label=_("Choose a place"))
    amount = YuanField(label=_("Amount (yuan)"))

    class Meta:
        model = Transfer
        fields = ("amount", "day", "document_number")

    field_order = ("place", *Meta.fields)

    def limit_choices(self) -> None:
        self.fields["place"].queryset = lower_places(self.instance.budget.holder)
        self.fields["day"].label = _("Handed down on")
        self.initial["day"] = timezone.localdate()
        self.fields["document_number"].required = True

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if all(data.get(name) is not None for name in ("amount", "day")):
            wrong = transfer_errors(self.instance.budget, data["amount"], data["day"])
            for name, text in wrong.items():
                self.add_error(name, text)
        return data

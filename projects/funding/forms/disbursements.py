"""Forms of dividing a contract, planning its tranches, and paying."""

import uuid
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.common.forms import RecordForm, StyledForm
from projects.common.money import MAX_DIGITS, ZERO, YuanField
from projects.funding.actions.commitments import default_parts
from projects.funding.actions.tranches import MOST, TrancheRow
from projects.funding.models import Disbursement, Source, Tranche, TranchePlan
from projects.funding.shares import shares_of

LEAST_ROWS, SPARE_ROWS = 3, 2


class CommitForm(StyledForm, forms.Form):
    """One amount a source; filled with what is not divided yet. Below 0 frees."""

    submission = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid.uuid4)
    day = forms.DateField(label=_("Day"), initial=timezone.localdate)
    document_number = forms.CharField(label=_("Document number"), max_length=60, required=False)
    reason = forms.CharField(
        label=_("Reason, where money is freed"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, contract: Any, sources: Sequence[Source], **kwargs: Any) -> None:
        self.sources = sources
        super().__init__(*args, **kwargs)
        for pk, part in default_parts(contract, list(sources)).items():
            field = YuanField(label=_("Amount (yuan)"), required=False, min_value=None)
            field.widget.attrs["class"] = "form-control"
            self.fields[f"source_{pk}"] = field
            self.initial[f"source_{pk}"] = part or None

    def rows(self) -> list[tuple[Source, forms.BoundField]]:
        """The sources with their boxes, for the template."""
        return [(source, self[f"source_{source.pk}"]) for source in self.sources]

    @property
    def parts(self) -> dict[int, Decimal]:
        """What was entered, by source id."""
        given = {source.pk: self.cleaned_data.get(f"source_{source.pk}") for source in self.sources}
        return {pk: part for pk, part in given.items() if part}


class PlanForm(StyledForm, forms.Form):
    """The tranches of a contract, a row each; rows that are left empty are no tranches."""

    submission = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid.uuid4)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, plan: TranchePlan | None, settled: set[int], **kwargs: Any
    ) -> None:
        stored = list(plan.tranches.order_by("number")) if plan else []
        self.count = min(max(LEAST_ROWS, len(stored) + SPARE_ROWS), MOST)
        super().__init__(*args, **kwargs)
        self.initial["version"] = plan.version if plan else None
        for number in range(1, self.count + 1):
            tranche = stored[number - 1] if number <= len(stored) else None
            self._add_row(number, tranche, tranche is not None and tranche.pk in settled)

    def _add_row(self, number: int, tranche: Tranche | None, keeps: bool) -> None:
        milestones = [("", _("Please choose")), *Tranche.Milestone.choices]
        fields: dict[str, forms.Field] = {
            "percent": forms.IntegerField(
                label=_("Per cent"), required=False, min_value=1, max_value=100
            ),
            "milestone": forms.ChoiceField(
                label=_("Milestone"), choices=milestones, required=False
            ),
            "planned_on": forms.DateField(label=_("Planned for"), required=False),
        }
        fields["planned_on"].widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        for name, field in fields.items():
            css = "form-select" if name == "milestone" else "form-control"
            field.widget.attrs["class"] = css
            field.disabled = keeps and name != "planned_on"
            self.fields[f"{name}_{number}"] = field
            if tranche:
                self.initial[f"{name}_{number}"] = getattr(tranche, name)

    def rows(self) -> list[tuple[int, list[forms.BoundField]]]:
        """(number, boxes) of each row, for the template."""
        return [(number, self._boxes(number)) for number in range(1, self.count + 1)]

    def _boxes(self, number: int) -> list[forms.BoundField]:
        return [self[f"{name}_{number}"] for name in ("percent", "milestone", "planned_on")]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for _number, boxes in self.rows():
            names = [box.name for box in boxes]
            if any(data.get(name) for name in names):
                for name in names:
                    if not data.get(name) and name not in self.errors:
                        self.add_error(name, _("Please fill in."))
        return data

    @property
    def tranches(self) -> list[TrancheRow]:
        """The rows that were filled in, in their order."""
        values: list[list[Any]] = [
            [self.cleaned_data.get(box.name) for box in boxes] for _number, boxes in self.rows()
        ]
        return [TrancheRow(*row) for row in values if all(row)]


class DisbursementForm(RecordForm):
    """What the maker adds to a share that the system works out: the day, a deduction and its reason."""

    deduction = YuanField(label=_("Deduction (yuan)"), required=False, min_value=ZERO)

    class Meta:
        model = Disbursement
        fields = ("day", "deduction", "deduction_reason", "document_number")

    def limit_choices(self) -> None:
        source, tranche = self.instance.source, self.instance.tranche
        self.instance.gross = shares_of([source])[source.pk].get(tranche.pk, ZERO)
        self.fields["day"].label = _("Day of payment")
        self.initial["day"], self.initial["deduction"] = timezone.localdate(), None

    def clean_deduction(self) -> Decimal:
        return self.cleaned_data.get("deduction") or ZERO

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("deduction") is not None:
            self.instance.amount = self.instance.gross - data["deduction"]
        return data

    def _post_clean(self) -> None:
        """Leaves the checks of the record to the action, which says them in words."""


class RefusalForm(StyledForm, forms.Form):
    """Why a proposal is refused."""

    refusal = forms.CharField(
        label=_("Reason for the refusal"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say why; the reason stays on record.")},
    )


class ReceiptForm(StyledForm, forms.Form):
    """On which day the money came in."""

    received_on = forms.DateField(label=_("Received on"), initial=timezone.localdate)


class BulkForm(StyledForm, forms.Form):
    """The confirmation of many payments: the sum that was shown, and the day of those that are proposed."""

    submission = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid.uuid4)
    total = forms.DecimalField(
        widget=forms.HiddenInput, max_digits=MAX_DIGITS + 4, decimal_places=2
    )
    day = forms.DateField(label=_("Day of payment"), initial=timezone.localdate)

"""The planned cost inside the registration's form: one amount and one note a category, as on paper."""

from decimal import Decimal
from typing import Any, NamedTuple

from django import forms
from django.utils.translation import gettext_lazy as _

from projects.common.money import ZERO, YuanField
from projects.pilots.models import BudgetLine

COST, NOTE = "cost_", "note_"


class Planned(NamedTuple):
    """What one category is planned to cost, yuan, and what for."""

    amount: Decimal
    note: str = ""


class CostField(YuanField):
    """An amount of 0 or more; empty means that nothing is planned."""

    def __init__(self, **kwargs: Any) -> None:
        errors = {"min_value": _("A planned amount is not below 0.")}
        super().__init__(**{"min_value": ZERO, "error_messages": errors, **kwargs})


class CostRow(NamedTuple):
    """A category's boxes, for the template, and what is planned now."""

    label: Any
    cost: forms.BoundField
    note: forms.BoundField | None
    present: Decimal | None


class PlannedCost:
    """Adds the boxes of the planned cost to a form; put it before RecordForm."""

    fields: dict[str, forms.Field]
    initial: dict[str, Any]
    cleaned_data: dict[str, Any]

    def add_cost_fields(self, lines: Any, *, with_notes: bool = True) -> None:
        """The boxes of each category, filled from ``lines``; call it from ``limit_choices``."""
        planned = {line.category: line for line in lines}
        for category, label in BudgetLine.Category.choices:
            cost = CostField(label=label, required=False)
            cost.widget.attrs |= {"data-part": "cost", "class": "form-control"}
            note = forms.CharField(
                label=_("Note on {}").format(label), required=False, max_length=100
            )
            note.widget.attrs |= {"class": "form-control"}
            self.fields[f"{COST}{category}"] = cost
            if with_notes:
                self.fields[f"{NOTE}{category}"] = note
            if line := planned.get(category):
                self.initial[f"{COST}{category}"] = line.amount
                self.initial[f"{NOTE}{category}"] = line.note

    def cost_rows(self) -> list[CostRow]:
        """The categories in their order, for the template."""
        form: Any = self
        return [
            CostRow(
                label,
                form[f"{COST}{category}"],
                form[note] if (note := f"{NOTE}{category}") in self.fields else None,
                self.initial.get(f"{COST}{category}"),
            )
            for category, label in BudgetLine.Category.choices
        ]

    def clean_costs(self) -> None:
        """A note without an amount is asked for its amount; call it from ``clean``."""
        for category in BudgetLine.Category.values:
            cost, note = f"{COST}{category}", f"{NOTE}{category}"
            if self.cleaned_data.get(note) and self.cleaned_data.get(cost, "") is None:
                self.add_error(cost, _("Enter the amount that this note is about."))

    def planned_costs(self) -> dict[str, Planned]:
        """What was filled in: {category: (amount, note)}; categories left empty are not in it."""
        data = self.cleaned_data
        return {
            category: Planned(data[f"{COST}{category}"], data.get(f"{NOTE}{category}", ""))
            for category in BudgetLine.Category.values
            if data.get(f"{COST}{category}") is not None
        }

"""Forms of budget lines."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.common.forms import RecordForm, not_in_future
from projects.common.money import YuanField
from projects.funding.models import Budget
from projects.funding.rules import already_registered
from projects.pilots.models import ActionPlan


class BudgetForm(RecordForm):
    """A budget line of the user's own place and level; both follow from her, she does not choose."""

    amount = YuanField(label=_("Amount (yuan)"))

    class Meta:
        model = Budget
        fields = ("plan", "year", "nature", "document_number", "document_date", "amount")

    def limit_choices(self) -> None:
        if self.instance._state.adding:
            self.instance.place = self.instance.holder = self.user.place
            self.instance.level = self.user.role
            self.fields["year"].initial = timezone.localdate().year
        self.fields["plan"].queryset = ActionPlan.objects.followed_by(self.user)
        self.fields["plan"].empty_label = None
        # Once money has left the line, what it was checked against stays.
        for name in ("plan", "year", "nature"):
            self.fields[name].disabled = bool(self.instance.allocated or self.instance.transferred)
        # The amount changes by numbered amendments only.
        self.fields["amount"].disabled = not self.instance._state.adding
        self.fields["year"].min_value, self.fields["year"].max_value = 2000, 2100
        self.fields["document_number"].widget.attrs["placeholder"] = "闽财社〔2018〕12号"

    def clean_year(self) -> int:
        year = self.cleaned_data["year"]
        if not 2000 <= year <= 2100:
            raise forms.ValidationError(_("Enter a year such as 2018."))
        return year

    def clean_document_date(self) -> Any:
        return not_in_future(self.cleaned_data["document_date"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        line = {name: data.get(name) for name in ("year", "nature", "document_number")}
        if all(line.values()):
            paid_by = {"place": self.instance.place, "level": self.instance.level}
            same = Budget.objects.filter(parent=None, **paid_by, **line)
            if same.exclude(pk=self.instance.pk).exists():
                self.add_error("document_number", already_registered())
        return data

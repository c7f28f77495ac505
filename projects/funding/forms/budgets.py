"""Forms of budget lines and their amendments."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.common.forms import RecordForm, not_in_future
from projects.common.money import YuanField
from projects.common.roles import Role
from projects.funding.models import Amendment, Budget, Level
from projects.funding.rules import already_registered, amendment_errors
from projects.pilots.models import ActionPlan
from projects.places.choices import divisions_for

FIRST_YEAR, LAST_YEAR = 2000, 2100


class BudgetForm(RecordForm):
    """A budget line of the user's own place and level; both follow from her.

    Only where she registers for somebody who does not sign in is there a choice: the province for the
    centre, the county for its townships.
    """

    payer = forms.ChoiceField(label=_("Paid by"))
    amount = YuanField(label=_("Amount (yuan)"))

    class Meta:
        model = Budget
        fields = ("plan", "year", "nature", "document_number", "document_date", "amount")

    field_order = ("payer", *Meta.fields)

    def limit_choices(self) -> None:
        line = self.instance
        if line._state.adding:
            line.place = line.holder = self.user.place
            line.level = self.user.role
            self.fields["year"].initial = timezone.localdate().year
        self._limit_payers()
        self.fields["plan"].queryset = ActionPlan.objects.followed_by(self.user)
        self.fields["plan"].empty_label = None
        # Once money has left the line, what it was checked against stays.
        for name in {"payer", "plan", "year", "nature"} & set(self.fields):
            self.fields[name].disabled = bool(line.allocated or line.transferred)
        # The amount changes by numbered amendments only.
        self.fields["amount"].disabled = not line._state.adding
        self.fields["year"].min_value, self.fields["year"].max_value = FIRST_YEAR, LAST_YEAR
        self.fields["document_number"].widget.attrs["placeholder"] = "闽财社〔2018〕12号"

    def _limit_payers(self) -> None:
        place, role = self.user.place, self.user.role
        self.payers = {role: (Level(role), place)}
        choices: list[Any] = [(role, f"{place}（{Level(role).label}）")]
        if role == Role.PROVINCE:
            self.payers["central"] = (Level.CENTRAL, place)
            choices.append(("central", Level.CENTRAL.label))
        if role == Role.COUNTY:
            townships = {str(town.pk): town for town in divisions_for(self.user, "township")}
            self.payers |= {pk: (Level.TOWNSHIP, town) for pk, town in townships.items()}
            choices.append((Level.TOWNSHIP.label, [(pk, str(t)) for pk, t in townships.items()]))
        now = (Level(self.instance.level), self.instance.place)
        if now not in self.payers.values():  # a place that hers took over
            self.payers["now"] = now
            choices.append(("now", f"{now[1]}（{now[0].label}）"))
        if len(self.payers) == 1:
            del self.fields["payer"]
            return
        field = self.fields["payer"]
        field.choices = choices
        field.initial = next(key for key, payer in self.payers.items() if payer == now)

    def clean_payer(self) -> str:
        key = self.cleaned_data["payer"]
        self.instance.level, self.instance.place = self.payers[key]
        return key

    def clean_year(self) -> int:
        year = self.cleaned_data["year"]
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise forms.ValidationError(_("Enter a year such as 2018."))
        return year

    def clean_document_date(self) -> Any:
        day = not_in_future(self.cleaned_data["document_date"])
        if day.year < FIRST_YEAR:
            raise forms.ValidationError(_("Enter a day of the year 2000 or later."))
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        line = {name: data.get(name) for name in ("year", "nature", "document_number")}
        if all(line.values()):
            paid_by = {"place": self.instance.place, "level": self.instance.level}
            same = Budget.objects.filter(parent=None, **paid_by, **line)
            if same.exclude(pk=self.instance.pk).exists():
                self.add_error("document_number", already_registered())
        return data


class AmendmentForm(RecordForm):
    """A change of a line's amount: more or less, and by how much."""

    MORE, LESS = "more", "less"

    direction = forms.ChoiceField(
        label=_("Direction"), choices=[(MORE, _("Increase")), (LESS, _("Decrease"))]
    )
    change = YuanField(label=_("Amount (yuan)"))

    class Meta:
        model = Amendment
        fields = ("change", "document_number", "document_date", "reason")
        widgets = {"reason": forms.Textarea(attrs={"rows": 2})}

    field_order = ("direction", *Meta.fields)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("change") is not None and data.get("direction") == self.LESS:
            data["change"] = -data["change"]
        names = ("change", "document_date")
        if all(data.get(name) is not None for name in names):
            wrong = amendment_errors(self.instance.budget, *(data[name] for name in names))
            for name, text in wrong.items():
                self.add_error(name, text)
        return data

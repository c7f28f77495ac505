"""Forms of budget lines and allocations."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.common.forms import LONGEST_ID, RecordForm, not_in_future
from projects.common.money import YuanField
from projects.funding.models import Allocation, Budget
from projects.funding.rules import (
    allocation_errors,
    already_registered,
    below_allocated,
    over_budget,
    shown,
)
from projects.pilots.models import ActionPlan, Project


class BudgetForm(RecordForm):
    """A budget line of the user's own place and level; both follow from her, she does not choose."""

    amount = YuanField(label=_("Amount (yuan)"))

    class Meta:
        model = Budget
        fields = ("plan", "year", "nature", "document_number", "document_date", "amount")

    def limit_choices(self) -> None:
        if self.instance._state.adding:
            self.instance.place = self.user.place
            self.instance.level = self.user.role
            self.fields["year"].initial = timezone.localdate().year
        self.fields["plan"].queryset = ActionPlan.objects.followed_by(self.user)
        self.fields["plan"].empty_label = None
        # Allocations were checked against the plan, so it stays with the first of them.
        self.fields["plan"].disabled = bool(self.instance.allocated)
        self.fields["year"].min_value, self.fields["year"].max_value = 2000, 2100
        self.fields["document_number"].widget.attrs["placeholder"] = "闽财社〔2018〕12号"

    def clean_year(self) -> int:
        year = self.cleaned_data["year"]
        if not 2000 <= year <= 2100:
            raise forms.ValidationError(_("Enter a year such as 2018."))
        return year

    def clean_document_date(self) -> Any:
        return not_in_future(self.cleaned_data["document_date"])

    def clean_amount(self) -> Any:
        amount = self.cleaned_data["amount"]
        if text := below_allocated(self.instance, amount):
            raise forms.ValidationError(text)
        return amount

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        line = {name: data.get(name) for name in ("year", "nature", "document_number")}
        if all(line.values()):
            same = Budget.objects.filter(place=self.instance.place, **line)
            if same.exclude(pk=self.instance.pk).exists():
                self.add_error("document_number", already_registered())
        return data


class BudgetChoiceField(forms.ModelChoiceField):
    """A budget line with what is left of it."""

    def label_from_instance(self, budget: Any) -> str:
        return _("%(left)s yuan left · %(year)s %(nature)s %(document)s") % {
            "year": budget.year,
            "nature": budget.get_nature_display(),
            "document": budget.document_number,
            "left": shown(budget.remaining),
        }


class ProjectChoiceField(forms.ModelChoiceField):
    """A project with its county and number."""

    def label_from_instance(self, project: Any) -> str:
        return f"{project.name}（{project.place} {project.number}）"


class AllocationForm(RecordForm):
    """An allocation from a line of the user's own place to a live project in her scope."""

    project = ProjectChoiceField(
        Project.objects.none(), label=_("Project"), empty_label=_("Choose a project")
    )
    budget = BudgetChoiceField(Budget.objects.none(), label=_("Budget line"))
    amount = YuanField(label=_("Amount (yuan)"))

    class Meta:
        model = Allocation
        fields = ("project", "budget", "amount", "allocated_on", "document_number")

    def limit_choices(self) -> None:
        projects = Project.objects.visible_to(self.user).live()
        self.fields["project"].queryset = projects.select_related("place", "plan").order_by(
            "place__code", "number"
        )
        budgets = Budget.objects.paid_by(self.user).with_money_left()
        if plan := self._plan_of_chosen_project(projects):
            budgets = budgets.filter(plan=plan)
        self.fields["budget"].queryset = budgets
        if len(budgets) == 1:
            self.fields["budget"].empty_label = None
        self.fields["allocated_on"].initial = timezone.localdate

    def _plan_of_chosen_project(self, projects: Any) -> int | None:
        """The plan of the project that the address names, so that only its budgets are offered."""
        chosen = str(self.initial.get("project") or "")
        if self.is_bound or not chosen.isdecimal() or len(chosen) > LONGEST_ID:
            return None
        return projects.filter(pk=chosen).values_list("plan", flat=True).first()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        names = ("project", "budget", "amount", "allocated_on")
        if all(data.get(name) is not None for name in names):
            for name, text in allocation_errors(*(data[name] for name in names)).items():
                self.add_error(name, text)
        elif (
            data.get("budget") and data.get("amount") and data["amount"] > data["budget"].remaining
        ):
            self.add_error("amount", over_budget(data["budget"]))
        return data

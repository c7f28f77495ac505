"""Forms of allocations."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.common.forms import LONGEST_ID, ReasonForm, RecordForm
from projects.common.money import YuanField
from projects.funding.models import Allocation, Budget, Source
from projects.funding.rules import allocation_errors, over_budget, release_error, shown
from projects.pilots.models import Project


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
        fields = ("project", "budget", "amount", "day", "document_number")

    def limit_choices(self) -> None:
        projects = Project.objects.visible_to(self.user).live()
        self.fields["project"].queryset = projects.select_related("place", "plan").order_by(
            "place__code", "number"
        )
        budgets = Budget.objects.held_by(self.user).with_money_left()
        if plan := self._plan_of_chosen_project(projects):
            budgets = budgets.filter(plan=plan)
        self.fields["budget"].queryset = budgets
        if len(budgets) == 1:
            self.fields["budget"].empty_label = None
        self.fields["day"].label = _("Allocated on")
        self.fields["day"].initial = timezone.localdate

    def _plan_of_chosen_project(self, projects: Any) -> int | None:
        """The plan of the project that the address names, so that only its budgets are offered."""
        chosen = str(self.initial.get("project") or "")
        if self.is_bound or not chosen.isdecimal() or len(chosen) > LONGEST_ID:
            return None
        return projects.filter(pk=chosen).values_list("plan", flat=True).first()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        names = ("project", "budget", "amount", "day")
        if all(data.get(name) is not None for name in names):
            for name, text in allocation_errors(*(data[name] for name in names)).items():
                self.add_error(name, text)
        elif (
            data.get("budget") and data.get("amount") and data["amount"] > data["budget"].remaining
        ):
            self.add_error("amount", over_budget(data["budget"]))
        return data


class ReleaseForm(ReasonForm, RecordForm):
    """The part of a source that will not be contracted; ``source`` is the money in hand."""

    amount = YuanField(label=_("Amount to free (yuan)"))

    class Meta:
        model = Allocation
        fields = ("amount", "day", "document_number")

    field_order = ("amount", "reason", "day", "document_number")

    def __init__(self, *args: Any, source: Source, **kwargs: Any) -> None:
        self.source = source
        super().__init__(*args, **kwargs)

    def limit_choices(self) -> None:
        self.fields["amount"].initial = self.source.allocated - self.source.contracted
        self.fields["day"].label = _("Released on")
        self.fields["day"].initial = timezone.localdate

    def clean_amount(self) -> Any:
        amount = self.cleaned_data["amount"]
        if words := release_error(self.source, amount):
            raise forms.ValidationError(words)
        return amount

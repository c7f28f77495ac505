"""Pages of budget lines and allocations."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from projects.common.forms import ReasonForm
from projects.common.history import edits
from projects.common.money import total
from projects.common.pagination import SummingPaginator
from projects.common.roles import OFFICIALS
from projects.common.views import (
    RecordCreateView,
    RecordUpdateView,
    ScopedDetailView,
    ScopedListView,
)
from projects.funding.actions import allocate, reverse_allocation, save_budget
from projects.funding.filters import AllocationFilter, BudgetFilter
from projects.funding.forms import AllocationForm, BudgetForm
from projects.funding.models import Allocation, Budget

SHOWN_ENTRIES = 20  # the others are a click away, in the list of allocations


class BudgetPaginator(SummingPaginator):
    aggregates = {"amount": total("amount"), "allocated": total("allocated")}


class BudgetList(ScopedListView):
    model = Budget
    filterset_class = BudgetFilter
    paginator_class = BudgetPaginator
    extra_context = {"default_sort": "place"}

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("place")


class BudgetDetail(ScopedDetailView):
    model = Budget

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("place", "plan", "created_by")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        entries = Allocation.objects.visible_to(self.request.user).filter(budget=self.object)
        return super().get_context_data(
            **kwargs,
            entries=entries.select_related("project", "reversal")[:SHOWN_ENTRIES],
            may_change=self.object.is_paid_by(self.request.user),
            edits=edits(self.object),
        )


class BudgetCreate(RecordCreateView):
    model = Budget
    form_class = BudgetForm
    roles = OFFICIALS
    saved_message = gettext_lazy("The budget line is registered.")

    def save(self, form: Any) -> Any:
        return save_budget(budget=form.instance)


class BudgetUpdate(RecordUpdateView):
    model = Budget
    form_class = BudgetForm
    roles = OFFICIALS

    def get_object(self, queryset: Any = None) -> Any:
        budget = super().get_object(queryset)
        if not budget.is_paid_by(self.request.user):
            raise PermissionDenied
        return budget

    def save(self, form: Any) -> Any:
        return save_budget(budget=form.instance)


class AllocationPaginator(SummingPaginator):
    aggregates = {"amount": total("amount")}


class AllocationList(ScopedListView):
    model = Allocation
    filterset_class = AllocationFilter
    paginator_class = AllocationPaginator
    extra_context = {"default_sort": "-allocated_on"}

    def get_queryset(self) -> Any:
        rows = super().get_queryset()
        return rows.select_related("project__place", "budget__place", "reversal", "reverses")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        # All rows of a list of one project or budget line name it, so its chip costs no query.
        fields = context["filter"].form.fields
        for entry in list(context["object_list"])[:1]:
            fields["project"].choices = [(entry.project_id, entry.project.name)]
            fields["budget"].choices = [(entry.budget_id, entry.budget)]
        return context


class AllocationDetail(ScopedDetailView):
    model = Allocation

    def get_queryset(self) -> Any:
        return (
            super()
            .get_queryset()
            .select_related("project__place", "budget__place", "reversal", "reverses", "created_by")
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            **reversal_context(self.request, self.object, ReasonForm()),
        }


def reversal_context(request: HttpRequest, entry: Allocation, form: ReasonForm) -> dict[str, Any]:
    """What the page of an allocation shows about taking it back."""
    reversal = getattr(entry, "reversal", None)
    open_to_user = entry.budget.is_paid_by(request.user) and not entry.reverses_id
    may_see_budget = Budget.objects.visible_to(request.user).filter(pk=entry.budget_id).exists()
    return {
        "form": form,
        "reversal": reversal,
        "may_reverse": open_to_user and reversal is None,
        "may_see_budget": may_see_budget,
    }


class AllocationCreate(RecordCreateView):
    model = Allocation
    form_class = AllocationForm
    roles = OFFICIALS
    saved_message = gettext_lazy("The money is allocated.")

    def get_initial(self) -> dict[str, Any]:
        named = {name: self.request.GET.get(name, "") for name in ("project", "budget")}
        return {**super().get_initial(), **named}

    def save(self, form: Any) -> Any:
        data = form.cleaned_data
        return allocate(
            project_id=data["project"].pk,
            budget_id=data["budget"].pk,
            amount=data["amount"],
            allocated_on=data["allocated_on"],
            document_number=data["document_number"],
            by=self.request.user,
            submission_key=data.get("submission"),
        )


@require_POST
def allocation_reverse(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes an allocation back, with the reason that the form gives."""
    rows = Allocation.objects.visible_to(request.user).select_related(
        "project__place", "budget__place", "reversal", "reverses", "created_by"
    )
    entry = get_object_or_404(rows, pk=pk)
    if not entry.budget.is_paid_by(request.user):
        raise PermissionDenied
    form = ReasonForm(request.POST)
    if not form.is_valid():
        context = {"allocation": entry, "object": entry} | reversal_context(request, entry, form)
        return render(request, "funding/allocation_detail.html", context)
    try:
        reversal = reverse_allocation(
            allocation_id=entry.pk, reason=form.cleaned_data["reason"], by=request.user
        )
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
        return redirect(entry)
    messages.success(request, _("The allocation is taken back."))
    return redirect(reversal)

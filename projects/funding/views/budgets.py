"""Pages of budget lines."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy

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
from projects.funding.actions import save_budget
from projects.funding.filters import BudgetFilter
from projects.funding.forms import BudgetForm
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
            may_change=self.object.is_held_by(self.request.user),
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
        if not budget.is_held_by(self.request.user):
            raise PermissionDenied
        return budget

    def save(self, form: Any) -> Any:
        return save_budget(budget=form.instance)

"""Pages of budget lines and their amendments."""

from decimal import Decimal
from typing import Any, NamedTuple

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from projects.common.history import edits
from projects.common.money import ZERO, total
from projects.common.pagination import SummingPaginator
from projects.common.roles import OFFICIALS
from projects.common.views import (
    RecordCreateView,
    RecordUpdateView,
    ScopedDetailView,
    ScopedListView,
)
from projects.funding.actions import amend, save_budget
from projects.funding.filters import BudgetFilter
from projects.funding.forms import AmendmentForm, BudgetForm
from projects.funding.models import Allocation, Amendment, Budget, Transfer
from projects.funding.rules import lower_levels

SHOWN_ENTRIES = 20  # the others are a click away, in the list of allocations


class BudgetPaginator(SummingPaginator):
    # What lies at a place counts each yuan once; the amounts would count it again in a line below.
    aggregates = {
        "held": total(F("amount") - F("transferred")),
        "allocated": total("allocated"),
    }


class BudgetList(ScopedListView):
    model = Budget
    filterset_class = BudgetFilter
    exported = True
    paginator_class = BudgetPaginator
    extra_context = {"default_sort": "place"}

    def get_queryset(self) -> Any:
        lines = super().get_queryset().select_related("place", "holder")
        return lines.order_by("holder__code", "-year", "nature", "pk")


class Amended(NamedTuple):
    """An amendment with the amount of the line before and after it, in yuan."""

    amendment: Amendment
    before: Decimal
    after: Decimal


def amended(budget: Budget) -> list[Amended]:
    """The amendments of a line, newest first, with what the line came to before and after each."""
    after, rows = budget.amount, []
    for amendment in budget.amendments.select_related("created_by").order_by("-number"):
        rows.append(Amended(amendment, after - amendment.change, after))
        after -= amendment.change
    return rows


class BudgetDetail(ScopedDetailView):
    model = Budget

    def get_queryset(self) -> Any:
        rows = super().get_queryset()
        return rows.select_related("place", "holder", "parent__holder", "plan", "created_by")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        line, user = self.object, self.request.user
        entries = Allocation.objects.visible_to(user).filter(budget=line)
        moves = Transfer.objects.visible_to(user).select_related("target__holder", "reversal")
        may_give = line.is_held_by(user)
        return super().get_context_data(
            **kwargs,
            entries=entries.select_related("project", "reversal")[:SHOWN_ENTRIES],
            transfers_out=moves.filter(budget=line)[:SHOWN_ENTRIES],
            transfers_in=moves.filter(target=line)[:SHOWN_ENTRIES],
            amendments=amended(line) if line.parent_id is None else [],
            may_change=may_give and line.parent_id is None,
            may_give=may_give and line.remaining > ZERO,
            may_transfer=may_give and line.remaining > ZERO and bool(lower_levels(line.holder)),
            may_see_parent=Budget.objects.visible_to(user).filter(pk=line.parent_id).exists(),
            # Amounts are told by amendments and transfers.
            edits=edits(line, without=frozenset({"amount"})),
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

    def why_closed(self, record: Any) -> str:
        if record.parent_id is None:
            return ""
        return _("This money was handed down; what it is stands in the line above it.")

    def save(self, form: Any) -> Any:
        return save_budget(budget=form.instance)


class OfHeldLine:
    """A form about the line in the address, which the user's own place must hold."""

    request: HttpRequest
    kwargs: dict[str, Any]

    @cached_property
    def budget(self) -> Budget:
        lines = Budget.objects.visible_to(self.request.user).select_related("holder", "place")
        line = get_object_or_404(lines, pk=self.kwargs["pk"])
        if not line.is_held_by(self.request.user):
            raise PermissionDenied
        return line

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        return {**kwargs, "instance": self.model(budget=self.budget)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        line = self.budget
        return super().get_context_data(budget=line, cancel_url=line.get_absolute_url(), **kwargs)


class BudgetAmend(OfHeldLine, RecordCreateView):
    model = Amendment
    form_class = AmendmentForm
    saved_message = gettext_lazy("The budget line is amended.")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.budget.parent_id:
            why = _("This money was handed down; only the line above it is amended.")
            messages.warning(request, why)
            return redirect(self.budget)
        return super().dispatch(request, *args, **kwargs)

    def save(self, form: Any) -> Amendment:
        data = form.cleaned_data
        return amend(
            budget_id=self.budget.pk,
            change=data["change"],
            document_number=data["document_number"],
            document_date=data["document_date"],
            reason=data["reason"],
            by=self.request.user,
            submission_key=data.get("submission"),
        )

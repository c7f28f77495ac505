"""What the re-adding of the ledger found, night by night."""

from typing import Any

from projects.common.views import ScopedDetailView, ScopedListView
from projects.funding.checks import CHECKS
from projects.funding.filters import ReconciliationFilter
from projects.funding.models import Reconciliation
from projects.funding.reconcile import record_of

LINKED = 20  # differences whose record is looked up; a row each


class ReconciliationList(ScopedListView):
    model = Reconciliation
    filterset_class = ReconciliationFilter
    extra_context = {"default_sort": "-started_at", "checks": len(CHECKS)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        # Walked, not sliced: a slice of rows that are not read yet is a query of its own.
        return {**context, "latest": next(iter(context["object_list"]), None)}


class ReconciliationDetail(ScopedDetailView):
    model = Reconciliation

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = [
            detail
            | {"words": CHECKS[detail["check"]].words if detail["check"] in CHECKS else ""}
            | {"object": record_of(detail) if number < LINKED else None}
            for number, detail in enumerate(self.object.details)
        ]
        return super().get_context_data(**kwargs, rows=rows)

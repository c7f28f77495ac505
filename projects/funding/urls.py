"""URLs of funding."""

from django.urls import path

from projects.funding.views import allocations, budgets

urlpatterns = [
    path("budgets/", budgets.BudgetList.as_view(), name="budget_list"),
    path("budgets/new/", budgets.BudgetCreate.as_view(), name="budget_create"),
    path("budgets/<int:pk>/", budgets.BudgetDetail.as_view(), name="budget"),
    path("budgets/<int:pk>/edit/", budgets.BudgetUpdate.as_view(), name="budget_edit"),
    path("allocations/", allocations.AllocationList.as_view(), name="allocation_list"),
    path("allocations/new/", allocations.AllocationCreate.as_view(), name="allocation_create"),
    path("allocations/<int:pk>/", allocations.AllocationDetail.as_view(), name="allocation"),
    path(
        "allocations/<int:pk>/reverse/", allocations.allocation_reverse, name="allocation_reverse"
    ),
]

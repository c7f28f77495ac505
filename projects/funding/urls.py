"""URLs of funding."""

from django.urls import path

from projects.funding.views import allocations, budgets, transfers

urlpatterns = [
    path("budgets/", budgets.BudgetList.as_view(), name="budget_list"),
    path("budgets/new/", budgets.BudgetCreate.as_view(), name="budget_create"),
    path("budgets/<int:pk>/", budgets.BudgetDetail.as_view(), name="budget"),
    path("budgets/<int:pk>/edit/", budgets.BudgetUpdate.as_view(), name="budget_edit"),
    path("budgets/<int:pk>/amend/", budgets.BudgetAmend.as_view(), name="budget_amend"),
    path("budgets/<int:pk>/transfer/", transfers.TransferCreate.as_view(), name="budget_transfer"),
    path("transfers/<int:pk>/", transfers.TransferDetail.as_view(), name="transfer"),
    path("transfers/<int:pk>/reverse/", transfers.transfer_reverse, name="transfer_reverse"),
    path("allocations/", allocations.AllocationList.as_view(), name="allocation_list"),
    path("allocations/new/", allocations.AllocationCreate.as_view(), name="allocation_create"),
    path("allocations/<int:pk>/", allocations.AllocationDetail.as_view(), name="allocation"),
    path(
        "allocations/<int:pk>/reverse/", allocations.allocation_reverse, name="allocation_reverse"
    ),
    path(
        "allocations/<int:pk>/release/",
        allocations.AllocationRelease.as_view(),
        name="allocation_release",
    ),
]

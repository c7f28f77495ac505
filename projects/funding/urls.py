"""URLs of funding."""

from django.urls import path

from projects.funding import views

urlpatterns = [
    path("budgets/", views.BudgetList.as_view(), name="budget_list"),
    path("budgets/new/", views.BudgetCreate.as_view(), name="budget_create"),
    path("budgets/<int:pk>/", views.BudgetDetail.as_view(), name="budget"),
    path("budgets/<int:pk>/edit/", views.BudgetUpdate.as_view(), name="budget_edit"),
    path("allocations/", views.AllocationList.as_view(), name="allocation_list"),
    path("allocations/new/", views.AllocationCreate.as_view(), name="allocation_create"),
    path("allocations/<int:pk>/", views.AllocationDetail.as_view(), name="allocation"),
    path("allocations/<int:pk>/reverse/", views.allocation_reverse, name="allocation_reverse"),
]

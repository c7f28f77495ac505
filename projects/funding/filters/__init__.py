"""Filters of budget lines and of what comes out of them."""

from projects.funding.filters.budgets import AllocationFilter, BudgetFilter
from projects.funding.filters.payments import DisbursementFilter, DueFilter
from projects.funding.filters.spending import (
    ExpenditureFilter,
    ReconciliationFilter,
    SpendingRuleFilter,
)

__all__ = [
    "AllocationFilter",
    "BudgetFilter",
    "DisbursementFilter",
    "DueFilter",
    "ExpenditureFilter",
    "ReconciliationFilter",
    "SpendingRuleFilter",
]

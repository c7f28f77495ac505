"""Forms of money, by noun."""

from projects.funding.forms.allocations import AllocationForm
from projects.funding.forms.budgets import BudgetForm

__all__ = ["AllocationForm", "BudgetForm"]

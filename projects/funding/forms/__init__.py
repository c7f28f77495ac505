"""Forms of money, by noun."""

from projects.funding.forms.allocations import AllocationForm, ReleaseForm
from projects.funding.forms.budgets import AmendmentForm, BudgetForm
from projects.funding.forms.transfers import TransferForm

__all__ = ["AllocationForm", "AmendmentForm", "BudgetForm", "ReleaseForm", "TransferForm"]

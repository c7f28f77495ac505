"""Forms of money, by noun."""

from projects.funding.forms.allocations import AllocationForm, ReleaseForm
from projects.funding.forms.budgets import AmendmentForm, BudgetForm
from projects.funding.forms.expenditures import ExpenditureForm
from projects.funding.forms.settlements import RefundForm, SettlementForm
from projects.funding.forms.spending import SpendingRuleForm
from projects.funding.forms.transfers import TransferForm

__all__ = [
    "AllocationForm",
    "AmendmentForm",
    "BudgetForm",
    "ExpenditureForm",
    "RefundForm",
    "ReleaseForm",
    "SettlementForm",
    "SpendingRuleForm",
    "TransferForm",
]

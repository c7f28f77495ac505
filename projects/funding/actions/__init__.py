"""What is done with money, by noun. Each action is atomic and takes its locks as counters.py says."""

from projects.funding.actions.allocations import allocate, reverse_allocation
from projects.funding.actions.budgets import save_budget
from projects.funding.actions.expenditures import reverse_expenditure, spend
from projects.funding.actions.refunds import refund, reverse_refund

__all__ = [
    "allocate",
    "refund",
    "reverse_allocation",
    "reverse_expenditure",
    "reverse_refund",
    "save_budget",
    "spend",
]

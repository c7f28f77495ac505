"""What is done with money, by noun. Each action is atomic and takes its locks as counters.py says."""

from projects.funding.actions.allocations import allocate, reverse_allocation
from projects.funding.actions.budgets import save_budget

__all__ = ["allocate", "reverse_allocation", "save_budget"]

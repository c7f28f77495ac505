"""What is done with money, by noun. Each action is atomic and takes its locks as counters.py says."""

from projects.funding.actions.allocations import allocate, release, reverse_allocation
from projects.funding.actions.bank import match_bank_line, match_bank_lines, unmatch_bank_line
from projects.funding.actions.budgets import amend, save_budget
from projects.funding.actions.checking import approve_all, check
from projects.funding.actions.commitments import commit
from projects.funding.actions.disbursements import (
    propose,
    propose_all,
    propose_reversal,
    receive,
)
from projects.funding.actions.expenditures import reverse_expenditure, spend
from projects.funding.actions.refunds import refund, reverse_refund
from projects.funding.actions.settlements import settle
from projects.funding.actions.tranches import TrancheRow, save_plan
from projects.funding.actions.transfers import reverse_transfer, transfer

__all__ = [
    "TrancheRow",
    "allocate",
    "amend",
    "approve_all",
    "check",
    "commit",
    "match_bank_line",
    "match_bank_lines",
    "propose",
    "propose_all",
    "propose_reversal",
    "receive",
    "refund",
    "release",
    "reverse_allocation",
    "reverse_expenditure",
    "reverse_refund",
    "reverse_transfer",
    "save_budget",
    "save_plan",
    "settle",
    "spend",
    "transfer",
    "unmatch_bank_line",
]

"""The ledger: budget lines, what they give to projects, and where each yuan of it is."""

from projects.funding.models.allocation import Allocation, Commitment
from projects.funding.models.bank import BankLine, BankUnmatch
from projects.funding.models.budget import Amendment, Budget, Level, Transfer
from projects.funding.models.disbursement import Disbursement
from projects.funding.models.expenditure import Expenditure, Refund
from projects.funding.models.reconciliation import Reconciliation
from projects.funding.models.rule import SpendingRule
from projects.funding.models.settlement import Settlement
from projects.funding.models.source import Source
from projects.funding.models.tranche import Tranche, TranchePlan

__all__ = [
    "Allocation",
    "Amendment",
    "BankLine",
    "BankUnmatch",
    "Budget",
    "Commitment",
    "Disbursement",
    "Expenditure",
    "Level",
    "Reconciliation",
    "Refund",
    "Settlement",
    "Source",
    "SpendingRule",
    "Tranche",
    "TranchePlan",
    "Transfer",
]

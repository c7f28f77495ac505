"""Who reads what of the ledger."""

from projects.funding.querysets.bank import BankLineQuerySet, BankUnmatchQuerySet
from projects.funding.querysets.budgets import (
    AmendmentQuerySet,
    BudgetQuerySet,
    SpendingRuleQuerySet,
    TransferQuerySet,
)
from projects.funding.querysets.money import (
    AllocationQuerySet,
    CommitmentQuerySet,
    DisbursementQuerySet,
    ExpenditureQuerySet,
    LevelShare,
    ReconciliationQuerySet,
    RefundQuerySet,
    SourceQuerySet,
    TranchePlanQuerySet,
    TrancheQuerySet,
)

__all__ = [
    "AllocationQuerySet",
    "AmendmentQuerySet",
    "BankLineQuerySet",
    "BankUnmatchQuerySet",
    "BudgetQuerySet",
    "CommitmentQuerySet",
    "DisbursementQuerySet",
    "ExpenditureQuerySet",
    "LevelShare",
    "ReconciliationQuerySet",
    "RefundQuerySet",
    "SourceQuerySet",
    "SpendingRuleQuerySet",
    "TranchePlanQuerySet",
    "TrancheQuerySet",
    "TransferQuerySet",
]

"""Who reads what of the ledger."""

from projects.funding.querysets.bank import BankLineQuerySet, BankUnmatchQuerySet
from projects.funding.querysets.budgets import (
    AmendmentQuerySet,
    BudgetQuerySet,
    SpendingRuleQuerySet,
    TransferQuerySet,
)
from projects.funding.querysets.money import (
    MONEY_READERS,
    STAGES,
    AllocationQuerySet,
    CommitmentQuerySet,
    DisbursementQuerySet,
    ExpenditureQuerySet,
    LevelShare,
    ReconciliationQuerySet,
    RefundQuerySet,
    SettlementQuerySet,
    SourceQuerySet,
    TranchePlanQuerySet,
    TrancheQuerySet,
)

__all__ = [
    "MONEY_READERS",
    "STAGES",
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
    "SettlementQuerySet",
    "SourceQuerySet",
    "SpendingRuleQuerySet",
    "TranchePlanQuerySet",
    "TrancheQuerySet",
    "TransferQuerySet",
]

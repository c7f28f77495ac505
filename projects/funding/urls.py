"""URLs of funding."""

from django.urls import path

from projects.funding.views import (
    allocations,
    bank,
    budgets,
    contracts,
    disbursements,
    due,
    expenditures,
    reconciliations,
    settlements,
    spending,
    transfers,
)

urlpatterns = [
    path("budgets/", budgets.BudgetList.as_view(), name="budget_list"),
    path("budgets/new/", budgets.BudgetCreate.as_view(), name="budget_create"),
    path("budgets/<int:pk>/", budgets.BudgetDetail.as_view(), name="budget"),
    path("budgets/<int:pk>/edit/", budgets.BudgetUpdate.as_view(), name="budget_edit"),
    path("budgets/<int:pk>/amend/", budgets.BudgetAmend.as_view(), name="budget_amend"),
    path("budgets/<int:pk>/transfer/", transfers.TransferCreate.as_view(), name="budget_transfer"),
    path("transfers/<int:pk>/", transfers.TransferDetail.as_view(), name="transfer"),
    path("transfers/<int:pk>/reverse/", transfers.transfer_reverse, name="transfer_reverse"),
    path("allocations/", allocations.AllocationList.as_view(), name="allocation_list"),
    path("allocations/new/", allocations.AllocationCreate.as_view(), name="allocation_create"),
    path("allocations/<int:pk>/", allocations.AllocationDetail.as_view(), name="allocation"),
    path(
        "allocations/<int:pk>/reverse/", allocations.allocation_reverse, name="allocation_reverse"
    ),
    path(
        "allocations/<int:pk>/release/",
        allocations.AllocationRelease.as_view(),
        name="allocation_release",
    ),
    # Contracts, tranches, payments
    path(
        "projects/<int:pk>/contract/",
        contracts.ProjectCommitments.as_view(),
        name="project_commitments",
    ),
    path(
        "projects/<int:pk>/tranches/",
        contracts.ProjectTranches.as_view(),
        name="project_tranches",
    ),
    path("due/", due.DueList.as_view(), name="due_list"),
    path("due/bulk/", due.disbursement_bulk, name="disbursement_bulk"),
    path("disbursements/", disbursements.DisbursementList.as_view(), name="disbursement_list"),
    path(
        "disbursements/new/", disbursements.DisbursementCreate.as_view(), name="disbursement_create"
    ),
    path(
        "disbursements/<int:pk>/", disbursements.DisbursementDetail.as_view(), name="disbursement"
    ),
    path(
        "disbursements/<int:pk>/check/", disbursements.disbursement_check, name="disbursement_check"
    ),
    path(
        "disbursements/<int:pk>/receipt/",
        disbursements.disbursement_receipt,
        name="disbursement_receipt",
    ),
    path(
        "disbursements/<int:pk>/reverse/",
        disbursements.disbursement_reverse,
        name="disbursement_reverse",
    ),
    # Re-adding the ledger
    path(
        "reconciliations/",
        reconciliations.ReconciliationList.as_view(),
        name="reconciliation_list",
    ),
    path(
        "reconciliations/<int:pk>/",
        reconciliations.ReconciliationDetail.as_view(),
        name="reconciliation",
    ),
    path("expenditures/", expenditures.ExpenditureList.as_view(), name="expenditure_list"),
    path("expenditures/<int:pk>/", expenditures.ExpenditureDetail.as_view(), name="expenditure"),
    path(
        "expenditures/<int:pk>/reverse/",
        expenditures.expenditure_reverse,
        name="expenditure_reverse",
    ),
    path(
        "projects/<int:pk>/expenditures/new/",
        expenditures.ExpenditureCreate.as_view(),
        name="expenditure_create",
    ),
    path("spending-rules/", spending.SpendingRuleList.as_view(), name="spending_rule_list"),
    path("spending-rules/new/", spending.SpendingRuleCreate.as_view(), name="spending_rule_create"),
    path(
        "spending-rules/<int:pk>/edit/",
        spending.SpendingRuleUpdate.as_view(),
        name="spending_rule_edit",
    ),
    path(
        "projects/<int:pk>/settlement/",
        settlements.ProjectSettlement.as_view(),
        name="project_settlement",
    ),
    path(
        "projects/<int:pk>/settlement/state/",
        settlements.settlement_state,
        name="settlement_state",
    ),
    path(
        "projects/<int:pk>/refunds/new/", settlements.RefundCreate.as_view(), name="refund_create"
    ),
    path("refunds/<int:pk>/reverse/", settlements.refund_reverse, name="refund_reverse"),
    # --- bank statements
    path("bank/", bank.BankLineList.as_view(), name="bank_line_list"),
    path("bank/match/", bank.bank_match_again, name="bank_match_again"),
    path("bank/unproven/", bank.UnprovenList.as_view(), name="unproven_list"),
    path("bank/<int:pk>/", bank.BankLineDetail.as_view(), name="bank_line"),
    path("bank/<int:pk>/match/", bank.bank_line_match, name="bank_line_match"),
    path("bank/<int:pk>/unmatch/", bank.bank_line_unmatch, name="bank_line_unmatch"),
]

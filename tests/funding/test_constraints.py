"""The invariants of the ledger are CHECKs of the database, by name, on PostgreSQL and on SQLite.

tests/funding/test_embedded.py runs this on SQLite.
"""

import pytest
from django.db import IntegrityError
from django.db.models import F, Value

from projects.common.money import MoneyField
from projects.funding.guard import ledger_open
from projects.funding.models import (
    Allocation,
    Amendment,
    Budget,
    Commitment,
    Disbursement,
    Expenditure,
    Refund,
    Source,
    TranchePlan,
    Transfer,
)
from projects.pilots.models import BudgetLine, Contract
from tests.funding.ledger_world import a_walked_ledger, money

FEN = Value(money("0.01"), output_field=MoneyField())
BELOW_ZERO = money("-0.01")
ENTRIES = {
    Transfer: "transfer_is_positive_unless_reversed",
    Allocation: "allocation_is_signed_by_kind",
    Commitment: "commitment_below_zero_says_why",
    Disbursement: "disbursement_is_positive_unless_reversed",
    Expenditure: "expenditure_is_positive_unless_reversed",
    Refund: "refund_is_positive_unless_reversed",
}
BROKEN = [
    (Budget, "budget_is_not_overspent", {"allocated": F("amount") - F("transferred") + FEN}),
    (Budget, "budget_is_not_overspent", {"transferred": F("amount") - F("allocated") + FEN}),
    (Budget, "budget_is_not_overspent", {"allocated": BELOW_ZERO}),
    (Amendment, "amendment_changes_something_and_says_why", {"reason": ""}),
    (Source, "contracted_within_allocated", {"contracted": F("allocated") + FEN}),
    (Source, "paid_within_contracted", {"paid": F("contracted") + FEN}),
    (Source, "spent_and_returned_within_paid", {"spent": F("paid") - F("returned") + FEN}),
    (Source, "spent_and_returned_within_paid", {"returned": F("paid") - F("spent") + FEN}),
    (Source, "source_is_not_negative", {"spent": BELOW_ZERO}),
    (Source, "source_is_not_negative", {"returned": BELOW_ZERO}),
    (Contract, "contract_is_not_overcommitted", {"committed": F("amount") + FEN}),
    (BudgetLine, "category_is_not_overspent", {"spent": F("amount") + FEN}),
    (TranchePlan, "tranches_total_100_percent", {"percent": 99}),
    (Disbursement, "maker_and_checker_differ", {"checked_by": F("created_by")}),
    (Disbursement, "disbursement_is_share_less_deduction", {"gross": F("amount") + FEN}),
    (
        Disbursement,
        "deduction_says_why",
        {"gross": F("amount") + FEN, "deduction": money("0.01")},
    ),
    (Expenditure, "expenditure_has_its_voucher", {"voucher": ""}),
    *((model, name, {"amount": money(0)}) for model, name in ENTRIES.items()),
    *((model, name, {"amount": BELOW_ZERO}) for model, name in ENTRIES.items()),
]


@pytest.mark.parametrize(
    ("model", "name", "values"),
    BROKEN,
    ids=lambda value: getattr(value, "__name__", value if isinstance(value, str) else "-"),
)
def test_what_would_not_add_up_is_refused_by_a_constraint_with_this_name(
    cast, places, plan, project, model, name, values
):
    a_walked_ledger(cast, places, plan, project)
    rows = model.objects.all()
    if model in ENTRIES:
        rows = rows.filter(reverses=None, amount__gt=0)
        if "amount" in values and model is Disbursement:
            values = values | {"gross": values["amount"]}
    assert rows.exists()
    with pytest.raises(IntegrityError, match=name), ledger_open():
        rows.update(**values)

"""Amending budget lines: numbered, never below what was given, only first lines, only their holders."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection
from django.utils.translation import override

from projects.common.money import total
from projects.funding.actions import allocate, amend, transfer
from projects.funding.guard import ledger_open
from projects.funding.models import Amendment
from tests.factories import make_budget
from tests.simultaneous import at_once

DAY = date(2018, 6, 1)


@pytest.fixture(autouse=True)
def _english():
    with override("en"):
        yield


@pytest.fixture
def change(cast, budget):
    """``change("10.00")`` amends the county's line as its official."""

    def amended(amount, **changes):
        fields = {
            "budget_id": budget.pk,
            "change": Decimal(amount),
            "document_number": "侯财社〔2018〕30号",
            "document_date": DAY,
            "reason": "年中追加",
            "by": cast.county,
            **changes,
        }
        return amend(**fields)

    return amended


def refusal(call, *args, **kwargs):
    with pytest.raises(ValidationError) as caught:
        call(*args, **kwargs)
    return caught.value.message_dict


@pytest.mark.django_db
def test_amendments_are_numbered_from_1_and_move_the_amount(change, budget):
    assert [change("500.00").number, change("-200.50").number] == [1, 2]
    budget.refresh_from_db()
    assert budget.amount == Decimal("1299.50")


@pytest.mark.django_db
def test_a_line_keeps_what_is_allocated_and_handed_down(change, cast, places, plan, project):
    line = make_budget(places.fuzhou, plan, amount=Decimal("1000.00"))
    given = {"budget_id": line.pk, "amount": Decimal("300.00"), "day": DAY, "by": cast.city}
    allocate(project_id=project.pk, **given)
    transfer(place_id=places.own.pk, **given)
    ours = {"budget_id": line.pk, "by": cast.city}
    assert refusal(change, "-400.01", **ours) == {
        "change": [
            "300.00 yuan are allocated and 300.00 yuan are handed down; "
            "at most 400.00 yuan can be taken from the line."
        ]
    }
    change("-400.00", **ours)
    line.refresh_from_db()
    assert (line.amount, line.remaining) == (Decimal("600.00"), Decimal("0.00"))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"change": Decimal("0.00")}, "change", "by how much"),
        ({"change": Decimal("1.005")}, "change", "two decimals"),
        ({"change": Decimal("-1000.00")}, "change", "above 0"),
        ({"document_date": date(2999, 1, 1)}, "document_date", "future"),
        ({"document_date": date(2017, 1, 1)}, "document_date", "of that day or later"),
        ({"reason": "  "}, "reason", "Say why"),
    ],
)
def test_an_impossible_amendment_is_refused_at_its_field(change, budget, changes, field, words):
    sent = {"amount": "10.00"} | changes
    amount = sent.pop("change", Decimal("10.00"))
    sent.pop("amount")
    refused = refusal(change, amount, **sent)
    assert list(refused) == [field]
    assert words in refused[field][0]
    budget.refresh_from_db()
    assert budget.amount == Decimal("1000.00")


@pytest.mark.django_db
def test_only_officials_of_the_holder_amend(change, cast):
    for user in (cast.city, cast.province, cast.sibling_county, cast.auditor, cast.agency):
        assert list(refusal(change, "1.00", by=user)) == ["budget"], user


@pytest.mark.django_db
def test_a_line_that_a_transfer_made_is_not_amended(change, cast, places, plan):
    line = make_budget(places.fuzhou, plan, amount=Decimal("1000.00"))
    entry = transfer(
        budget_id=line.pk, place_id=places.own.pk, amount=Decimal(10), day=DAY, by=cast.city
    )
    assert list(refusal(change, "1.00", budget_id=entry.target_id)) == ["budget"]


@pytest.mark.django_db
def test_the_database_refuses_an_amendment_without_a_change_or_a_reason(change, budget):
    change("1.00")
    for wrong in ({"change": Decimal("0.00")}, {"reason": ""}):
        with pytest.raises(IntegrityError, match="says_why"), ledger_open():
            Amendment.objects.update(**wrong)


@pytest.mark.django_db(transaction=True)
def test_20_amendments_at_once_are_numbered_1_to_20_and_the_same_one_20_times_is_one(
    change, budget
):
    if connection.vendor != "postgresql":
        pytest.skip("needs many connections to PostgreSQL")
    made = at_once([lambda: change("1.00")] * 20)
    assert sorted(row.number for row in made) == list(range(1, 21))
    key = uuid4()
    assert len({row.pk for row in at_once([lambda: change("5.00", submission_key=key)] * 20)}) == 1
    budget.refresh_from_db()
    changes = budget.amendments.aggregate(sum=total("change"))["sum"]
    assert (budget.amount, changes) == (Decimal("1025.00"), Decimal("25.00"))


@pytest.mark.django_db(transaction=True)
def test_a_line_is_not_amended_away_under_allocations_at_the_same_moment(
    change, cast, budget, project
):
    if connection.vendor != "postgresql":
        pytest.skip("needs many connections to PostgreSQL")
    give = {"project_id": project.pk, "budget_id": budget.pk, "day": DAY, "by": cast.county}
    calls = [lambda: allocate(amount=Decimal("60.00"), **give), lambda: change("-60.00")] * 20
    results = at_once(calls)
    budget.refresh_from_db()
    kept = [result for result in results if not isinstance(result, ValidationError)]
    assert len(kept) == 16
    assert budget.remaining == Decimal("40.00")

"""Many who spend and give back at once, on real connections: no fen too many."""

from collections import Counter
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from projects.common.money import total
from projects.funding.actions import refund, reverse_expenditure, spend
from projects.funding.models import Expenditure, Refund
from projects.pilots.actions.changes import ask_change, decide_change
from projects.pilots.changes import present
from projects.pilots.models import ChangeRequest
from tests.funding.spending_world import PAID_ON, pay, plan_cost
from tests.simultaneous import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _real_database():
    if connection.vendor != "postgresql":
        pytest.skip("needs many connections to PostgreSQL")


def call(project, line, cast, amount="10.00", **changes):
    fields = {
        "project_id": project.pk,
        "line_id": line.pk,
        "amount": Decimal(amount),
        "day": PAID_ON,
        "voucher": "1",
        "purpose": "工资",
        "by": cast.agency,
        **changes,
    }
    return lambda: spend(**fields)


def added(model) -> Decimal:
    return model.objects.aggregate(sum=total("amount"))["sum"]


def test_200_at_once_spend_what_was_paid_and_not_a_fen_more(project, cast, places):
    county = pay(project, cast, "300.00")
    province = pay(project, cast, "700.00", place=places.fujian, nature="lottery")
    line = plan_cost(project)
    results = at_once([call(project, line, cast) for _ in range(200)])
    assert Counter(isinstance(one, list) for one in results) == {True: 100, False: 100}
    for record in (county, province, line):
        record.refresh_from_db()
    assert (county.balance, province.balance) == (Decimal("0.00"), Decimal("0.00"))
    assert line.spent == added(Expenditure) == Decimal("1000.00")


def test_a_category_is_not_passed_by_many_at_once(project, cast):
    pay(project, cast, "1000.00")
    line = plan_cost(project, amount="100.00")
    results = at_once([call(project, line, cast) for _ in range(60)])
    assert sum(isinstance(one, list) for one in results) == 10
    assert all("amount" in r.message_dict for r in results if isinstance(r, ValidationError))
    line.refresh_from_db()
    assert line.spent == added(Expenditure) == Decimal("100.00")


def test_the_same_submission_20_times_at_once_makes_one_entry_a_source(project, cast, places):
    pay(project, cast, "1000.00")
    pay(project, cast, "1000.00", place=places.fujian)
    line = plan_cost(project)
    again = call(project, line, cast, submission_key=uuid4())
    assert len({one[0].pk for one in at_once([again] * 20)}) == 1
    assert (Expenditure.objects.count(), added(Expenditure)) == (2, Decimal("10.00"))


def test_an_entry_taken_back_20_times_at_once_is_taken_back_once(project, cast):
    source, line = pay(project, cast), plan_cost(project)
    (entry,) = call(project, line, cast)()
    back = at_once(
        [lambda: reverse_expenditure(expenditure_id=entry.pk, reason="错", by=cast.agency)] * 20
    )
    assert [isinstance(one, Expenditure) for one in back].count(True) == 1
    for record in (source, line):
        record.refresh_from_db()
        assert record.spent == Decimal("0.00")


def test_spending_and_giving_back_at_once_do_not_take_the_same_yuan(project, cast, places):
    sources = [pay(project, cast, "100.00"), pay(project, cast, "100.00", place=places.fujian)]
    line, today = plan_cost(project), timezone.localdate()
    back = [
        lambda: refund(project_id=project.pk, amount=Decimal(7), day=today, by=cast.county)
    ] * 30
    results = at_once([*(call(project, line, cast, "7.00") for _ in range(30)), *back])
    assert sum(isinstance(one, list) for one in results) == 28  # 28 times 7 yuan of 200
    for source in sources:
        source.refresh_from_db()
        assert source.balance >= Decimal("0.00")
    assert added(Expenditure) + added(Refund) == Decimal("196.00")


def test_spending_and_a_shift_of_the_plan_at_once_do_not_overspend_a_category(project, cast):
    pay(project, cast, "1000.00")
    line = plan_cost(project, amount="100.00")
    plan_cost(project, "activity", "900.00")
    change = ask_change(
        change=ChangeRequest(
            project=project,
            kind="budget",
            before=present(project, "budget"),
            after={"lines": {"staff": "50.00", "activity": "950.00"}},
            reason="调剂",
        ),
        by=cast.agency,
    )
    decider = getattr(cast, change.decider)
    results = at_once(
        [
            *(call(project, line, cast) for _ in range(20)),
            lambda: decide_change(change_id=change.pk, by=decider, approve=True),
        ]
    )
    line.refresh_from_db()
    accepted = sum(isinstance(one, list) for one in results)
    assert line.spent == added(Expenditure) == accepted * Decimal("10.00")
    assert (line.amount, accepted) in [(Decimal("50.00"), 5), (Decimal("100.00"), 10)]

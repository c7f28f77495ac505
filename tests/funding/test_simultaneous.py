"""Many officials at once, on real connections: no fen too many, no fen lost, no number twice."""

from collections import Counter
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from projects.common.money import total
from projects.funding.actions import allocate, reverse_allocation
from projects.funding.models import Allocation
from tests.factories import make_budget
from tests.simultaneous import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _real_database():
    if connection.vendor != "postgresql":
        pytest.skip("needs many connections to PostgreSQL")


def entry_of(project, budget, user, **changes):
    fields = {
        "project_id": project.pk,
        "budget_id": budget.pk,
        "amount": Decimal("10.00"),
        "day": date(2018, 5, 2),
        "by": user,
        **changes,
    }
    return lambda: allocate(**fields)


def test_200_writers_on_three_budgets_of_1000_yuan_pass_none_of_them(cast, places, plan, project):
    payers = [
        (cast.province, make_budget(places.fujian, plan, amount=Decimal("1000.00"))),
        (cast.city, make_budget(places.fuzhou, plan, amount=Decimal("1000.00"))),
        (cast.county, make_budget(places.own, plan, amount=Decimal("1000.00"))),
    ]
    calls = [entry_of(project, budget, user) for _ in range(200) for user, budget in payers]
    results = at_once(calls)
    accepted = [result for result in results if isinstance(result, Allocation)]
    assert Counter(entry.budget_id for entry in accepted) == {b.pk: 100 for _, b in payers}
    assert len({entry.number for entry in accepted}) == 300
    assert all("amount" in r.message_dict for r in results if isinstance(r, ValidationError))
    for _, budget in payers:
        budget.refresh_from_db()
        entered = budget.allocations.aggregate(sum=total("amount"))["sum"]
        assert budget.allocated == entered == Decimal("1000.00")
    project.refresh_from_db()
    assert project.allocated == Decimal("3000.00")


def test_the_same_submission_20_times_at_once_makes_one_entry(cast, places, plan, project):
    budget = make_budget(places.own, plan, amount=Decimal("1000.00"))
    again = entry_of(project, budget, cast.county, submission_key=uuid4())
    assert len({entry.pk for entry in at_once([again] * 20)}) == 1
    budget.refresh_from_db()
    assert (budget.allocated, budget.allocations.count()) == (Decimal("10.00"), 1)


def test_an_entry_taken_back_20_times_at_once_is_taken_back_once(cast, places, plan, project):
    budget = make_budget(places.own, plan, amount=Decimal("1000.00"))
    entry = entry_of(project, budget, cast.county)()
    back = at_once(
        [lambda: reverse_allocation(allocation_id=entry.pk, reason="错", by=cast.county)] * 20
    )
    assert [isinstance(result, Allocation) for result in back].count(True) == 1
    budget.refresh_from_db()
    project.refresh_from_db()
    assert budget.allocated == project.allocated == Decimal("0.00")

"""1,000 allocations of 10.00 over 50 connections against 1,000.00, at each of three levels."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import F
from django.utils.translation import override

from projects.common.money import total
from projects.funding.guard import ledger_open
from projects.funding.models import Allocation, Budget, Source
from projects.funding.reconcile import reconcile
from projects.pilots.models import Project
from tests.funding.ledger_world import DAY, give, make_payers, money

pytestmark = pytest.mark.django_db(transaction=True)

CONNECTIONS, WRITERS = 50, 1_000


@pytest.fixture(autouse=True)
def _real_database():
    if connection.vendor != "postgresql":
        pytest.skip("needs many connections to PostgreSQL")


def over_50_connections(call) -> list:
    """What ``call`` gave or refused, ``WRITERS`` times; any other error fails the test."""

    def work(_number: int) -> list:
        try:
            with override("en"):
                return [said(call) for _turn in range(WRITERS // CONNECTIONS)]
        finally:
            connection.close()

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        return [result for share in pool.map(work, range(CONNECTIONS)) for result in share]


def said(call):
    try:
        return call()
    except ValidationError as refusal:
        return refusal


@pytest.mark.parametrize("level", [0, 1, 2], ids=["province", "city", "county"])
def test_of_1000_writers_exactly_100_are_accepted_and_900_told_why(
    cast, places, plan, project, level
):
    user, budget = make_payers(cast, places, plan)[level]
    results = over_50_connections(lambda: give(project, user, budget, "10.00"))
    accepted = [one for one in results if isinstance(one, Allocation)]
    refused = [one for one in results if isinstance(one, ValidationError)]
    assert (len(accepted), len(refused)) == (100, 900)
    words = "Only 0.00 yuan of this budget line are left; enter no more than that."
    assert {str(one.message_dict) for one in refused} == {str({"amount": [words]})}
    budget.refresh_from_db()
    assert budget.allocated == entered(budget) == money("1000.00")
    assert reconcile().differences == 0


def test_without_the_lock_and_the_check_the_same_writers_overspend(cast, places, plan, project):
    """The control: what the test above would see if the two did not hold."""
    user, budget = make_payers(cast, places, plan)[0]
    source = Source.objects.create(project=project, budget=budget)

    def careless() -> Allocation:
        seen = Budget.objects.get(pk=budget.pk)  # no lock
        if seen.remaining < money("10.00"):
            raise ValidationError("spent")
        entry = Allocation.objects.create(
            number=str(next(numbers)),
            project=project,
            budget=budget,
            amount=money("10.00"),
            day=DAY,
            created_by=user,
        )
        for record in (budget, project, source):
            rows = type(record).objects.filter(pk=record.pk)
            rows.update(allocated=F("allocated") + 1000)
        return entry

    numbers = iter(range(10 * WRITERS))
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE funding_budget DROP CONSTRAINT budget_is_not_overspent")
    try:
        over_50_connections(careless)
        assert entered(budget) > money("1000.00")
    finally:
        with ledger_open():
            Allocation.objects.all().delete()
        Source.objects.all().delete()
        Budget.objects.update(allocated=0)
        Project.objects.update(allocated=0)
        check = next(
            one for one in Budget._meta.constraints if one.name == "budget_is_not_overspent"
        )
        with connection.schema_editor() as editor:
            editor.add_constraint(Budget, check)


def entered(budget: Budget) -> Decimal:
    """What the entries of ``budget`` sum up to."""
    return budget.allocations.aggregate(sum=total("amount"))["sum"]

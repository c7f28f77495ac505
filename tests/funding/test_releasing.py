"""Freeing what will not be contracted, and what lottery money may be allocated to."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from projects.funding.actions import allocate, release, reverse_allocation
from projects.funding.forms import AllocationForm
from projects.funding.models import Allocation, Source, SpendingRule
from tests.factories import make_budget
from tests.simultaneous import at_once

pytestmark = pytest.mark.django_db
DAY = date(2018, 9, 3)


@pytest.fixture(autouse=True)
def _english():
    with override("en"):
        yield


@pytest.fixture
def free(cast, project, budget, entry):
    """``free("10.00")`` releases money of the county's allocation of 400.00 yuan."""

    def released(amount, **changes):
        fields = {
            "project_id": project.pk,
            "budget_id": budget.pk,
            "amount": Decimal(amount),
            "day": DAY,
            "reason": "合同节余，不再签订",
            "by": cast.county,
            **changes,
        }
        return release(**fields)

    return released


def contract(yuan):
    """Binds ``yuan`` of the only source by a contract, as far as the counter is concerned."""
    Source.objects.update(contracted=Decimal(yuan))


def refusal(call, *args, **kwargs):
    with pytest.raises(ValidationError) as caught:
        call(*args, **kwargs)
    return caught.value


def totals(*records):
    for record in records:
        record.refresh_from_db()
    source = Source.objects.get()
    return {record.allocated for record in (*records, source)}


def test_nothing_is_released_before_it_was_allocated(free, entry, budget):
    """The ledger as of any day stays at 0 or above."""
    error = refusal(free, "10.00", day=entry.day - timedelta(days=1))
    assert list(error.message_dict) == ["day"]
    assert "0.00 yuan" in error.message_dict["day"][0]
    free("10.00", day=entry.day)
    refusal(free, "395.00", day=entry.day)
    assert Allocation.objects.until(entry.day).count() == 2


def test_a_release_goes_back_to_the_line_and_off_the_project(free, budget, project):
    entry = free("150.00")
    assert (entry.kind, entry.amount, entry.reverses) == ("release", Decimal("-150.00"), None)
    assert totals(budget, project) == {Decimal("250.00")}
    assert budget.remaining == Decimal("750.00")


def test_what_is_contracted_is_not_released(free, budget, project):
    contract("300.00")
    assert refusal(free, "100.01").message_dict == {
        "amount": [
            "400.00 yuan of this line are allocated to the project and 300.00 yuan of them "
            "contracted: only 100.00 yuan are free."
        ]
    }
    free("100.00")
    assert totals(budget, project) == {Decimal("300.00")}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"amount": "0"}, "amount"),
        ({"amount": "1.005"}, "amount"),
        ({"reason": "  "}, "reason"),
        ({"day": timezone.localdate() + timedelta(days=1)}, "day"),
        ({"day": date(2017, 12, 31)}, "day"),
    ],
)
def test_an_impossible_release_is_refused_at_its_field(free, changes, field):
    assert list(refusal(free, **{"amount": "1.00"} | changes).message_dict) == [field]


def test_only_officials_of_the_holder_release(free, cast):
    for user in (cast.city, cast.province, cast.auditor, cast.agency, cast.sibling_county):
        assert list(refusal(free, "1.00", by=user).message_dict) == ["budget"], user


def test_a_release_is_not_reversed_and_bounds_what_a_reversal_takes_back(
    free, cast, entry, budget, project
):
    released = free("150.00")
    again = {"reason": "错", "by": cast.county}
    assert (
        "release"
        in refusal(reverse_allocation, allocation_id=released.pk, **again).messages[0].lower()
    )
    words = refusal(reverse_allocation, allocation_id=entry.pk, **again).messages[0]
    assert "only 250.00 yuan are free" in words
    assert totals(budget, project) == {Decimal("250.00")}


def test_a_contracted_allocation_is_not_taken_back(cast, entry, budget, project):
    contract("0.01")
    words = refusal(
        reverse_allocation, allocation_id=entry.pk, reason="错", by=cast.county
    ).messages[0]
    assert "0.01 yuan of them contracted" in words
    assert totals(budget, project) == {Decimal("400.00")}


def test_the_page_releases_once_for_a_double_click_and_says_when_nothing_is_free(
    as_user, cast, entry, budget
):
    client, address = as_user(cast.county), reverse("allocation_release", args=[entry.pk])
    assert client.get(address).context["form"]["amount"].value() == Decimal("400.00")
    sent = {"amount": "400", "day": "2018-09-03", "reason": "", "submission": str(uuid4())}
    assert list(client.post(address, sent).context["form"].errors) == ["reason"]
    sent["reason"] = "项目不再签约"
    made = [client.post(address, sent) for _ in range(2)]
    released = Allocation.objects.get(kind="release")
    assert {one.url for one in made} == {released.get_absolute_url()}
    assert Allocation.objects.count() == 2
    assert "项目不再签约" in client.get(released.get_absolute_url()).content.decode()
    assert client.get(address).url == entry.get_absolute_url()
    budget.refresh_from_db()
    assert budget.allocated == Decimal("0.00")


@pytest.mark.django_db(transaction=True)
def test_20_releases_and_reversals_at_once_never_free_more_than_there_is(
    free, cast, entry, budget, project
):
    if connection.vendor != "postgresql":
        pytest.skip("needs many connections to PostgreSQL")
    back = {"allocation_id": entry.pk, "reason": "错", "by": cast.county}
    calls = [lambda: free("30.00"), lambda: reverse_allocation(**back)] * 20
    results = at_once(calls)
    assert any(isinstance(result, Allocation) for result in results)
    entered = sum(Allocation.objects.values_list("amount", flat=True))
    assert totals(budget, project) == {entered}
    assert Decimal("0.00") <= entered <= Decimal("400.00")


# --- lottery money ---------------------------------------------------------------------------


@pytest.fixture
def lottery(places, plan):
    return make_budget(places.own, plan, nature="lottery", amount=Decimal("1000.00"))


@pytest.fixture
def rule(places, lottery):
    """The province's: lottery money is for children and older people."""
    return SpendingRule.objects.create(
        place=places.fujian,
        year=lottery.year,
        nature="lottery",
        fields=["children", "elders"],
        categories=["staff"],
        management_percent=0,
        document="闽民福〔2018〕1号",
    )


@pytest.mark.usefixtures("rule")
def test_lottery_money_goes_only_to_the_fields_that_its_rule_permits(cast, project, lottery):
    given = {"budget_id": lottery.pk, "project_id": project.pk, "day": DAY, "by": cast.county}
    type(project).objects.update(field="community")
    refused = refusal(allocate, amount=Decimal(1), **given).message_dict
    assert list(refused) == ["budget"]
    assert "闽民福〔2018〕1号 does not permit Welfare-lottery fund" in refused["budget"][0]
    type(project).objects.update(field="elders")
    allocate(amount=Decimal(1), **given)


@pytest.mark.usefixtures("rule")
def test_the_form_says_so_before_the_action_does(cast, project, lottery):
    type(project).objects.update(field="community")
    form = AllocationForm(
        {"project": project.pk, "budget": lottery.pk, "amount": "1", "day": "2018-05-02"},
        user=cast.county,
    )
    assert list(form.errors) == ["budget"]


@pytest.mark.usefixtures("rule")
def test_the_rule_of_lottery_money_binds_no_other_money(cast, project, budget):
    type(project).objects.update(field="community")
    given = {"project_id": project.pk, "day": DAY, "by": cast.county}
    allocate(budget_id=budget.pk, amount=Decimal(1), **given)


def test_without_a_rule_lottery_money_supports_every_field(cast, project, lottery):
    type(project).objects.update(field="community")
    given = {"project_id": project.pk, "day": DAY, "by": cast.county}
    assert allocate(budget_id=lottery.pk, amount=Decimal(1), **given).budget == lottery

"""Unspent money goes back to who paid it, in proportion, to the fen."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from projects.funding.actions import refund, reverse_refund, spend
from projects.funding.models import Refund, Source
from tests.factories import end_project
from tests.funding.spending_world import PAID_ON, pay, plan_cost


@pytest.fixture
def sources(project, cast, places):
    """100.00 yuan of the county, 200.00 of the city, 100.00 of the province, of which all is spent."""
    county = pay(project, cast, "100.00")
    city = pay(project, cast, "200.00", place=places.fuzhou)
    province = pay(project, cast, "100.00", place=places.fujian)
    spend(
        project_id=project.pk,
        line_id=plan_cost(project).pk,
        source_id=province.pk,
        amount=Decimal("100.00"),
        day=PAID_ON,
        voucher="1",
        purpose="工资",
        by=cast.agency,
    )
    return [county, city, province]


def give_back(project, cast, amount=None, **changes):
    fields = {"project_id": project.pk, "day": timezone.localdate(), "by": cast.county, **changes}
    return refund(amount=amount and Decimal(amount), **fields)


def balances(project) -> list[Decimal]:
    return [source.balance for source in Source.objects.filter(project=project).order_by("pk")]


def test_all_that_is_left_goes_back_to_each_payer(project, sources, cast):
    entries = give_back(project, cast)
    assert {one.source: one.amount for one in entries} == {
        sources[0]: Decimal("100.00"),
        sources[1]: Decimal("200.00"),
    }
    assert balances(project) == [Decimal("0.00")] * 3


def test_a_part_is_divided_in_proportion_to_what_is_left(project, sources, cast):
    entries = give_back(project, cast, "0.05")
    assert [one.amount for one in entries] == [Decimal("0.02"), Decimal("0.03")]
    assert balances(project) == [Decimal("99.98"), Decimal("199.97"), Decimal("0.00")]


@pytest.mark.parametrize(
    ("amount", "day", "field"),
    [
        ("300.01", PAID_ON, "amount"),
        ("0.00", PAID_ON, "amount"),
        ("0.001", PAID_ON, "amount"),
        ("1.00", PAID_ON - timedelta(days=1), "day"),
        ("1.00", timezone.localdate() + timedelta(days=1), "day"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(project, sources, cast, amount, day, field):
    with pytest.raises(ValidationError) as refused:
        give_back(project, cast, Decimal(amount), day=day)
    assert field in refused.value.message_dict
    assert not Refund.objects.exists()


def test_nothing_goes_back_where_nothing_is_left(project, sources, cast):
    give_back(project, cast)
    with pytest.raises(ValidationError) as refused:
        give_back(project, cast)
    assert "amount" in refused.value.message_dict


@pytest.mark.parametrize("who", ["agency", "province", "auditor", "clerk"])
def test_only_the_county_enters_what_went_back(project, sources, cast, who):
    with pytest.raises(ValidationError):
        give_back(project, cast, by=getattr(cast, who))


@pytest.mark.parametrize(("status", "open_"), [("terminated", True), ("closed", False)])
def test_it_goes_back_until_the_project_is_closed(project, sources, cast, status, open_):
    end_project(project, status)
    if open_:
        assert give_back(project, cast)
    else:
        with pytest.raises(ValidationError):
            give_back(project, cast)


def test_a_refund_is_taken_back_once_and_with_its_reason(project, sources, cast):
    (entry, _other) = give_back(project, cast)
    with pytest.raises(ValidationError) as refused:
        reverse_refund(refund_id=entry.pk, reason="", by=cast.county)
    assert "reason" in refused.value.message_dict
    back = reverse_refund(refund_id=entry.pk, reason="退错账户", by=cast.county)
    assert (back.amount, back.reverses) == (-entry.amount, entry)
    assert balances(project)[0] == entry.amount
    for again in (entry, back):
        with pytest.raises(ValidationError):
            reverse_refund(refund_id=again.pk, reason="再来", by=cast.county)


def test_the_same_submission_again_makes_no_second_entry(project, sources, cast):
    key = uuid4()
    first = give_back(project, cast, "30.00", submission_key=key)
    assert give_back(project, cast, "30.00", submission_key=key) == first[:1]
    assert Refund.objects.count() == 2

"""Handing money down: one yuan stays one yuan, at the level that pays it."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone
from django.utils.translation import override

from projects.common.money import total
from projects.funding.actions import allocate, reverse_allocation, reverse_transfer, transfer
from projects.funding.models import Budget, Transfer
from tests.factories import make_budget
from tests.simultaneous import at_once

DAY = date(2018, 5, 2)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english():
    with override("en"):
        yield


@pytest.fixture
def line(places, plan) -> Budget:
    """1,000.00 yuan of the province."""
    return make_budget(places.fujian, plan, amount=Decimal("1000.00"), nature="lottery")


@pytest.fixture
def hand_down(cast, places, line):
    """``hand_down("10.00")`` hands money of the province's line down to 福州."""

    def handed(amount, **changes):
        fields = {
            "budget_id": line.pk,
            "place_id": places.fuzhou.pk,
            "amount": Decimal(amount),
            "day": DAY,
            "document_number": "闽财社指〔2018〕7号",
            "by": cast.province,
            **changes,
        }
        return transfer(**fields)

    return handed


@pytest.fixture
def take_back(cast):
    def taken(entry, by=None):
        return reverse_transfer(transfer_id=entry.pk, reason="指标调整", by=by or cast.province)

    return taken


def refusal(call, *args, **kwargs):
    with pytest.raises(ValidationError) as caught:
        call(*args, **kwargs)
    return caught.value


def by_holder():
    """(what lies there of all lines, the sum of the first lines); the two are the same yuan."""
    held = {str(b.holder): b.held for b in Budget.objects.select_related("holder")}
    whole = Budget.objects.first_lines().aggregate(sum=total("amount"))["sum"]
    assert sum(held.values()) == whole
    return held


def test_a_yuan_handed_down_twice_is_still_one_yuan_of_the_level_that_pays(
    hand_down, cast, places, line
):
    city = hand_down("600.00").target
    county = hand_down("250.00", budget_id=city.pk, place_id=places.own.pk, by=cast.city).target
    assert by_holder() == {
        "福建省": Decimal("400.00"),
        "福州市": Decimal("350.00"),
        "闽侯县": Decimal("250.00"),
    }
    for child in (city, county):
        assert (child.level, child.place, child.nature, child.year, child.plan) == (
            "province",
            places.fujian,
            "lottery",
            line.year,
            line.plan,
        )
    assert (city.parent, county.parent, county.holder) == (line, city, places.own)


def test_a_second_transfer_feeds_the_same_line(hand_down, line):
    first, second = hand_down("100.00"), hand_down("50.00")
    assert first.target == second.target
    target = Budget.objects.get(parent=line)
    assert (target.amount, second.number) == (Decimal("150.00"), f"ZB-2018-{second.pk:06d}")


def test_the_lower_place_gives_to_its_project_at_the_level_that_pays(
    hand_down, cast, places, project
):
    line = hand_down("300.00", place_id=places.own.pk).target
    given = {"project_id": project.pk, "budget_id": line.pk, "day": DAY}
    with pytest.raises(ValidationError):
        allocate(amount=Decimal(1), by=cast.province, **given)
    allocate(amount=Decimal("300.00"), by=cast.county, **given)
    assert [(s.level, s.amount) for s in project.allocations.by_level()] == [
        ("province", Decimal("300.00"))
    ]


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "above 0"),
        ("-5", "above 0"),
        ("1.001", "two decimals"),
        ("1000.01", "Only 1,000.00 yuan of this budget line are left"),
    ],
)
def test_an_impossible_amount_is_refused_and_makes_no_line(hand_down, amount, words):
    assert words in refusal(hand_down, amount).message_dict["amount"][0]
    assert Budget.objects.count() == 1


def test_money_is_handed_down_neither_tomorrow_nor_before_the_line_s_document(hand_down, line):
    for day in (timezone.localdate() + timedelta(days=1), line.document_date - timedelta(days=1)):
        assert list(refusal(hand_down, "1", day=day).message_dict) == ["day"]


def test_money_goes_down_within_the_holder_s_area_only(hand_down, cast, places, plan):
    county = make_budget(places.own, plan)
    city = make_budget(places.fuzhou, plan)
    for place, changes in (
        (places.fujian, {}),
        (places.baisha, {}),
        (places.fulong, {}),
        (places.meilie, {"budget_id": city.pk, "by": cast.city}),
        (places.pingtan, {"budget_id": city.pk, "by": cast.city}),
        (places.baisha, {"budget_id": county.pk, "by": cast.county}),
    ):
        refused = refusal(hand_down, "1.00", place_id=place.pk, **changes)
        assert list(refused.message_dict) == ["place"], place
    hand_down("1.00", place_id=places.pingtan.pk)


def test_only_officials_of_the_holder_hand_down_and_take_back(hand_down, take_back, cast):
    entry = hand_down("10.00")
    for user in (cast.city, cast.county, cast.auditor, cast.agency):
        assert list(refusal(hand_down, "1", by=user).message_dict) == ["budget"], user
        with pytest.raises(Transfer.DoesNotExist):
            take_back(entry, by=user)


def test_a_reversal_brings_the_money_back_once(hand_down, take_back, line):
    entry = hand_down("300.00")
    reversal = take_back(entry)
    assert (reversal.amount, reversal.reverses, reversal.target) == (
        Decimal("-300.00"),
        entry,
        entry.target,
    )
    assert by_holder() == {"福建省": Decimal("1000.00"), "福州市": Decimal("0.00")}
    for again in (entry, reversal):
        assert "revers" in refusal(take_back, again).messages[0]


def test_what_the_lower_place_gave_out_does_not_come_back_until_it_takes_it_back(
    hand_down, take_back, cast, places, project
):
    entry = hand_down("300.00", place_id=places.own.pk)
    given = allocate(
        project_id=project.pk,
        budget_id=entry.target_id,
        amount=Decimal("120.00"),
        day=DAY,
        by=cast.county,
    )
    words = refusal(take_back, entry).messages[0]
    assert "闽侯县 has given this money out already: only 180.00 yuan" in words
    reverse_allocation(allocation_id=given.pk, reason="改由省级直接下达", by=cast.county)
    take_back(entry)
    assert by_holder()["闽侯县"] == Decimal("0.00")


def test_the_same_submission_makes_one_transfer(hand_down):
    key = uuid4()
    assert hand_down("10.00", submission_key=key) == hand_down("10.00", submission_key=key)
    assert by_holder()["福州市"] == Decimal("10.00")


@pytest.fixture
def _real_database():
    if connection.vendor != "postgresql":
        pytest.skip("needs many connections to PostgreSQL")


@pytest.mark.usefixtures("_real_database")
@pytest.mark.django_db(transaction=True)
def test_200_transfers_and_allocations_at_once_pass_no_line_and_make_one_child_a_place(
    hand_down, cast, places, line, project
):
    give = {"project_id": project.pk, "budget_id": line.pk, "day": DAY, "by": cast.province}
    kinds = [
        lambda: hand_down("10.00"),
        lambda: hand_down("10.00", place_id=places.own.pk),
        lambda: allocate(amount=Decimal("10.00"), **give),
    ]
    results = at_once(kinds * 67)
    refused = [result for result in results if isinstance(result, ValidationError)]
    assert len(results) - len(refused) == 100
    assert all(list(error.message_dict) == ["amount"] for error in refused)
    line.refresh_from_db()
    assert line.remaining == Decimal("0.00")
    assert line.children.count() == 2
    assert line.children.aggregate(sum=total("amount"))["sum"] == line.transferred
    by_holder()


@pytest.mark.usefixtures("_real_database")
@pytest.mark.django_db(transaction=True)
def test_money_goes_down_out_and_back_at_once_without_a_deadlock_or_a_lost_yuan(
    hand_down, take_back, cast, places, project
):
    entries = [hand_down("10.00", place_id=places.own.pk) for _ in range(20)]
    give = {
        "project_id": project.pk,
        "budget_id": entries[0].target_id,
        "day": DAY,
        "by": cast.county,
        "amount": Decimal("10.00"),
    }
    back = [lambda entry=entry: take_back(entry) for entry in entries for _ in range(2)]
    out = [lambda: allocate(**give)] * 20
    down = [lambda: hand_down("5.00", place_id=places.own.pk)] * 20
    mixed = zip(back[:20], out, down, back[20:], strict=True)
    results = at_once([call for calls in mixed for call in calls])
    taken = [r for r in results if isinstance(r, Transfer) and r.reverses_id]
    assert len({entry.reverses_id for entry in taken}) == len(taken)
    target = Budget.objects.get(parent__isnull=False)
    moved = target.transfers_in.aggregate(sum=total("amount"))["sum"]
    given = target.allocations.aggregate(sum=total("amount"))["sum"]
    assert (target.amount, target.allocated) == (moved, given)
    assert target.remaining >= 0
    by_holder()


@pytest.mark.usefixtures("_real_database")
@pytest.mark.django_db(transaction=True)
def test_the_same_submission_and_the_same_reversal_20_times_at_once_count_once(
    hand_down, take_back
):
    key = uuid4()
    made = at_once([lambda: hand_down("10.00", submission_key=key)] * 20)
    assert len({entry.pk for entry in made}) == 1
    back = at_once([lambda: take_back(made[0])] * 20)
    assert sum(isinstance(result, Transfer) for result in back) == 1
    assert by_holder()["福州市"] == Decimal("0.00")

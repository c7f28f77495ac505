"""Allocating money and taking it back: the rules, the totals, the words."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import override

from projects.common.money import total
from projects.funding.actions import allocate, reverse_allocation, save_budget
from projects.funding.actions.counters import move
from projects.funding.models import Allocation, Budget
from tests.factories import make_budget, make_plan, make_project

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english():
    with override("en"):
        yield


@pytest.fixture
def give(cast, project, budget):
    """``give("10.00")`` allocates as the county's official."""

    def allocated(amount, **changes):
        fields = {
            "project_id": project.pk,
            "budget_id": budget.pk,
            "amount": Decimal(amount),
            "day": date(2018, 5, 2),
            "by": cast.county,
            **changes,
        }
        return allocate(**fields)

    return allocated


def refusal(call, *args, **kwargs):
    with pytest.raises(ValidationError) as caught:
        call(*args, **kwargs)
    return caught.value.message_dict


def totals(budget, project):
    """(the budget's total, the project's total, the sum of the entries)."""
    budget.refresh_from_db()
    project.refresh_from_db()
    entries = Allocation.objects.aggregate(sum=total("amount"))["sum"]
    return budget.allocated, project.allocated, entries


def test_both_running_totals_move_with_the_entry(give, budget, project):
    entry = give("123.45", document_number="侯民〔2018〕3号")
    assert totals(budget, project) == (Decimal("123.45"),) * 3
    assert entry.number == f"XD-2018-{entry.pk:06d}"
    assert budget.remaining == Decimal("876.55")


def test_the_last_fen_can_be_allocated_and_not_one_more(give, budget, project):
    give("999.99")
    assert refusal(give, "0.02") == {
        "amount": ["Only 0.01 yuan of this budget line are left; enter no more than that."]
    }
    give("0.01")
    assert totals(budget, project) == (Decimal("1000.00"),) * 3


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "Enter an amount above 0."),
        ("-5.00", "Enter an amount above 0."),
        ("1.001", "An amount ends with the fen: at most two decimals."),
        ("1000.01", "Only 1,000.00 yuan of this budget line are left; enter no more than that."),
    ],
)
def test_an_impossible_amount_is_refused_at_the_amount(give, budget, project, amount, words):
    assert refusal(give, amount) == {"amount": [words]}
    assert totals(budget, project) == (Decimal("0.00"),) * 3


def test_the_check_of_the_database_says_the_same_as_the_rule(give, budget, project):
    give("400.00")
    with transaction.atomic(), pytest.raises(ValidationError, match="too much"):
        move(budget, allocated=Decimal("600.01"), refusal="too much")
    assert totals(budget, project) == (Decimal("400.00"),) * 3


def test_a_form_that_was_read_before_writes_no_running_total(give, budget):
    read_before = Budget.objects.get()
    give("600.00")
    read_before.amount = Decimal("500.00")
    save_budget(budget=read_before)
    budget.refresh_from_db()
    assert (budget.amount, budget.allocated) == (Decimal("1000.00"), Decimal("600.00"))


def test_a_line_that_a_colleague_registered_meanwhile_is_refused_at_its_document(budget):
    same = Budget.objects.get()
    same.pk, same._state.adding = None, True
    with pytest.raises(ValidationError) as refusal:
        save_budget(budget=same)
    assert refusal.value.message_dict == {
        "document_number": ["This budget line is already registered."]
    }
    assert Budget.objects.count() == 1


@pytest.mark.parametrize("year", [1999, 2101])
def test_a_year_of_payment_lies_in_this_century(budget, year):
    with (
        pytest.raises(IntegrityError, match="budget_year_is_of_this_century"),
        transaction.atomic(),
    ):
        Budget.objects.update(year=year)


def test_nobody_passes_the_budget_even_by_hand(budget):
    with pytest.raises(IntegrityError), transaction.atomic():
        Budget.objects.filter(pk=budget.pk).update(allocated=Decimal("1000.01"))


def test_money_is_allocated_neither_tomorrow_nor_before_the_plan(give):
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert "future" in refusal(give, "1", day=tomorrow)["day"][0]
    assert "2018-01-01" in refusal(give, "1", day=date(2017, 12, 31))["day"][0]


def test_a_project_of_another_county_is_refused(give, cast, places, plan):
    sibling = make_project(
        places.sibling, agency=cast.sibling_agency.agency, plan=plan, status="running"
    )
    assert list(refusal(give, "1", project_id=sibling.pk)) == ["project"]


@pytest.mark.parametrize("status", ["draft", "county_check", "approval", "closed", "terminated"])
def test_only_approved_and_running_projects_receive_money(give, places, agency, plan, status):
    project = make_project(places.own, agency=agency, plan=plan, status=status)
    assert list(refusal(give, "1", project_id=project.pk)) == ["project"]


def test_only_the_official_of_the_place_and_level_that_pays_allocates(give, cast):
    for user in (cast.city, cast.province, cast.sibling_county, cast.auditor, cast.agency):
        assert list(refusal(give, "1", by=user)) == ["budget"], user


def test_money_of_a_township_is_given_out_by_the_county_that_holds_its_line(
    give, cast, places, plan
):
    township = make_budget(places.baisha, plan, holder=places.own, level="township")
    assert list(refusal(give, "1", budget_id=township.pk, by=cast.city)) == ["budget"]
    assert give("1", budget_id=township.pk).budget == township


def test_a_budget_line_of_another_plan_is_refused(give, places):
    next_plan = make_plan(places.fujian, year=2019)
    line = make_budget(places.own, next_plan)
    assert list(refusal(give, "1", budget_id=line.pk)) == ["budget"]


def test_three_levels_pay_for_one_project_each_from_its_own(give, cast, places, plan, project):
    for user, place in ((cast.province, places.fujian), (cast.city, places.fuzhou)):
        line = make_budget(place, plan, amount=Decimal("5000.00"))
        give("250.00", budget_id=line.pk, by=user)
    give("500.00")
    shares = Allocation.objects.filter(project=project).by_level()
    assert [(s.level, s.amount, str(s.start), str(s.share)) for s in shares] == [
        ("province", Decimal("250.00"), "0.0", "25.0"),
        ("city", Decimal("250.00"), "25.0", "25.0"),
        ("county", Decimal("500.00"), "50.0", "50.0"),
    ]


def test_the_shares_of_the_levels_add_up_to_100(give, cast, places, plan, project):
    for user, place in ((cast.province, places.fujian), (cast.city, places.fuzhou)):
        give("333.33", budget_id=make_budget(place, plan).pk, by=user)
    give("333.34")
    assert sum(piece.share for piece in project.allocations.by_level()) == Decimal("100.0")


def test_the_same_submission_makes_one_entry(give, budget, project):
    key = uuid4()
    assert give("10.00", submission_key=key) == give("10.00", submission_key=key)
    assert totals(budget, project) == (Decimal("10.00"),) * 3


def test_a_reversal_gives_everything_back_and_both_entries_stay(give, cast, budget, project):
    entry = give("300.00")
    reversal = reverse_allocation(allocation_id=entry.pk, reason=" 录入错误 ", by=cast.county)
    assert (reversal.amount, reversal.reverses, reversal.reason) == (
        Decimal("-300.00"),
        entry,
        "录入错误",
    )
    assert reversal.day == timezone.localdate()
    assert totals(budget, project) == (Decimal("0.00"),) * 3
    assert Allocation.objects.count() == 2


def test_an_entry_is_taken_back_once_only_and_a_reversal_never(give, cast, budget, project):
    entry = give("300.00")
    reversal = reverse_allocation(allocation_id=entry.pk, reason="错", by=cast.county)
    for again in (entry, reversal):
        with pytest.raises(ValidationError):
            reverse_allocation(allocation_id=again.pk, reason="错", by=cast.county)
    assert totals(budget, project) == (Decimal("0.00"),) * 3


def test_a_reversal_needs_a_reason_and_the_official_who_pays(give, cast):
    entry = give("300.00")
    assert list(
        refusal(reverse_allocation, allocation_id=entry.pk, reason="  ", by=cast.county)
    ) == ["reason"]
    with pytest.raises(Allocation.DoesNotExist):
        reverse_allocation(allocation_id=entry.pk, reason="错", by=cast.city)


def test_a_negative_entry_that_reverses_nothing_is_refused_by_the_database(budget, project):
    with pytest.raises(IntegrityError), transaction.atomic():
        Allocation.objects.create(
            number="X",
            project=project,
            budget=budget,
            amount=Decimal("-1.00"),
            day=date(2018, 5, 2),
        )

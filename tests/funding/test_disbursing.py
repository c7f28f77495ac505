"""Dividing a contract, planning its tranches, paying them by two people, and what stands in the way."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import override

from projects.funding.actions import (
    TrancheRow,
    approve_all,
    check,
    commit,
    propose_all,
    propose_reversal,
    receive,
    save_plan,
)
from projects.funding.models import Commitment, Disbursement, Source, Tranche
from projects.funding.shares import shares_of
from tests.factories import end_project, list_agency
from tests.funding.paying_world import PAY_DAY, ROWS, contracted, paid, paying

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture(autouse=True)
def _english():
    with override("en"):
        yield


@pytest.fixture
def world(cast, places, plan):
    return paying(cast, places, plan)


def refusal(call, **kwargs):
    with pytest.raises(ValidationError) as caught:
        call(**kwargs)
    return " ".join(caught.value.messages)


# --- the contract over its sources ----------------------------------------------------------------


def test_a_contract_is_divided_in_proportion_to_the_fen(cast, places, plan):
    contract, county, city = contracted(cast, places, plan)
    entries = commit(contract_id=contract.pk, by=cast.county)
    assert [(e.source, e.amount) for e in entries] == [(county, D("60000.01")), (city, D("40000"))]
    contract.refresh_from_db()
    assert contract.committed == contract.amount == D("100000.01")


def test_a_contract_below_what_is_allocated_is_divided_by_largest_remainder(cast, places, plan):
    contract, *_sources = contracted(cast, places, plan)
    type(contract).objects.filter(pk=contract.pk).update(amount=D("99999.99"))
    parts = [entry.amount for entry in commit(contract_id=contract.pk, by=cast.county)]
    assert parts == [D("60000.00"), D("39999.99")]


def test_what_is_divided_stays_within_source_and_contract(cast, places, plan):
    contract, county, city = contracted(cast, places, plan)
    words = refusal(commit, contract_id=contract.pk, by=cast.county, parts={city.pk: D("40000.01")})
    assert words == "Only 40,000.00 yuan of this source are not contracted yet."
    type(contract).objects.filter(pk=contract.pk).update(amount=D("50000.00"))
    words = refusal(commit, contract_id=contract.pk, by=cast.county, parts={county.pk: D("60000")})
    assert words.startswith("The contract is about 50,000.00 yuan")
    assert not Commitment.objects.exists()


def test_money_is_freed_with_a_reason_and_not_below_what_is_paid(cast, world):
    paid(world, cast.county, world.checker)
    freeing = {"contract_id": world.contract.pk, "by": cast.county}
    some = {world.county.pk: D("-42000.01")}
    assert "Say why" in refusal(commit, parts=some, **freeing)
    too_much = {world.county.pk: D("-42000.02")}
    words = refusal(commit, parts=too_much, reason="项目缩减", **freeing)
    assert words == "Only 42,000.01 yuan of this source can be freed; the rest is paid."
    commit(parts=some, reason="项目缩减", **freeing)
    world.county.refresh_from_db()
    world.contract.refresh_from_db()
    assert world.county.contracted == world.county.paid == D("18000.00")
    assert world.contract.committed == D("58000.00")


def test_only_the_county_of_the_project_divides_and_plans(cast, world):
    for user in (cast.city, cast.province, cast.agency, cast.sibling_county, cast.auditor):
        assert "county" in refusal(commit, contract_id=world.contract.pk, by=user)
        assert "county" in refusal(save_plan, contract_id=world.contract.pk, rows=ROWS, by=user)


def test_a_terminated_project_frees_and_binds_nothing(cast, world):
    end_project(world.project, "terminated")
    free = {world.city.pk: D("-40000.00")}
    commit(contract_id=world.contract.pk, by=cast.county, parts=free, reason="项目终止")
    words = refusal(
        commit, contract_id=world.contract.pk, by=cast.county, parts={world.city.pk: D(1)}
    )
    assert "only be freed" in words


# --- the plan -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ((TrancheRow(100, "midterm", date(2018, 4, 5)),), "last tranche depends on the final"),
        ((*ROWS[:2], ROWS[2]._replace(percent=31)), "total 101 per cent"),
        ((ROWS[1], ROWS[0], ROWS[2]), "planned before the tranche in front"),
        ((ROWS[0]._replace(planned_on=date(2018, 3, 1)), *ROWS[1:]), "before the contract"),
        ((ROWS[0]._replace(percent=0), ROWS[1], ROWS[2]._replace(percent=60)), "1 to 100"),
        ((), "1 to 12 tranches"),
    ],
)
def test_a_plan_that_does_not_hold_together_is_refused_in_words(cast, world, rows, words):
    assert words in refusal(save_plan, contract_id=world.contract.pk, rows=rows, by=cast.county)
    assert [t.percent for t in world.plan.tranches.all()] == [30, 40, 30]


def test_a_tranche_that_is_proposed_keeps_its_per_cent_and_the_others_move(cast, world):
    world.propose(cast.county)
    change = {"contract_id": world.contract.pk, "by": cast.county}
    other = (ROWS[0]._replace(percent=20), ROWS[1]._replace(percent=50), ROWS[2])
    assert "stay as they are" in refusal(save_plan, rows=other, **change)
    fewer = (ROWS[0], ROWS[2]._replace(percent=70))
    plan = save_plan(rows=fewer, version=world.plan.version, **change)
    assert [t.percent for t in plan.tranches.all()] == [30, 70]
    assert "changed the plan meanwhile" in refusal(save_plan, rows=ROWS, version=1, **change)


def test_the_shares_of_all_tranches_make_up_each_source_to_the_fen(cast, world):
    shares = shares_of([world.county, world.city])
    assert list(shares[world.county.pk].values()) == [D("18000.00"), D("24000.01"), D("18000.00")]
    assert sum(shares[world.city.pk].values()) == world.city.contracted


def test_what_was_proposed_stays_when_the_contract_shrinks_and_the_rest_is_shared(cast, world):
    world.propose(cast.county)
    free = {world.county.pk: D("-0.04")}
    commit(contract_id=world.contract.pk, by=cast.county, parts=free, reason="尾差")
    source = Source.objects.get(pk=world.county.pk)
    shares = list(shares_of([source])[source.pk].values())
    assert shares[0] == D("18000.00")
    assert sum(shares) == source.contracted == D("59999.97")


# --- paying ---------------------------------------------------------------------------------------


def test_a_payment_is_proposed_by_one_and_approved_by_another(cast, world):
    entry = world.propose(cast.county, deduction=D("500.00"), deduction_reason="评估扣款")
    assert (entry.gross, entry.amount, entry.status) == (D("18000.00"), D("17500.00"), "proposed")
    assert entry.number == f"BF-2018-{entry.pk:06d}"
    assert Source.objects.get(pk=world.county.pk).paid == 0
    assert "proposed this payment yourself" in refusal(
        check, disbursement_id=entry.pk, approve=True, by=cast.county
    )
    done = check(disbursement_id=entry.pk, approve=True, by=world.checker)
    assert (done.status, done.checked_by, done.day) == ("approved", world.checker, PAY_DAY)
    assert Source.objects.get(pk=world.county.pk).paid == D("17500.00")
    assert check(disbursement_id=entry.pk, approve=True, by=world.checker) == entry
    assert Source.objects.get(pk=world.county.pk).paid == D("17500.00")


def test_a_payment_that_was_planned_counts_from_the_day_of_its_approval(cast, world):
    later = timezone.localdate() + timedelta(days=9)
    done = paid(world, cast.county, world.checker, day=later)
    assert done.day == timezone.localdate()


def test_officials_of_another_place_neither_propose_nor_check(cast, world):
    for user in (cast.city, cast.province, cast.sibling_county, cast.agency, cast.auditor):
        with pytest.raises(ValidationError):
            world.propose(user)
    entry = world.propose(cast.county)
    for user in (cast.city, cast.province, cast.sibling_county, cast.agency, cast.auditor):
        with pytest.raises(ValidationError):
            check(disbursement_id=entry.pk, approve=True, by=user)
    assert Disbursement.objects.get().status == "proposed"


def test_a_tranche_is_due_only_after_its_milestone(cast, world):
    assert "not reached yet" in refusal(world.propose, by=cast.county, number=2)
    type(world.project).objects.update(midterm_on=date(2018, 10, 8))
    words = refusal(world.propose, by=cast.county, number=2, day=date(2018, 10, 7))
    assert "reached on 2018-10-08" in words
    assert world.propose(cast.county, number=2, day=date(2018, 10, 8)).gross == D("24000.01")
    assert "not reached yet" in refusal(world.propose, by=cast.county, number=3)
    end_project(world.project, "settlement")
    assert world.propose(cast.county, number=3, day=date(2019, 6, 1)).gross == D("18000.00")


def test_reached_on_is_the_day_that_each_milestone_was_reached(world):
    rows = Tranche.objects.with_reached_on().order_by("number")
    assert [row.reached_on for row in rows] == [date(2018, 3, 29), None, None]


@pytest.mark.parametrize("status", ["suspended", "terminated", "closed"])
def test_nothing_is_proposed_or_approved_while_a_project_stands_still(cast, world, status):
    entry = world.propose(cast.county)
    end_project(world.project, status)
    assert "nothing is paid" in refusal(
        check, disbursement_id=entry.pk, approve=True, by=world.checker
    )
    assert "nothing is paid" in refusal(world.propose, by=cast.city, source=world.city)


def test_an_agency_on_a_list_is_paid_nothing(cast, world):
    entry = world.propose(cast.county)
    list_agency(world.project.agency, since=PAY_DAY)
    assert "stands on a list" in refusal(
        check, disbursement_id=entry.pk, approve=True, by=world.checker
    )
    assert "stands on a list" in refusal(world.propose, by=cast.city, source=world.city)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"deduction": D("1.00")}, "Say why something is deducted."),
        ({"deduction": D("18000.00"), "deduction_reason": "x"}, "deduct less than the share"),
        ({"deduction": D("-1.00"), "deduction_reason": "x"}, "not below 0"),
        ({"deduction": D("1.001"), "deduction_reason": "x"}, "at most two decimals"),
        ({"day": date(2018, 3, 28)}, "reached on 2018-03-29"),
        ({"day": timezone.localdate() + timedelta(days=400)}, "a year ahead"),
    ],
)
def test_an_impossible_proposal_is_refused_in_words(cast, world, fields, words):
    assert words in refusal(world.propose, by=cast.county, **fields)


def test_a_share_is_proposed_once_and_again_after_a_refusal(cast, world):
    entry = world.propose(cast.county)
    assert "already proposed" in refusal(world.propose, by=cast.county)
    refusing = {"disbursement_id": entry.pk, "approve": False, "by": world.checker}
    assert "Say why" in refusal(check, **refusing)
    done = check(refusal="金额有误", **refusing)
    assert (done.status, done.refusal) == ("refused", "金额有误")
    assert "checked already" in refusal(
        check, disbursement_id=entry.pk, approve=True, by=world.checker
    )
    assert world.propose(cast.county).pk != entry.pk


def test_the_same_submission_makes_one_proposal(cast, world):
    key = uuid4()
    first = world.propose(cast.county, submission_key=key)
    assert world.propose(cast.county, submission_key=key) == first


def test_a_reversal_is_proposed_and_approved_by_two_and_the_tranche_is_due_again(cast, world):
    entry = paid(world, cast.county, world.checker)
    back = propose_reversal(disbursement_id=entry.pk, reason="付错账户", by=world.checker)
    assert (back.amount, back.gross, back.status) == (D("-18000.00"), D("-18000.00"), "proposed")
    assert "already being reversed" in refusal(
        propose_reversal, disbursement_id=entry.pk, reason="x", by=cast.county
    )
    check(disbursement_id=back.pk, approve=True, by=cast.county)
    entry.refresh_from_db()
    assert entry.status == "reversed"
    assert Source.objects.get(pk=world.county.pk).paid == 0
    assert world.propose(cast.county).gross == D("18000.00")


def test_a_reversal_that_was_refused_can_be_proposed_again(cast, world):
    entry = paid(world, cast.county, world.checker)
    back = propose_reversal(disbursement_id=entry.pk, reason="付错", by=cast.county)
    check(disbursement_id=back.pk, approve=False, refusal="没有付错", by=world.checker)
    again = propose_reversal(disbursement_id=entry.pk, reason="确实付错", by=cast.county)
    assert again.status == "proposed"


def test_what_the_agency_has_spent_is_not_taken_back(cast, world):
    entry = paid(world, cast.county, world.checker)
    back = propose_reversal(disbursement_id=entry.pk, reason="付错", by=cast.county)
    Source.objects.filter(pk=world.county.pk).update(spent=D("0.01"))
    assert "spent or returned" in refusal(
        check, disbursement_id=back.pk, approve=True, by=world.checker
    )
    entry.refresh_from_db()
    assert entry.status == "approved"


def test_the_agency_confirms_the_receipt_once(cast, world):
    entry = world.propose(cast.county)
    confirm = {"disbursement_id": entry.pk, "by": cast.agency}
    assert "what was paid" in refusal(receive, day=PAY_DAY, **confirm)
    check(disbursement_id=entry.pk, approve=True, by=world.checker)
    assert "2018-04-10" in refusal(receive, day=PAY_DAY - timedelta(days=1), **confirm)
    receive(day=PAY_DAY, **confirm)
    assert receive(day=timezone.localdate(), **confirm).received_on == PAY_DAY
    for user in (cast.county, cast.sibling_agency):
        assert "agency" in refusal(receive, disbursement_id=entry.pk, day=PAY_DAY, by=user)


# --- many at once ---------------------------------------------------------------------------------


def test_many_are_proposed_and_approved_together_or_not_at_all(cast, places, plan):
    first, second = paying(cast, places, plan), paying(cast, places, plan)
    pairs = [(one.tranche().pk, one.county.pk) for one in (second, first)]
    assert "sums have changed" in refusal(
        propose_all, pairs=pairs, day=PAY_DAY, by=cast.county, total=D("35999.99")
    )
    assert not Disbursement.objects.exists()
    key = uuid4()
    made = propose_all(
        pairs=pairs, day=PAY_DAY, by=cast.county, total=D("36000.00"), submission_key=key
    )
    again = propose_all(pairs=pairs, day=PAY_DAY, by=cast.county, submission_key=key)
    assert {one.pk for one in again} == {one.pk for one in made}
    ids = [one.pk for one in made]
    end_project(second.project, "suspended")
    assert "nothing is paid" in refusal(approve_all, ids=ids, by=first.checker)
    assert Disbursement.objects.proposed().count() == 2
    end_project(second.project, "running")
    assert "sums have changed" in refusal(approve_all, ids=ids, by=first.checker, total=D("1"))
    for _click in range(2):
        approve_all(ids=ids, by=first.checker, total=D("36000.00"))
    assert [s.paid for s in Source.objects.filter(pk__in=[first.county.pk, second.county.pk])] == [
        D("18000.00"),
        D("18000.00"),
    ]
    assert "checked already" in refusal(approve_all, ids=ids, by=second.checker)

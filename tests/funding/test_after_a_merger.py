"""Money of a place that was merged away: the officials of its successor go on with it."""

from datetime import date

import pytest
from django.urls import reverse

from projects.funding.actions import (
    allocate,
    amend,
    check,
    commit,
    match_bank_lines,
    propose,
    release,
)
from projects.funding.due import due_rows, payable
from projects.funding.models import BankLine, Budget, Disbursement, Source
from tests.factories import make_budget, make_contract, make_project, make_user, merge_meilie
from tests.funding.bank_world import make_bank_line
from tests.funding.ledger_world import money, plan_tranches

pytestmark = pytest.mark.django_db
DAY = date(2018, 5, 2)


@pytest.fixture
def sanyuan(places):
    return merge_meilie(places)


@pytest.fixture
def official(sanyuan):
    return make_user("county", place=sanyuan)


@pytest.fixture
def line(places, plan) -> Budget:
    """1,000.00 yuan of 梅列, from before the merger."""
    return make_budget(places.meilie, plan, amount=money("1000.00"))


@pytest.fixture
def source(places, plan, cast, line, official) -> Source:
    """400.00 yuan of it in a project of 梅列, allocated by the successor's official and contracted."""
    project = make_project(places.meilie, agency=cast.agency.agency, plan=plan, status="running")
    given = {"project_id": project.pk, "budget_id": line.pk, "day": DAY, "by": official}
    allocate(amount=money("400.00"), **given)
    source = Source.objects.get(project=project)
    contract = make_contract(project, amount=money("400.00"))
    commit(contract_id=contract.pk, parts={source.pk: money("400.00")}, day=DAY, by=official)
    plan_tranches(contract, official)
    source.refresh_from_db()
    return source


def test_the_successors_official_gives_out_and_amends_the_line(official, line, source):
    release_of = {"project_id": source.project_id, "budget_id": line.pk, "by": official}
    allocate(amount=money("60.00"), day=DAY, **release_of)
    release(amount=money("60.00"), day=DAY, reason="不再签约", **release_of)
    paper = {"document_number": "三财〔2021〕1号", "document_date": date(2021, 5, 1)}
    amend(budget_id=line.pk, change=money("50.00"), reason="划转", by=official, **paper)
    line.refresh_from_db()
    assert (line.amount, line.allocated) == (money("1050.00"), money("400.00"))
    assert line.is_held_by(official)


def test_nobody_else_gives_it_out(places, cast, line, official):
    others = [
        *(cast.province, cast.city, cast.county, cast.auditor, cast.agency),
        make_user("city", place=places.sanming),
    ]
    for user in others:
        assert line not in Budget.objects.held_by(user)
        assert not line.is_held_by(user)


def test_the_old_place_does_not_give_out_money_of_its_successor(places, plan, sanyuan):
    new = make_budget(sanyuan, plan, amount=money("10.00"))
    old = make_user("county", place=places.meilie)
    assert new not in Budget.objects.held_by(old)
    assert not new.is_held_by(old)


def test_editing_the_line_keeps_who_paid_it(as_user, places, official, line):
    page = as_user(official).get(reverse("budget_edit", args=[line.pk]))
    typed = {name: page.context["form"][name].value() for name in page.context["form"].fields}
    typed |= {"document_number": "梅财〔2018〕9号", "document_date": "2018-03-05"}
    as_user(official).post(reverse("budget_edit", args=[line.pk]), typed)
    line.refresh_from_db()
    assert (line.place, line.holder) == (places.meilie, places.meilie)
    assert (line.level, line.document_number) == ("county", "梅财〔2018〕9号")


def test_two_officials_of_the_successor_pay_from_it(sanyuan, official, source):
    second = make_user("county", place=sanyuan)
    row = payable(due_rows(official), official).get()
    made = propose(tranche_id=row.tranche_id, source_id=source.pk, day=DAY, by=official)
    assert list(Disbursement.objects.payable_by(second)) == [made]
    check(disbursement_id=made.pk, approve=True, by=second)
    source.refresh_from_db()
    assert source.paid == made.amount == money("160.00")


def test_the_due_list_lets_the_successor_tick_it(as_user, official, source):
    page = as_user(official).get(reverse("due_list"), {"month": ""})
    assert [row.may_propose for row in page.context["object_list"]] == [True]


def test_the_statement_of_the_successor_proves_a_payment_of_the_old_line(
    as_user, sanyuan, official, source
):
    second = make_user("county", place=sanyuan)
    tranche = source.project.contract.tranche_plan.tranches.get(number=1)
    made = propose(tranche_id=tranche.pk, source_id=source.pk, day=DAY, by=official)
    check(disbursement_id=made.pk, approve=True, by=second)
    agency = source.project.contract.agency
    line = make_bank_line(sanyuan, "160.00", agency.name, day=DAY)
    page = as_user(official).get(line.get_absolute_url())
    assert [one.disbursement for one in page.context["candidates"]] == [made]
    assert match_bank_lines(holder=sanyuan) == (1, 0)
    line.refresh_from_db()
    assert line.disbursement == made


def test_lines_of_the_old_statement_are_the_successors_to_match(places, cast, sanyuan, official):
    line = make_bank_line(places.meilie, "12.00", "某机构", day=DAY)
    assert list(BankLine.objects.of_holder(official)) == [line]
    assert not BankLine.objects.of_holder(cast.county).exists()

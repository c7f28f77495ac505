"""What meets a form that was forged, taken from somebody else, or overtaken while it was open."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils.translation import override

from projects.funding.actions import check, commit, propose_all, propose_reversal, save_budget
from projects.funding.forms import BudgetForm
from projects.funding.models import Budget, Disbursement, Source
from tests.factories import end_project
from tests.funding.paying_world import PAY_DAY, ROWS, paid, paying
from tests.funding.spending_world import pay

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


def test_the_key_of_somebody_else_s_form_is_refused_and_makes_nothing(as_user, cast, places, plan):
    world, colleague = paying(cast, places, plan), as_user(cast.county)
    key = uuid4()
    world.propose(world.checker, submission_key=key)
    commit(
        contract_id=world.contract.pk,
        by=world.checker,
        parts={world.city.pk: Decimal("-1.00")},
        reason="调减",
        submission_key=key,
    )
    again = {f"source_{world.city.pk}": "-1", "day": "2018-05-02", "reason": "调减"}
    page = reverse("project_commitments", args=[world.project.pk])
    assert colleague.post(page, again | {"submission": key}).status_code == 403
    pairs = [(world.tranche(1).pk, world.county.pk)]
    with pytest.raises(PermissionDenied):
        propose_all(pairs=pairs, day=PAY_DAY, by=cast.county, submission_key=key)
    assert Disbursement.objects.count() == 1
    assert Source.objects.get(pk=world.city.pk).contracted == Decimal("39999.00")


def test_the_key_of_somebody_else_s_plan_is_refused(as_user, cast, places, plan):
    world, key = paying(cast, places, plan), uuid4()
    type(world.plan).objects.update(submission_key=key)
    rows = {"percent_1": 100, "milestone_1": "final", "planned_on_1": ROWS[2].planned_on}
    page = reverse("project_tranches", args=[world.project.pk])
    answer = as_user(world.checker).post(page, rows | {"submission": key, "version": 1})
    assert answer.status_code == 403
    assert world.plan.tranches.count() == 3


def test_a_reversal_proposed_before_the_project_was_closed_is_not_approved_after(
    cast, places, plan
):
    world = paying(cast, places, plan)
    entry = paid(world, cast.county, world.checker)
    reversal = propose_reversal(disbursement_id=entry.pk, reason="错付", by=cast.county)
    end_project(world.project, "closed")
    with pytest.raises(ValidationError, match="its money stays as it is"):
        check(disbursement_id=reversal.pk, approve=True, by=world.checker)
    assert Source.objects.get(pk=world.county.pk).paid == entry.amount
    check(disbursement_id=reversal.pk, approve=False, refusal="已结项", by=world.checker)


def test_an_edit_does_not_change_the_nature_of_money_that_left_meanwhile(budget):
    being_edited = Budget.objects.get(pk=budget.pk)
    Budget.objects.filter(pk=budget.pk).update(allocated=Decimal("10.00"))
    being_edited.nature = "lottery"
    with pytest.raises(ValidationError, match="Money has left this line meanwhile"):
        save_budget(budget=being_edited)
    being_edited.nature, being_edited.document_number = budget.nature, "闽财社〔2018〕99号"
    save_budget(budget=being_edited)
    budget.refresh_from_db()
    assert (budget.allocated, budget.document_number) == (Decimal("10.00"), "闽财社〔2018〕99号")


@pytest.mark.parametrize("day", ["0001-01-01", "1999-12-31"])
def test_a_budget_line_is_not_older_than_the_century(cast, plan, day):
    data = {"document_date": day, "plan": plan.pk, "year": 2018, "amount": "1"}
    errors = BudgetForm(data, user=cast.county).errors
    assert errors["document_date"] == ["Enter a day of the year 2000 or later."]


def test_a_settlement_is_not_older_than_the_contract(as_user, project, cast):
    pay(project, cast)
    page = reverse("settlement_state", args=[project.pk])
    answer = as_user(cast.county).post(page, {"settled_on": date(1, 1, 1), "remarks": "结余清零"})
    assert answer.status_code == 200
    assert "2018-03-29" in answer.context["settlement_form"].errors["settled_on"][0]
    assert "结余清零" in answer.content.decode()


def test_no_place_has_a_code_with_a_nought_character(as_user, cast):
    assert as_user(cast.province).get("/money/places/%00/").status_code == 404

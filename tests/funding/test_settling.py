"""The settlement: the figures of the ledger, stated by the county, until the project is closed."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from projects.funding.actions import refund, settle, spend
from projects.funding.models import Refund, Settlement
from tests.factories import end_project
from tests.funding.spending_world import PAID_ON, pay, plan_cost

STATED = {"settled_on": "2019-07-01", "auditor": "示例会计师事务所", "opinion": "unqualified"}


@pytest.fixture
def sources(project, cast, places):
    """1,000.00 of the county and 2,000.00 of the province paid, 2,400.00 of it spent."""
    paid = [pay(project, cast), pay(project, cast, "2000.00", place=places.fujian)]
    spend(
        project_id=project.pk,
        line_id=plan_cost(project).pk,
        amount=Decimal("2400.00"),
        day=PAID_ON,
        voucher="1",
        purpose="工资",
        by=cast.agency,
    )
    return paid


def page(name, project) -> str:
    return reverse(name, args=[project.pk])


def test_the_figures_are_those_of_the_ledger(project, sources, cast):
    stated = settle(project_id=project.pk, settled_on=date(2019, 7, 1), by=cast.county)
    assert (stated.allocated, stated.contracted, stated.paid) == (Decimal("3000.00"),) * 3
    assert (stated.spent, stated.returned, stated.balance) == (
        Decimal("2400.00"),
        Decimal("0.00"),
        Decimal("600.00"),
    )
    assert stated.stated_by == cast.county


def test_stating_it_again_reads_the_ledger_again_and_keeps_what_was_said(project, sources, cast):
    settle(project_id=project.pk, settled_on=date(2019, 7, 1), by=cast.county)
    refund(project_id=project.pk, day=timezone.localdate(), by=cast.county)
    again = settle(project_id=project.pk, settled_on=date(2019, 7, 2), by=cast.county)
    assert (Settlement.objects.count(), again.version, again.balance) == (1, 2, Decimal("0.00"))
    said = [row.returned for row in again.history.order_by("history_id")]
    assert said == [Decimal("0.00"), Decimal("600.00")]


def test_the_county_states_it_on_the_page(as_user, project, sources, cast):
    answer = as_user(cast.county).post(page("settlement_state", project), STATED, follow=True)
    stated = Settlement.objects.get()
    assert (stated.auditor, stated.opinion) == ("示例会计师事务所", "unqualified")
    assert "2,400.00" in answer.text


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"auditor": ""}, "auditor"),
        ({"settled_on": ""}, "settled_on"),
        ({"settled_on": (timezone.localdate() + timedelta(days=1)).isoformat()}, "settled_on"),
        ({"opinion": "splendid"}, "opinion"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(as_user, project, sources, cast, typed, field):
    answer = as_user(cast.county).post(page("settlement_state", project), STATED | typed)
    assert field in answer.context["settlement_form"].errors
    assert not Settlement.objects.exists()


def test_an_older_form_does_not_pass_over_a_newer_statement(as_user, project, sources, cast):
    client = as_user(cast.county)
    client.post(page("settlement_state", project), STATED)
    client.post(page("settlement_state", project), STATED | {"version": "1", "remarks": "甲"})
    answer = client.post(
        page("settlement_state", project), STATED | {"version": "1", "remarks": "乙"}
    )
    assert answer.context["settlement_form"].non_field_errors()
    assert Settlement.objects.get().remarks == "甲"


@pytest.mark.parametrize("who", ["agency", "province", "city", "auditor"])
def test_only_the_county_states_it(project, sources, cast, who):
    with pytest.raises(ValidationError):
        settle(project_id=project.pk, settled_on=date(2019, 7, 1), by=getattr(cast, who))


@pytest.mark.parametrize(("status", "open_"), [("terminated", True), ("closed", False)])
def test_it_is_stated_until_the_project_is_closed(project, sources, cast, status, open_):
    end_project(project, status)
    if open_:
        assert settle(project_id=project.pk, settled_on=date(2019, 7, 1), by=cast.county)
    else:
        with pytest.raises(ValidationError):
            settle(project_id=project.pk, settled_on=date(2019, 7, 1), by=cast.county)


def test_the_page_shows_each_source_and_says_when_money_moved_since(
    as_user, project, sources, cast
):
    client = as_user(cast.county)
    client.post(page("settlement_state", project), STATED)
    before = client.get(page("project_settlement", project))
    assert before.context["is_current"]
    assert "1,600.00" in before.text  # spent of the province's 2,000.00
    refund(project_id=project.pk, day=timezone.localdate(), by=cast.county)
    assert not client.get(page("project_settlement", project)).context["is_current"]


def test_a_refund_is_entered_on_its_page_once(as_user, project, sources, cast):
    client = as_user(cast.county)
    form = client.get(page("refund_create", project)).context["form"]
    typed = {
        "amount": "600.00",
        "day": timezone.localdate().isoformat(),
        "submission": str(form["submission"].value()),
    }
    for _click in range(2):
        answer = client.post(page("refund_create", project), typed)
        assert answer.url == page("project_settlement", project)
    assert sorted(Refund.objects.values_list("amount", flat=True)) == [
        Decimal("200.00"),
        Decimal("400.00"),
    ]


def test_too_large_a_refund_is_refused_and_nothing_typed_is_lost(as_user, project, sources, cast):
    typed = {"amount": "600.01", "day": "2019-07-01", "document_number": "回单001"}
    answer = as_user(cast.county).post(page("refund_create", project), typed)
    assert "amount" in answer.context["form"].errors
    assert "回单001" in answer.text
    assert not Refund.objects.exists()


def test_a_refund_is_taken_back_on_the_page_with_its_reason(as_user, project, sources, cast):
    entry = refund(project_id=project.pk, day=timezone.localdate(), by=cast.county)[0]
    client, url = as_user(cast.county), reverse("refund_reverse", args=[entry.pk])
    assert client.post(url, {"reason": ""}).context["reason_form"].errors
    client.post(url, {"reason": "退错账户"})
    assert entry.reversal.reason == "退错账户"


def test_terminating_says_how_much_is_out(as_user, project, sources, cast):
    url = reverse("project_move", args=[project.pk, "terminate"])
    answer = as_user(getattr(cast, project.level)).post(url, {"reason": ""})
    assert "600.00" in answer.text

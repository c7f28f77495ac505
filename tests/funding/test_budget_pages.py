"""The pages of budget lines: registering one, changing it, what a wrong entry says."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils.translation import override

from projects.funding.forms import BudgetForm
from projects.funding.models import Budget
from tests.factories import make_allocation

pytestmark = pytest.mark.django_db


def line(plan, **changes):
    return {
        "plan": plan.pk,
        "year": 2018,
        "nature": "lottery",
        "document_number": "侯财社〔2018〕5号",
        "document_date": "2018-03-05",
        "amount": "1,000.50",
        "submission": str(uuid4()),
        **changes,
    }


def test_an_official_registers_a_line_of_her_own_place_and_level(as_user, cast, places, plan):
    page = as_user(cast.city).post(reverse("budget_create"), line(plan))
    made = Budget.objects.get()
    assert page.url == made.get_absolute_url()
    assert (made.place, made.level, made.amount) == (places.fuzhou, "city", Decimal("1000.50"))
    assert made.created_by == cast.city


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("amount", "0", "above 0"),
        ("amount", "-3", "above 0"),
        ("amount", "1.005", "two decimals"),
        ("amount", "abc", "such as 1200.50"),
        ("amount", "", "Enter the amount"),
        ("year", "18", "such as 2018"),
        ("document_date", "2999-01-01", "future"),
        ("document_number", "", "fill in"),
    ],
)
def test_a_wrong_budget_line_says_so_at_the_field(cast, plan, field, value, words):
    with override("en"):
        form = BudgetForm(line(plan, **{field: value}), user=cast.county)
        assert list(form.errors) == [field]
        assert words in form.errors[field][0]


def test_the_same_line_is_not_registered_twice(as_user, cast, plan):
    client = as_user(cast.county)
    client.post(reverse("budget_create"), line(plan))
    page = client.post(reverse("budget_create"), line(plan, amount="7"))
    assert list(page.context["form"].errors) == ["document_number"]
    assert page.context["form"]["amount"].value() == "7"
    assert Budget.objects.count() == 1


def test_a_double_click_registers_one_line(as_user, cast, plan):
    client, sent = as_user(cast.county), line(plan)
    first, second = (client.post(reverse("budget_create"), sent) for _ in range(2))
    assert first.url == second.url
    assert Budget.objects.count() == 1


def test_the_amount_of_a_line_is_not_the_form_s_to_change(as_user, cast, plan, budget, entry):
    budget.refresh_from_db()
    sent = line(plan, version=budget.version, amount="399.99")
    page = as_user(cast.county).post(reverse("budget_edit", args=[budget.pk]), sent)
    budget.refresh_from_db()
    assert page.status_code == 302
    assert budget.amount == Decimal("1000.00")


def test_an_edit_keeps_what_was_allocated_while_the_form_was_open(
    as_user, cast, plan, project, budget, monkeypatch
):
    """The record is read, then money moves, then the form is saved: the total must not go back."""
    clean = BudgetForm.clean

    def clean_while_a_colleague_allocates(form):
        make_allocation(Budget.objects.get(pk=budget.pk), project, "300.00")
        return clean(form)

    monkeypatch.setattr(BudgetForm, "clean", clean_while_a_colleague_allocates)
    address, sent = reverse("budget_edit", args=[budget.pk]), line(plan, version=budget.version)
    assert as_user(cast.county).post(address, sent).status_code == 302
    budget.refresh_from_db()
    assert (budget.document_number, budget.allocated) == ("侯财社〔2018〕5号", Decimal("300.00"))


def test_two_people_editing_a_line_see_both_versions(as_user, cast, plan, budget):
    client = as_user(cast.county)
    sent = line(plan, version=budget.version)
    assert client.post(reverse("budget_edit", args=[budget.pk]), sent).status_code == 302
    sent["document_number"] = "侯财社〔2018〕6号"
    page = client.post(reverse("budget_edit", args=[budget.pk]), sent)
    assert page.status_code == 409
    assert "侯财社〔2018〕6号" in page.content.decode()
    assert Budget.objects.get().document_number == "侯财社〔2018〕5号"


def test_only_who_pays_edits_a_line(as_user, cast, budget):
    address = reverse("budget_edit", args=[budget.pk])
    expected = {"county": 200, "city": 403, "province": 403, "auditor": 403}
    expected |= {"sibling_county": 404, "agency": 404, "clerk": 404, "sysadmin": 404}
    for name, status in expected.items():
        assert as_user(getattr(cast, name)).get(address).status_code == status, name


def test_the_page_of_a_line_says_who_changed_what_and_leaves_the_running_total_out(
    as_user, cast, plan, budget, entry
):
    client = as_user(cast.county)
    sent = line(plan, version=budget.version, document_date="2018-03-06")
    client.post(reverse("budget_edit", args=[budget.pk]), sent)
    newest = client.get(budget.get_absolute_url()).context["edits"][0]
    assert newest.by == cast.county
    changes = {change.label: (change.before, change.after) for change in newest.changes}
    assert changes["发文日期"][1] == "2018-03-06"
    assert not any("400" in text for change in newest.changes for text in change)

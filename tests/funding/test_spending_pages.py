"""Pages of expenditures and spending rules."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pytest_django.asserts import assertNumQueries

from projects.attachments.models import Attachment
from projects.funding.models import Expenditure, SpendingRule
from tests.factories import end_project, picture_bytes
from tests.funding.spending_world import pay, plan_cost


@pytest.fixture
def staff(project):
    return plan_cost(project)


@pytest.fixture
def source(project, cast):
    return pay(project, cast)


@pytest.fixture
def typed(staff, source) -> dict:
    return {
        "line": staff.pk,
        "amount": "1,00.50",
        "day": "2018-06-01",
        "voucher": "2018-0007",
        "purpose": "六月工资",
        "payee": "林晓",
        "source": "",
    }


def create(project) -> str:
    return reverse("expenditure_create", args=[project.pk])


def test_an_agency_enters_a_voucher_with_its_photograph(as_user, project, cast, typed):
    scan = SimpleUploadedFile("发票.png", picture_bytes())
    answer = as_user(cast.agency).post(create(project), typed | {"scans": [scan]}, follow=True)
    entry = Expenditure.objects.get()
    assert (entry.amount, entry.payee) == (Decimal("100.50"), "林晓")
    assert Attachment.objects.of(entry).count() == 1
    assert "发票.png" in answer.text


def test_a_double_click_enters_it_once(as_user, project, cast, typed):
    client = as_user(cast.agency)
    form = client.get(create(project)).context["form"]
    typed["submission"] = str(form["submission"].value())
    urls = {client.post(create(project), typed).url for _click in range(2)}
    assert urls == {Expenditure.objects.get().get_absolute_url()}


def test_the_next_one_starts_with_the_payee_and_source_of_the_last(
    as_user, project, source, cast, typed
):
    client = as_user(cast.agency)
    answer = client.post(create(project), typed | {"source": source.pk, "again": "1"})
    assert answer.url == create(project)
    form = client.get(create(project)).context["form"]
    assert (form["payee"].value(), form["source"].value()) == ("林晓", source.pk)
    assert form["voucher"].value() is None


def test_the_form_says_what_is_left_of_each_category(as_user, project, cast, typed):
    client = as_user(cast.agency)
    client.post(create(project), typed)
    assert "4,899.50" in client.get(create(project)).text


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"amount": "1000.01"}, "amount"),
        ({"amount": ""}, "amount"),
        ({"line": ""}, "line"),
        ({"voucher": ""}, "voucher"),
        ({"purpose": ""}, "purpose"),
        ({"day": "2018-05-01"}, "day"),
        ({"day": "2099-01-01"}, "day"),
        ({"source": "999999"}, "source"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_nothing_is_lost(
    as_user, project, cast, typed, wrong, field
):
    answer = as_user(cast.agency).post(create(project), typed | wrong)
    assert field in answer.context["form"].errors
    assert answer.context["form"]["payee"].value() == "林晓"
    assert not Expenditure.objects.exists()


def test_the_agency_takes_an_entry_back_with_a_reason(as_user, project, cast, typed):
    client = as_user(cast.agency)
    client.post(create(project), typed)
    entry = Expenditure.objects.get()
    url = reverse("expenditure_reverse", args=[entry.pk])
    assert client.post(url, {"reason": ""}).context["form"].errors
    assert client.post(url, {"reason": "发票重复"}).url == entry.reversal.get_absolute_url()
    assert as_user(cast.county).get(entry.get_absolute_url()).status_code == 200


def test_a_closed_project_takes_no_more(as_user, project, cast, typed):
    end_project(project, "closed")
    answer = as_user(cast.agency).get(create(project))
    assert answer.url == project.get_absolute_url()


def test_the_list_is_three_queries_and_adds_up(as_user, project, cast, typed):
    agency, county = as_user(cast.agency), as_user(cast.county)
    for _entry in range(3):
        agency.post(create(project), typed)
    url = reverse("expenditure_list")
    county.get(url)
    with assertNumQueries(3):
        page = county.get(url, {"project": project.pk})
    assert page.context["paginator"].sums["amount"] == Decimal("301.50")
    assert not as_user(cast.sibling_county).get(url).context["object_list"]
    assert create(project) in agency.get(url, {"project": project.pk}).text


RULE = {
    "year": "2018",
    "nature": "lottery",
    "fields": ["elders", "children"],
    "categories": ["staff", "activity"],
    "management_percent": "0",
    "document": "财综〔2012〕15号",
}


def test_an_official_sets_the_rule_of_her_own_place(as_user, cast, places):
    as_user(cast.city).post(reverse("spending_rule_create"), RULE)
    rule = SpendingRule.objects.get()
    assert (rule.place, rule.fields) == (places.fuzhou, ["children", "elders"])
    assert (
        rule
        in as_user(cast.sibling_county).get(reverse("spending_rule_list")).context["object_list"]
    )
    again = as_user(cast.city).post(reverse("spending_rule_create"), RULE)
    assert "nature" in again.context["form"].errors


def test_a_rule_takes_no_more_than_a_hundred_per_cent(as_user, cast):
    wrong = RULE | {"management_percent": "101"}
    answer = as_user(cast.city).post(reverse("spending_rule_create"), wrong)
    assert "management_percent" in answer.context["form"].errors


def test_a_rule_is_corrected_by_its_own_place(as_user, cast, places):
    as_user(cast.city).post(reverse("spending_rule_create"), RULE)
    rule = SpendingRule.objects.get()
    url = reverse("spending_rule_edit", args=[rule.pk])
    as_user(cast.city).post(url, RULE | {"year": "2019", "version": "1"})
    rule.refresh_from_db()
    assert rule.year == 2019
    assert as_user(cast.province).get(url).status_code == 403

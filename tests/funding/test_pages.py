"""The pages of money: what each person sees, what a wrong entry says, how many queries a list takes."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from projects.funding.forms import AllocationForm
from projects.funding.models import Allocation
from tests.factories import make_allocation, make_budget, make_plan, make_project

pytestmark = pytest.mark.django_db


def gift(project, budget, **changes):
    return {
        "project": project.pk,
        "budget": budget.pk,
        "amount": "250.00",
        "day": "2018-05-02",
        "document_number": "",
        "submission": str(uuid4()),
        **changes,
    }


# --- lists -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["budget_list", "allocation_list"])
def test_a_list_takes_three_queries_however_long_it_is(as_user, cast, places, plan, project, name):
    for number in range(30):
        make_allocation(make_budget(places.own, plan), project, f"{number + 1}.00")
    client = as_user(cast.county)
    address = reverse(name) + f"?place={places.own.code}&plan={plan.pk}&sort=-amount"
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        page = client.get(address)
    assert len(page.context["object_list"]) == 20
    assert len(queries) <= 3, [query["sql"] for query in queries]


def test_the_sum_line_adds_up_every_page_in_wan(as_user, cast, project, budget, plan, places):
    big = make_budget(places.own, plan, amount=Decimal("2000000.00"))
    make_allocation(big, project, "1234500.00")
    make_allocation(budget, project, "500.00")
    page = as_user(cast.county).get(reverse("allocation_list"))
    assert "123.50" in page.content.decode()


def test_a_list_of_one_project_names_it_in_its_chip(as_user, cast, places, plan, project, entry):
    page = as_user(cast.county).get(reverse("allocation_list"), {"project": project.pk})
    assert f"：{project.name}" in page.content.decode()
    assert list(page.context["object_list"]) == [entry]


def test_filters_narrow_by_level_nature_and_words(as_user, cast, places, plan, project, entry):
    client = as_user(cast.province)
    line = make_budget(places.fujian, plan, nature="lottery", amount=Decimal("99999.00"))
    other = make_allocation(line, project, "10.00")
    for query, found in (
        ({"level": "county"}, [entry]),
        ({"nature": "lottery"}, [other]),
        ({"q": entry.number}, [entry]),
        ({"budget": line.pk}, [other]),
        ({"q": project.name, "sort": "amount"}, [other, entry]),
        ({"place": places.sibling.code}, []),
        ({"level": "nonsense"}, []),
    ):
        page = client.get(reverse("allocation_list"), query)
        assert set(page.context["object_list"]) == set(found), query


def test_everybody_sees_only_the_money_of_their_projects(as_user, cast, entry):
    seeing = ("county", "city", "province", "agency", "auditor")
    blind = ("sibling_county", "other_city", "other_agency", "sibling_auditor", "pingtan_city")
    for name in seeing + blind:
        client = as_user(getattr(cast, name))
        status = 200 if name in seeing else 404
        assert client.get(entry.get_absolute_url()).status_code == status, name
        listed = client.get(reverse("allocation_list")).context["object_list"]
        assert list(listed) == ([entry] if name in seeing else []), name
    for name in ("clerk", "evaluator", "sysadmin"):
        assert as_user(getattr(cast, name)).get(reverse("allocation_list")).status_code == 403


def test_an_agency_reads_its_money_without_the_way_to_the_budget(as_user, cast, entry, budget):
    page = as_user(cast.agency).get(entry.get_absolute_url()).content.decode()
    assert budget.get_absolute_url() not in page
    assert as_user(cast.agency).get(budget.get_absolute_url()).status_code == 404


# --- allocations -----------------------------------------------------------------------------


def test_an_official_allocates_to_the_project_that_the_address_names(
    as_user, cast, project, budget
):
    client = as_user(cast.county)
    page = client.get(reverse("allocation_create"), {"project": project.pk})
    assert page.context["form"]["project"].value() == str(project.pk)
    assert "1,000.00" in page.content.decode()
    page = client.post(reverse("allocation_create"), gift(project, budget))
    made = Allocation.objects.get()
    assert page.url == made.get_absolute_url()
    assert (made.created_by, made.amount) == (cast.county, Decimal("250.00"))
    budget.refresh_from_db()
    assert budget.allocated == Decimal("250.00")


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("amount", "0", "above 0"),
        ("amount", "-5", "above 0"),
        ("amount", "10.005", "two decimals"),
        ("amount", "1000.01", "1,000.00 yuan of this budget line are left"),
        ("day", "2999-01-01", "future"),
        ("day", "2017-12-31", "2018-01-01"),
        ("day", "yesterday", "valid date"),
        ("project", "0", "not one of the available choices"),
    ],
)
def test_a_wrong_allocation_says_so_at_the_field(cast, project, budget, field, value, words):
    with override("en"):
        form = AllocationForm(gift(project, budget) | {field: value}, user=cast.county)
        assert list(form.errors) == [field]
        assert words in form.errors[field][0]


def test_over_budget_the_page_keeps_what_was_typed_and_allocates_nothing(
    as_user, cast, project, budget
):
    sent = gift(project, budget, amount="1000.01", document_number="侯民〔2018〕9号")
    page = as_user(cast.county).post(reverse("allocation_create"), sent)
    html = page.content.decode()
    assert page.status_code == 200
    assert "1000.01" in html
    assert "侯民〔2018〕9号" in html
    assert not Allocation.objects.exists()


def test_only_live_projects_in_scope_and_own_lines_with_money_are_offered(
    cast, places, plan, agency, project, budget
):
    make_project(places.own, agency=agency, plan=plan, status="draft")
    sibling = make_project(places.sibling, agency=agency, plan=plan, status="running")
    make_budget(places.own, plan, amount=Decimal("5.00"), allocated=Decimal("5.00"))
    make_budget(places.fuzhou, plan)
    form = AllocationForm(user=cast.county)
    assert list(form.fields["project"].queryset) == [project]
    assert list(form.fields["budget"].queryset) == [budget]
    assert set(AllocationForm(user=cast.city).fields["project"].queryset) == {project, sibling}


def test_a_project_named_in_the_address_offers_only_the_lines_of_its_plan(
    cast, places, project, budget
):
    make_budget(places.own, make_plan(places.fujian, year=2019))
    form = AllocationForm(user=cast.county, initial={"project": str(project.pk)})
    assert list(form.fields["budget"].queryset) == [budget]


def test_a_double_click_allocates_once(as_user, cast, project, budget):
    client, sent = as_user(cast.county), gift(project, budget)
    first, second = (client.post(reverse("allocation_create"), sent) for _ in range(2))
    assert first.url == second.url
    budget.refresh_from_db()
    assert budget.allocated == Decimal("250.00")


def test_an_official_takes_an_allocation_back_with_a_reason(as_user, cast, entry, budget):
    client = as_user(cast.county)
    address = reverse("allocation_reverse", args=[entry.pk])
    assert client.get(address).status_code == 405
    page = client.post(address, {"reason": ""})
    assert page.context["form"].errors["reason"]
    page = client.post(address, {"reason": "项目填错"})
    assert page.url == entry.reversal.get_absolute_url()
    assert client.post(address, {"reason": "再点一次"}).url == entry.get_absolute_url()
    budget.refresh_from_db()
    assert budget.allocated == Decimal("0.00")
    assert "项目填错" in client.get(entry.get_absolute_url()).content.decode()


def test_only_who_pays_takes_back(as_user, cast, entry):
    address = reverse("allocation_reverse", args=[entry.pk])
    expected = {"city": 403, "province": 403, "auditor": 403, "agency": 403}
    expected |= {"sibling_county": 404, "clerk": 404, "evaluator": 404, "sysadmin": 404}
    for name, status in expected.items():
        answer = as_user(getattr(cast, name)).post(address, {"reason": "错"})
        assert answer.status_code == status, name
    assert Allocation.objects.count() == 1

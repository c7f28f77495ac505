"""Choosing somebody of a long register: found by name or number, in the form of a case and of a group."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from projects.delivery.finding import SHOWN
from projects.delivery.models import CaseFile
from tests.conftest import opened_page
from tests.factories import make_beneficiary, make_group

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(agency, places):
    names = ("林秀英", "陈秀珠", "王大海")
    return [make_beneficiary(agency, places.fulong, name=name) for name in names]


@pytest.fixture(params=["case", "member"])
def address(request, project, worker):
    if request.param == "case":
        return f"{reverse('case_create')}?project={project.pk}"
    return reverse("group_member_add", args=[make_group(project, worker).pk])


def offered(page) -> list[int]:
    return [pk for pk, _label in page.context["form"].fields["beneficiary"].widget.choices]


def test_nobody_is_listed_before_somebody_is_looked_for(as_user, cast, people, address):
    page = as_user(cast.agency).get(address)
    assert offered(page) == []
    assert not any(person.number in page.content.decode() for person in people)


@pytest.mark.parametrize(("typed", "found"), [("秀", 2), ("大海", 1), ("FWDX", 0), ("无人", 0)])
def test_a_name_finds_and_judges_nothing_yet(as_user, cast, people, address, typed, found):
    page = as_user(cast.agency).post(address, {"find": "1", "q": typed, "joined_on": "2018-5-9"})
    assert len(offered(page)) == found
    assert not page.context["form"].errors
    text = page.content.decode()
    assert ("名册中没有符合的人" in text) == (not found)
    assert not any(person.name in text for person in people)


def test_a_number_finds_and_who_is_chosen_stays(as_user, cast, people, address):
    first, second, _third = people
    sent = {"find": "1", "q": second.number, "beneficiary": first.pk}
    page = as_user(cast.agency).post(address, sent)
    assert offered(page) == [first.pk, second.pk]
    assert page.context["form"]["beneficiary"].value() == str(first.pk)


def test_no_more_are_shown_than_fit_and_nobody_of_another_register(
    as_user, cast, agency, places, address
):
    theirs = make_beneficiary(cast.sibling_agency.agency, places.zhongshan, name="林秀英")
    for _number in range(SHOWN + 2):
        make_beneficiary(agency, places.fulong, name="林秀英")
    client = as_user(cast.agency)
    assert len(offered(client.post(address, {"find": "1", "q": "林"}))) == SHOWN
    for chosen in (theirs.pk, "x", "9" * 30):
        sent = {"find": "1", "q": "", "beneficiary": chosen}
        assert offered(client.post(address, sent)) == []
    refused = client.post(address, {"beneficiary": theirs.pk})
    assert "beneficiary" in refused.context["form"].errors


def test_the_register_leads_to_a_form_in_which_she_is_chosen(as_user, cast, people, project):
    address = f"{reverse('case_create')}?project={project.pk}&beneficiary={people[0].pk}"
    page = as_user(cast.agency).get(address)
    assert offered(page) == [people[0].pk]


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("script", [True, False])
def test_a_case_is_opened_for_somebody_found_while_the_rest_is_typed(
    browser, live_server, cast, sign_in, people, project, worker, script
):
    with opened_page(browser, live_server.url, java_script_enabled=script) as page:
        sign_in(page, cast.agency)
        page.goto(f"{reverse('case_create')}?project={project.pk}")
        page.fill("[name=intake]", "独居，希望有人说说话")
        page.fill("[name=q]", "大海")
        if not script:
            page.get_by_role("button", name="查找").click()
        page.get_by_label(people[2].number).check()
        expect(page.locator("#people label")).to_have_count(1)
        assert page.input_value("[name=intake]") == "独居，希望有人说说话"
        page.fill("[name=consent_on]", "2018-05-02")
        page.fill("[name=opened_on]", "2018-05-02")
        page.select_option("[name=worker]", str(worker.pk))
        page.select_option("[name=field]", "elders")
        page.locator("form.entry .btn-primary").click()
        page.wait_for_url("**/cases/*/")
    assert CaseFile.objects.get().beneficiary == people[2]

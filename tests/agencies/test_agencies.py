"""The registry of agencies: who reads it, who changes it, and what the form refuses."""

import uuid
from datetime import date, timedelta

import pytest
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertNumQueries

from projects.agencies.models import Agency
from tests.factories import list_agency, make_agency

LIST = reverse("agency_list")
NEW = reverse("agency_create")
RIGHT_CODE = "52350200MJB123456M"
WRONG_CODE = "52350200MJB123456N"


@pytest.fixture
def typed(places) -> dict:
    """What an official of 闽侯 types for a new agency."""
    return {
        "name": "闽侯县晨光社会工作服务中心",
        "credit_code": RIGHT_CODE,
        "place": places.minhou.pk,
        "authority": "闽侯县民政局",
        "legal_representative": "林秀芳",
        "phone": "13800005678",
        "registered_on": "2016-05-04",
        "grade": "4A",
        "graded_on": "2018-01-15",
        "party_branch": "none",
        "submission": str(uuid.uuid4()),
    }


def errors(response) -> dict:
    assert response.status_code == 200
    return response.context["form"].errors


def test_an_official_registers_an_agency_of_her_county(as_user, cast, typed):
    response = as_user(cast.county).post(NEW, typed, follow=True)
    agency = Agency.objects.get(credit_code=RIGHT_CODE)
    assert response.redirect_chain[-1][0] == agency.get_absolute_url()
    assert agency.created_by == cast.county
    assert agency.grade_ends_on == date(2023, 1, 15)
    assert "闽侯县晨光社会工作服务中心" in response.text


def test_a_double_click_registers_one_agency(as_user, cast, typed):
    client = as_user(cast.county)
    first = client.post(NEW, typed)
    again = client.post(NEW, typed)
    agency = Agency.objects.get(name=typed["name"])
    assert first.url == again.url == agency.get_absolute_url()


def test_a_code_is_taken_as_people_paste_it(as_user, cast, typed):
    typed["credit_code"] = " 52350200-mjb1 23456m"
    as_user(cast.county).post(NEW, typed)
    assert Agency.objects.filter(credit_code=RIGHT_CODE).exists()


def test_a_code_of_the_wrong_form_is_refused_at_its_field(as_user, cast, typed):
    for code in ("52350200MJB12345", "5235020OMJB123456M", "5235020012345678901"):
        typed["credit_code"] = code
        assert set(errors(as_user(cast.county).post(NEW, typed))) == {"credit_code"}


def test_a_wrong_check_character_offers_to_keep_the_code_with_a_reason(as_user, cast, typed):
    client = as_user(cast.county)
    assert 'name="credit_code_reason"' not in client.get(NEW).text

    typed["credit_code"] = WRONG_CODE
    response = client.post(NEW, typed)
    assert set(errors(response)) == {"credit_code"}
    assert 'name="credit_code_reason"' in response.text
    assert typed["name"] in response.text

    typed["credit_code_reason"] = "登记证书原件如此"
    client.post(NEW, typed)
    agency = Agency.objects.get(credit_code=WRONG_CODE)
    assert "登记证书原件如此" in client.get(agency.get_absolute_url()).text


def test_a_right_code_needs_no_reason(as_user, cast, typed):
    typed["credit_code_reason"] = "多余"
    as_user(cast.county).post(NEW, typed)
    assert Agency.objects.get(credit_code=RIGHT_CODE).credit_code_reason == ""


def test_the_same_code_is_registered_once(as_user, cast, places, typed):
    make_agency(places.meilie, credit_code=RIGHT_CODE)
    assert set(errors(as_user(cast.county).post(NEW, typed))) == {"credit_code"}


@pytest.mark.parametrize(
    ("field", "value", "wrong"),
    [
        ("name", "", "name"),
        ("phone", "12800005678", "phone"),
        ("registered_on", "2018-02-30", "registered_on"),
        ("registered_on", "2099-01-01", "registered_on"),
        ("graded_on", "", "graded_on"),
        ("graded_on", "2016-05-03", "graded_on"),
        ("grade", "", "grade"),
        ("grade", "6A", "grade"),
    ],
)
def test_a_fault_is_named_at_its_field(as_user, cast, typed, field, value, wrong):
    response = as_user(cast.county).post(NEW, typed | {field: value})
    assert set(errors(response)) == {wrong}
    assert not Agency.objects.filter(credit_code=RIGHT_CODE).exists()


def test_a_place_out_of_scope_is_no_choice(as_user, cast, places, typed):
    for place in (places.gulou, places.fuzhou, places.meilie, places.fulong):
        response = as_user(cast.county).post(NEW, typed | {"place": place.pk})
        assert set(errors(response)) == {"place"}


def test_a_city_official_registers_in_her_city_but_not_in_pingtan(as_user, cast, places, typed):
    client = as_user(cast.city)
    assert set(errors(client.post(NEW, typed | {"place": places.pingtan.pk}))) == {"place"}
    assert client.post(NEW, typed | {"place": places.fuzhou.pk}).status_code == 302


def test_only_its_registrars_and_the_agency_itself_edit(as_user, cast, agency):
    page = reverse("agency_edit", args=[agency.pk])
    expected = {"county": 200, "city": 200, "province": 200}
    expected |= {"sibling_county": 403, "other_city": 403, "clerk": 403, "auditor": 403}
    expected |= {"agency": 200, "sibling_agency": 404, "sysadmin": 404}
    for name, status in expected.items():
        assert as_user(getattr(cast, name)).get(page).status_code == status, name


def test_an_agency_sees_only_its_own_entry(as_user, cast, agency):
    client = as_user(cast.agency)
    assert client.get(agency.get_absolute_url()).status_code == 200
    assert client.get(cast.other_agency.agency.get_absolute_url()).status_code == 404
    assert list(client.get(LIST).context["object_list"]) == [agency]


def test_the_second_of_two_editors_sees_both_versions(as_user, cast, agency, typed):
    page = reverse("agency_edit", args=[agency.pk])
    typed |= {"version": agency.version, "credit_code": agency.credit_code}
    first = as_user(cast.county).post(page, typed | {"legal_representative": "甲"})
    second = as_user(cast.city).post(page, typed | {"legal_representative": "乙"})
    assert (first.status_code, second.status_code) == (302, 409)
    assert "甲" in second.text
    assert "乙" in second.text
    agency.refresh_from_db()
    assert agency.legal_representative == "甲"


def test_a_list_page_makes_three_queries_once_the_choices_are_remembered(as_user, cast, places):
    for _ in range(30):
        make_agency(places.minhou)
    client = as_user(cast.county)
    for query in ("", "?page=2", f"?place={places.minhou.code}&grade=none&sort=-name"):
        client.get(LIST + query)
        with assertNumQueries(3):
            assert client.get(LIST + query).status_code == 200


def test_filters_narrow_the_list(as_user, cast, places):
    mine = make_agency(places.minhou, name="晨光", grade="3A", graded_on=date(2024, 1, 1))
    far = make_agency(places.meilie, name="暮色")
    alone = make_agency(places.pingtan, name="岚岛")
    list_agency(far, date(2020, 1, 1))
    client = as_user(cast.province)

    def found(**query) -> set:
        return set(client.get(LIST, query).context["object_list"])

    assert found(q="晨") == {mine}
    assert found(q=far.credit_code[4:]) == {far}
    assert found(grade="3A") == {mine}
    assert mine not in found(grade="none")
    assert far in found(place=places.sanming.code)
    assert mine in found(place=places.fuzhou.code)
    assert alone not in found(place=places.fuzhou.code)
    assert found(place=places.pingtan.code) == {alone}
    assert found(state="listed") == {far}
    assert far not in found(state="clear")
    assert found(place="350199000000") == set()


def test_a_listing_bars_from_its_first_day_to_the_day_before_its_last(agency):
    list_agency(agency, date(2018, 3, 1), date(2018, 6, 1))
    days = {date(2018, 2, 28): False, date(2018, 3, 1): True, date(2018, 5, 31): True}
    days[date(2018, 6, 1)] = False
    assert {day: agency.listed_on(day) for day in days} == days


def test_an_official_puts_an_agency_on_a_list_and_takes_it_off(as_user, cast, agency):
    client = as_user(cast.county)
    add = reverse("agency_listing_create", args=[agency.pk])
    client.post(add, {"kind": "abnormal", "listed_on": "2020-03-01"})
    listing = agency.listings.get()
    assert agency.listed_on(date(2020, 3, 1))

    again = client.post(add, {"kind": "abnormal", "listed_on": "2021-03-01"})
    assert set(again.context["listing_form"].errors) == {"listed_on"}
    assert "2021-03-01" in again.text

    remove = reverse("agency_listing_remove", args=[agency.pk, listing.pk])
    for wrong in ("2020-03-01", "2099-01-01", ""):
        page = client.post(remove, {"removed_on": wrong})
        assert set(page.context["removal_form"].errors) == {"removed_on"}
    client.post(remove, {"removed_on": "2020-09-01"})
    assert not agency.listed_on(date(2020, 9, 1))
    assert agency.listed_on(date(2020, 8, 31))

    twice = client.post(remove, {"removed_on": "2020-10-01"})
    assert set(twice.context["removal_form"].errors) == {"removed_on"}
    inside = client.post(add, {"kind": "abnormal", "listed_on": "2020-05-01"})
    assert set(inside.context["listing_form"].errors) == {"listed_on"}
    other = client.post(add, {"kind": "dishonest", "listed_on": "2020-05-01"})
    assert other.status_code == 302


def test_a_listing_is_found_through_its_own_agency_only(as_user, cast, agency):
    listing = list_agency(cast.sibling_agency.agency, date(2020, 3, 1))
    path = reverse("agency_listing_remove", args=[agency.pk, listing.pk])
    assert as_user(cast.county).post(path, {"removed_on": "2020-09-01"}).status_code == 404
    listing.refresh_from_db()
    assert listing.removed_on is None


def test_the_page_tells_a_listing_and_an_expired_grade(as_user, cast, agency):
    agency.grade, agency.graded_on = "5A", date(2016, 2, 29)
    agency.save()
    list_agency(agency, timezone.localdate() - timedelta(days=1))
    response = as_user(cast.county).get(agency.get_absolute_url())
    assert agency.grade_ends_on == date(2021, 3, 1)
    assert response.context["listed"]
    assert not response.context["grade_is_valid"]


def test_the_database_refuses_a_grade_from_before_the_registration(places):
    agency = make_agency(places.minhou, grade="3A", graded_on=date(2024, 1, 1))
    with pytest.raises(IntegrityError, match="agency_is_graded_after_registration"):
        Agency.objects.filter(pk=agency.pk).update(registered_on=date(2024, 1, 2))

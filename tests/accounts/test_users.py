"""The system administrator's pages: who may sign in, as what, and what happens when something is lost."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.conf import settings as site
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from projects.accounts.models import User
from projects.common.roles import Role
from tests.factories import PASSWORD, make_user

LIST = "/accounts/users/"
NEW = "/accounts/users/new/"


@pytest.fixture
def administrator(cast, as_user):
    return as_user(cast.sysadmin)


def entry(**changes):
    return {
        "name": "王敏",
        "username": "wangmin",
        "role": Role.COUNTY,
        "place": "350121000000",
        "agency": "",
        "is_active": "on",
        **changes,
    }


def errors_of(page) -> set[str]:
    assert page.status_code == 200
    return set(page.context["form"].errors)


def edit_page(account: User) -> str:
    return reverse("user_edit", args=[account.pk])


def test_the_list_takes_three_queries(administrator, django_assert_max_num_queries):
    administrator.get(LIST)
    with django_assert_max_num_queries(3):
        page = administrator.get(LIST)
    assert page.status_code == 200
    assert len(page.context["object_list"]) == 20


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=own_clerk", {"own_clerk"}),
        ("role=sysadmin", {"sysadmin"}),
        ("role=clerk&q=other", {"other_clerk"}),
        ("active=0", {"own_auditor"}),
        ("q=nobody-at-all", set()),
    ],
)
def test_the_list_is_narrowed(administrator, cast, query, expected):
    cast.own_auditor.is_active = False
    cast.own_auditor.save()
    page = administrator.get(f"{LIST}?{query}")
    assert {account.username for account in page.context["object_list"]} == expected


def test_a_new_account_signs_in_with_the_password_that_is_shown_once(administrator, places, client):
    page = administrator.post(NEW, entry())
    assert page.status_code == 200
    assert "no-store" in page.headers["Cache-Control"]
    password = page.context["password"]
    assert re.fullmatch(r"([a-z2-9]{4}-){2}[a-z2-9]{4}", password)
    assert password in page.content.decode()
    account = User.objects.get(username="wangmin")
    assert account.place == places.own
    assert password not in administrator.get(edit_page(account)).content.decode()
    client.post("/accounts/login/", {"login": "wangmin", "password": password})
    assert client.get(reverse("mfa_index")).status_code == 200


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"place": ""}, {"place"}),
        ({"place": "000000000000"}, {"place"}),
        ({"place": "350102000000 鼓楼区", "role": Role.CLERK}, {"place"}),
        ({"place": "350128000000", "role": Role.PROVINCE}, {"place"}),
        ({"role": Role.AGENCY}, {"agency", "place"}),
        ({"role": Role.AGENCY, "place": "", "agency": "无此机构"}, {"agency"}),
        ({"role": Role.SYSADMIN}, {"place"}),
        ({"role": "king"}, {"role"}),
        ({"name": ""}, {"name"}),
        ({"username": "OWN_CLERK"}, {"username"}),
        ({"username": "own_clerk"}, {"username"}),
        ({"username": "王敏"}, {"username"}),
        ({"place": "县" * 60_000}, {"place"}),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(
    administrator, changes, wrong
):
    before = User.objects.count()
    typed = entry(**changes)
    page = administrator.post(NEW, typed)
    assert errors_of(page) == wrong
    assert User.objects.count() == before
    for name in ("name", "username", "place", "agency"):
        if typed[name]:
            assert f'value="{typed[name]}"' in page.content.decode()


@pytest.mark.parametrize("typed", ["350121000000", "闽侯县", "350121000000 闽侯县"])
def test_a_place_is_found_by_code_or_name(administrator, places, typed):
    administrator.post(NEW, entry(place=typed))
    assert User.objects.get(username="wangmin").place == places.own


def test_a_name_that_several_places_have_asks_for_the_code(administrator, places):
    places.sibling.name = "闽侯县"
    places.sibling.save()
    page = administrator.post(NEW, entry(place="闽侯县"))
    said = page.context["form"].errors["place"][0]
    assert "350121000000" in said
    assert "350102000000" in said


def test_agency_staff_are_bound_to_an_agency_and_to_no_place(administrator, cast):
    agency = cast.agency.agency
    administrator.post(NEW, entry(role=Role.AGENCY, place="", agency=agency.credit_code))
    account = User.objects.get(username="wangmin")
    assert (account.agency, account.place) == (agency, None)


def test_the_database_itself_refuses_an_official_without_a_place(db):
    with pytest.raises(IntegrityError):
        make_user(Role.COUNTY)


def test_pingtan_has_a_city_official_of_its_own(administrator, places):
    administrator.post(NEW, entry(role=Role.CITY, place=places.pingtan.code))
    assert User.objects.get(username="wangmin").place == places.pingtan


def test_editing_shows_what_is_stored_and_changes_it(administrator, cast, places):
    address = edit_page(cast.county)
    page = administrator.get(address)
    assert 'value="350121000000 闽侯县"' in page.content.decode()
    changed = entry(username="own_county", place=places.sibling.code, is_active="")
    assert administrator.post(address, changed).url == LIST
    cast.county.refresh_from_db()
    assert (cast.county.name, cast.county.place, cast.county.is_active) == (
        "王敏",
        places.sibling,
        False,
    )


def test_an_administrator_cannot_lock_herself_out(administrator, cast):
    typed = entry(username="sysadmin", is_active="")
    page = administrator.post(edit_page(cast.sysadmin), typed)
    assert errors_of(page) == {"role", "is_active"}


def test_a_reset_password_is_shown_once_and_ends_the_sessions(administrator, cast, as_user):
    theirs = as_user(cast.county)
    page = administrator.post(reverse("user_reset_password", args=[cast.county.pk]))
    cast.county.refresh_from_db()
    assert cast.county.check_password(page.context["password"])
    assert theirs.get(reverse("mfa_index")).status_code == 302


def test_removing_the_second_factor_ends_the_sessions(administrator, cast, as_user):
    Authenticator.objects.create(user=cast.county, type="totp", data={"secret": "x"})
    theirs = as_user(cast.county)
    administrator.post(reverse("user_remove_second_factor", args=[cast.county.pk]))
    assert not Authenticator.objects.filter(user=cast.county).exists()
    assert theirs.get(reverse("mfa_index")).status_code == 302


def test_unlocking_opens_a_locked_account_at_once(administrator, cast, client):
    cast.county.set_password(PASSWORD)
    cast.county.save()
    for _ in range(site.AXES_FAILURE_LIMIT):
        client.post("/accounts/login/", {"login": "own_county", "password": "wrong"})
    assert administrator.get(edit_page(cast.county)).context["is_locked"]
    administrator.post(reverse("user_unlock", args=[cast.county.pk]))
    assert not administrator.get(edit_page(cast.county)).context["is_locked"]
    done = client.post("/accounts/login/", {"login": "own_county", "password": PASSWORD})
    assert done.status_code == 302


def test_a_lock_that_has_run_out_is_not_shown(administrator, cast, client):
    for agent in ("one", "another"):
        for _ in range(4):
            client.post(
                "/accounts/login/",
                {"login": "own_county", "password": "wrong"},
                headers={"user-agent": agent},
            )
    assert administrator.get(edit_page(cast.county)).context["is_locked"]
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))
    assert not administrator.get(edit_page(cast.county)).context["is_locked"]


def test_the_datalists_offer_codes_names_and_where_they_lie(administrator, cast):
    text = administrator.get(reverse("user_place_options"), {"place": "福龙"}).content.decode()
    assert '<option value="350121001001 福龙社区">福州市 闽侯县 甘蔗街道</option>' in text
    agency = cast.agency.agency
    text = administrator.get(reverse("user_agency_options"), {"agency": "榕心"}).content.decode()
    assert f"{agency.credit_code} {agency}" in text
    assert administrator.get(reverse("user_place_options")).content.strip() == b""


def test_a_place_that_has_ended_is_not_offered(administrator, places):
    places.meilie.valid_to = "2021-02-01"
    places.meilie.save()
    assert errors_of(administrator.post(NEW, entry(place="梅列区"))) == {"place"}


@pytest.mark.parametrize("name", ["place", "agency"])
def test_the_suggestions_bear_a_text_that_the_database_would_not(administrator, name):
    answer = administrator.get(reverse(f"user_{name}_options"), {name: "\0闽侯"})
    assert answer.status_code == 200


def test_only_an_evaluator_has_an_employer(administrator, cast):
    agency = cast.agency.agency
    evaluator = entry(role="evaluator", place="350121000000", employer=agency.credit_code)
    administrator.post(NEW, evaluator)
    assert User.objects.get(username=evaluator["username"]).employer == agency
    official = entry(username="another", employer=agency.credit_code)
    assert errors_of(administrator.post(NEW, official)) == {"employer"}
    with pytest.raises(IntegrityError, match="user_employer_is_for_evaluators"):
        User.objects.filter(pk=cast.county.pk).update(employer=agency)

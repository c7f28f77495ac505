"""Signing in, being signed out, and being refused."""

import re
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import timezone

from projects.common.roles import Role
from tests.factories import PASSWORD, make_user

LOGIN = "/accounts/login/"


@pytest.fixture
def official(places):
    return make_user(Role.COUNTY, place=places.own, username="lin", name="林芳", password=PASSWORD)


def sign_in(client, username="lin", password=PASSWORD, address=LOGIN):
    return client.post(address, {"login": username, "password": password})


def is_signed_in(client) -> bool:
    return client.get(reverse("mfa_index")).status_code == 200


def test_a_visitor_is_asked_to_sign_in_and_then_gets_the_page_she_wanted(client, official):
    wanted = reverse("mfa_index")
    asked = client.get(wanted)
    assert asked.status_code == 302
    assert asked.url == f"{LOGIN}?next={wanted}"
    page = client.get(asked.url)
    assert f'name="next" value="{wanted}"' in page.content.decode()
    done = client.post(asked.url, {"login": "lin", "password": PASSWORD, "next": wanted})
    assert done.status_code == 302
    assert done.url == wanted


def test_the_way_on_never_leads_to_another_site(client, official):
    done = client.post(
        LOGIN, {"login": "lin", "password": PASSWORD, "next": "https://evil.example"}
    )
    assert done.url == "/"


def test_a_wrong_password_is_said_without_saying_whether_the_name_exists(client, official):
    wrong = sign_in(client, password="wrong")
    unknown = sign_in(client, username="nobody")
    assert wrong.status_code == unknown.status_code == 200
    said = [
        re.findall(r'<span class="d-block">(.*?)</span>', page.content.decode())
        for page in (wrong, unknown)
    ]
    assert said[0] == said[1] != []
    assert not is_signed_in(client)


def test_eight_wrong_passwords_lock_the_account_for_a_quarter_of_an_hour(client, official):
    for _ in range(7):
        assert sign_in(client, password="wrong").status_code == 200
    eighth = sign_in(client, password="wrong")
    assert eighth.status_code == 429
    assert "15" in eighth.content.decode()
    assert sign_in(client).status_code == 429
    assert not is_signed_in(client)
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=14))
    assert sign_in(client).status_code == 429
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))
    assert sign_in(client).status_code == 302
    assert is_signed_in(client)


def test_the_lock_of_one_account_leaves_the_others_alone(client, official, places):
    make_user(Role.CLERK, place=places.fulong, username="chen", password=PASSWORD)
    for _ in range(8):
        sign_in(client, password="wrong")
    assert sign_in(client, username="chen").status_code == 302


def test_the_session_ends_after_thirty_idle_minutes(client, official, monkeypatch):
    sign_in(client)
    now = signing.time.time()
    monkeypatch.setattr(signing.time, "time", lambda: now + 29 * 60)
    assert is_signed_in(client)
    monkeypatch.setattr(signing.time, "time", lambda: now + 58 * 60)
    assert is_signed_in(client), "activity after 29 minutes must have renewed the session"
    monkeypatch.setattr(signing.time, "time", lambda: now + 89 * 60)
    assert not is_signed_in(client)


def test_the_session_ends_with_the_browser(client, official):
    sign_in(client)
    assert client.cookies[settings.SESSION_COOKIE_NAME]["expires"] == ""
    assert client.cookies[settings.SESSION_COOKIE_NAME]["max-age"] == ""


def test_signing_out_makes_a_copied_session_worthless(client, official):
    sign_in(client)
    copied = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert client.get(reverse("account_logout")).status_code == 200
    assert client.post(reverse("account_logout")).url == LOGIN
    client.cookies[settings.SESSION_COOKIE_NAME] = copied
    assert not is_signed_in(client)


def test_a_late_answer_in_the_background_neither_sets_nor_deletes_the_next_users_session(
    client, official
):
    background = {"X-Background": "1"}
    sign_in(client)
    left = client.cookies[settings.SESSION_COOKIE_NAME].value
    before = client.get(reverse("mfa_index"), headers=background)
    client.post(reverse("account_logout"))
    client.cookies[settings.SESSION_COOKIE_NAME] = left
    after = client.get(reverse("mfa_index"), headers=background)
    assert (before.status_code, after.status_code) == (200, 302)
    for answer in (before, after):
        assert settings.SESSION_COOKIE_NAME not in answer.cookies


def test_what_goes_on_in_the_background_does_not_put_off_the_idle_end(
    client, official, monkeypatch
):
    sign_in(client)
    now = signing.time.time()
    monkeypatch.setattr(signing.time, "time", lambda: now + 29 * 60)
    client.get(reverse("mfa_index"), headers={"X-Background": "1"})
    monkeypatch.setattr(signing.time, "time", lambda: now + 31 * 60)
    assert not is_signed_in(client)


def test_a_user_who_is_switched_off_is_out_at_once(client, official):
    sign_in(client)
    official.is_active = False
    official.save()
    assert not is_signed_in(client)
    assert sign_in(client).url == reverse("account_inactive")
    assert client.get(reverse("account_inactive")).status_code == 200
    assert not is_signed_in(client)


def test_example_sign_ins_work_only_while_trying_out(client, official, settings):
    official.is_demo = True
    official.save()
    settings.DEBUG = True
    sign_in(client)
    assert is_signed_in(client)
    settings.DEBUG = False
    settings.SECURE_SSL_REDIRECT = False
    assert not is_signed_in(client)
    assert sign_in(client).status_code == 200
    assert not is_signed_in(client)


def test_changing_the_password_keeps_this_session_and_ends_the_others(client, official):
    sign_in(client)
    elsewhere = client.cookies[settings.SESSION_COOKIE_NAME].value
    new = "another-long-word"
    done = client.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": new, "password2": new},
    )
    assert done.status_code == 302
    assert is_signed_in(client)
    client.cookies[settings.SESSION_COOKIE_NAME] = elsewhere
    assert not is_signed_in(client)
    assert sign_in(client).status_code == 200
    assert sign_in(client, password=new).status_code == 302


def test_a_weak_password_is_refused_at_its_field(client, official):
    sign_in(client)
    page = client.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": "12345678", "password2": "12345678"},
    )
    assert page.status_code == 200
    assert page.context["form"].errors.keys() == {"password1"}


def test_there_is_no_way_to_sign_up_or_to_use_a_security_key(client, db):
    for address in ("/accounts/signup/", "/accounts/2fa/webauthn/", "/accounts/password/reset/"):
        assert client.get(address).status_code in (302, 404)
        assert client.get(address, follow=True).request["PATH_INFO"] in (address, LOGIN)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_sign_in_page_speaks_both_languages(client, db, language):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    text = client.get(LOGIN).content.decode()
    assert ("登录" in text) == (language == "zh-hans")
    assert ("User name" in text or "Username" in text) == (language == "en")

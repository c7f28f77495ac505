"""The second factor: switched on, asked for, limited, and a way back in without the phone."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.db import connection
from django.test import Client
from django.urls import reverse

from projects.common.roles import Role
from tests.factories import PASSWORD, make_user

LOGIN = "/accounts/login/"


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


@pytest.fixture
def official(places):
    return make_user(Role.COUNTY, place=places.own, username="lin", password=PASSWORD)


@pytest.fixture
def secret(client, official) -> str:
    """Switches the second factor on, as its owner does it, and signs out."""
    client.post(LOGIN, {"login": "lin", "password": PASSWORD})
    confirm_password(client)
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    done = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    assert done.url == reverse("mfa_view_recovery_codes")
    client.post(reverse("account_logout"))
    return secret


def confirm_password(client):
    """A change of the second factor asks for the password once more, and then goes on."""
    asked = client.get(reverse("mfa_activate_totp"))
    assert asked.url.startswith(reverse("account_reauthenticate"))
    assert client.get(asked.url).status_code == 200
    assert client.post(asked.url, {"password": "wrong"}).status_code == 200
    assert client.post(asked.url, {"password": PASSWORD}).url == reverse("mfa_activate_totp")


def password_accepted(client):
    answer = client.post(LOGIN, {"login": "lin", "password": PASSWORD})
    assert answer.url == reverse("mfa_authenticate")


def enter(client, code):
    return client.post(reverse("mfa_authenticate"), {"code": code})


def test_the_password_alone_no_longer_opens_the_account(client, secret):
    password_accepted(client)
    assert client.get(reverse("mfa_index")).status_code == 302
    assert client.get(reverse("mfa_authenticate")).status_code == 200


def test_a_recovery_code_opens_it_once(client, secret, official):
    codes = Authenticator.objects.get(user=official, type="recovery_codes").wrap()
    code = codes.get_unused_codes()[0]
    password_accepted(client)
    assert enter(client, code).status_code == 302
    assert client.get(reverse("mfa_index")).status_code == 200
    client.post(reverse("account_logout"))
    password_accepted(client)
    assert enter(client, code).status_code == 200


def test_guessing_codes_is_stopped_after_eight(client, secret):
    password_accepted(client)
    for _ in range(8):
        page = enter(client, "000000")
    assert page.status_code == 200
    stopped = enter(client, code_of(secret))
    assert stopped.status_code == 200
    assert client.get(reverse("mfa_index")).status_code == 302


def test_the_secret_lies_encrypted_in_the_database(secret, official):
    with connection.cursor() as cursor:
        cursor.execute("select data from mfa_authenticator where type = 'totp'")
        assert secret not in str(cursor.fetchall())


def test_the_owner_switches_it_off_again(client, secret, official):
    codes = Authenticator.objects.get(user=official, type="recovery_codes").wrap()
    password_accepted(client)
    first, second = codes.get_unused_codes()[:2]
    enter(client, first)
    again = client.get(reverse("mfa_deactivate_totp"))
    assert client.get(again.url).status_code == 200
    client.post(reverse("mfa_reauthenticate"), {"code": second})
    assert client.get(reverse("mfa_deactivate_totp")).status_code == 200
    assert client.post(reverse("mfa_deactivate_totp")).url == reverse("mfa_index")
    assert not Authenticator.objects.filter(user=official).exists()


@pytest.mark.parametrize(
    "name", ["mfa_index", "account_reauthenticate", "account_change_password", "account_logout"]
)
def test_the_pages_of_ones_own_account_show_in_english(client, official, name, settings):
    client.post(LOGIN, {"login": "lin", "password": PASSWORD})
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    text = client.get(reverse(name)).content.decode()
    assert "<h1>" in text
    assert 'lang="en"' in text


@pytest.mark.parametrize("debug", [True, False])
def test_switching_it_on_asks_for_the_password_once_more_in_the_demo_too(settings, official, debug):
    settings.DEBUG = debug
    client = Client()
    client.force_login(official)
    page = client.get(reverse("mfa_activate_totp"))
    assert (page.status_code, page.url.split("?")[0]) == (302, reverse("account_reauthenticate"))

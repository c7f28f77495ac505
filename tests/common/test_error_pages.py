"""What somebody sees when something is not there, not hers, or broken."""

import pytest
from django.test import Client, RequestFactory

from projects.common.views import server_error
from tests.factories import make_user


def test_the_page_of_a_server_error_asks_no_database():
    # Without a database mark, a question to the database would fail this test.
    page = server_error(RequestFactory().get("/"))
    assert page.status_code == 500
    assert "500" not in page.content.decode().split("<main")[1]
    assert "<h1>" in page.content.decode()


def test_an_unknown_address_is_a_plain_page(client, db):
    page = client.get("/no/such/address/")
    assert page.status_code == 404
    assert "<h1>" in page.content.decode()
    assert "urlpatterns" not in page.content.decode()


@pytest.mark.parametrize("debug", [True, False])
def test_a_form_that_is_too_large_is_a_plain_page(settings, db, debug):
    settings.DEBUG = debug
    client = Client(enforce_csrf_checks=True)
    client.cookies["csrftoken"] = "a" * 32
    page = client.post(
        "/needs/new/", "x=" + "x" * 3_000_000, content_type="application/x-www-form-urlencoded"
    )
    assert page.status_code == 400
    assert "<h1>" in page.content.decode()
    assert "Traceback" not in page.content.decode()


@pytest.mark.parametrize("debug", [True, False])
def test_a_sign_in_too_long_ago_is_asked_for_again_before_a_second_factor(settings, db, debug):
    settings.DEBUG = debug
    client = Client()
    client.force_login(make_user("sysadmin"))
    answer = client.get("/accounts/2fa/totp/activate/")
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("who", "address", "status"),
    [
        ("agency", "/services/new/?project=", 404),
        ("county", "/funding/allocations/new/?project=", 200),
        ("county", "/reports/new/?plan=", 200),
    ],
)
def test_an_id_with_more_digits_than_any_names_nothing(cast, plan, as_user, who, address, status):
    assert as_user(getattr(cast, who)).get(address + "9" * 5000).status_code == status

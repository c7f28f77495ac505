"""What only one record may hold, saved by many people at the same moment: one gets it, nobody a 500."""

from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse

from projects.accounts.models import User
from projects.agencies.models import Agency
from tests.factories import make_agency
from tests.simultaneous import at_once

pytestmark = pytest.mark.django_db(transaction=True)

MANY = 20
CODE = "52350200MJB123456M"
AGENCY = {
    "name": "闽侯县晨光社会工作服务中心",
    "credit_code": CODE,
    "authority": "闽侯县民政局",
    "legal_representative": "林秀芳",
    "registered_on": "2016-05-04",
    "party_branch": "none",
}


@pytest.fixture(autouse=True)
def _real_database():
    if connection.vendor != "postgresql":
        pytest.skip("needs many connections to PostgreSQL")


def all_post(as_user, user, pages: list[tuple[str, dict]]) -> list:
    """The answers to one form a page, each posted by a client of its own, all at once."""
    clients = [as_user(user) for _ in pages]
    return at_once(
        [
            lambda client=client, page=page, typed=typed: client.post(page, typed)
            for client, (page, typed) in zip(clients, pages, strict=True)
        ]
    )


def the_field_says_so(answers: list, field: str) -> None:
    """All but one show their own page again with an error at the field (contexts mix between threads)."""
    assert {answer.status_code for answer in answers} <= {200, 302}
    refused = [answer for answer in answers if f'id="id_{field}_error"' in answer.text]
    assert len(refused) == len(answers) - 1


def test_one_of_many_registers_the_agency(as_user, cast, places):
    new = reverse("agency_create")
    pages = [
        (new, AGENCY | {"place": places.minhou.pk, "submission": uuid4()}) for _ in range(MANY)
    ]
    the_field_says_so(all_post(as_user, cast.county, pages), "credit_code")
    assert Agency.objects.filter(credit_code=CODE).count() == 1


def test_one_of_many_edited_agencies_takes_the_code(as_user, cast, places):
    agencies = [make_agency(places.minhou) for _ in range(MANY)]
    pages = [
        (
            reverse("agency_edit", args=[agency.pk]),
            AGENCY | {"place": places.minhou.pk, "version": agency.version},
        )
        for agency in agencies
    ]
    the_field_says_so(all_post(as_user, cast.county, pages), "credit_code")
    assert Agency.objects.filter(credit_code=CODE).count() == 1


def test_one_of_many_accounts_takes_the_user_name(as_user, cast, places):
    typed = {"username": "lin", "name": "林秀芳", "role": "sysadmin", "is_active": "on"}
    pages = [(reverse("user_create"), typed) for _ in range(MANY)]
    the_field_says_so(all_post(as_user, cast.sysadmin, pages), "username")
    assert User.objects.filter(username="lin").count() == 1

"""The main menu says in which room a page is."""

import re

import pytest
from django.urls import reverse

from tests.factories import make_upload

pytestmark = pytest.mark.django_db


def current(client, address: str) -> list[str]:
    """Where the entries of the menu lead that are marked as the present room."""
    page = client.get(address).content.decode()
    menu = page.partition('class="nav-main"')[2].partition("</nav>")[0]
    return re.findall(r'<a href="([^"]+)" aria-current="page"', menu)


@pytest.mark.parametrize(
    ("role", "kind", "room"),
    [
        ("clerk", "needs", "need_list"),
        ("county", "needs", "need_list"),
        ("county", "bank", "money_matrix"),
        ("agency", "services", "service_list"),
    ],
)
def test_an_import_stands_in_the_room_that_its_records_belong_to(as_user, cast, role, kind, room):
    user = getattr(cast, role)
    client, room = as_user(user), reverse(room)
    assert current(client, reverse("upload_create", args=[kind])) == [room]
    upload = make_upload(user)
    type(upload).objects.filter(pk=upload.pk).update(kind=kind)
    assert current(client, reverse("upload", args=[upload.pk])) == [room]


@pytest.mark.parametrize(
    ("role", "room"),
    [("clerk", "need_list"), ("agency", "service_list"), ("city", "money_matrix")],
)
def test_the_list_of_imports_stands_where_its_reader_imports(as_user, cast, role, room):
    client = as_user(getattr(cast, role))
    assert current(client, reverse("upload_list")) == [reverse(room)]


def test_months_are_services(as_user, cast):
    assert current(as_user(cast.county), reverse("month_list")) == [reverse("service_list")]

"""The log of openings: everybody reads her own, and nobody takes an entry back."""

import pytest
from django.core.exceptions import ValidationError
from django.db import Error, connection, transaction
from django.urls import reverse

from projects.audit.actions import record_access
from projects.audit.guard import log_open
from projects.audit.models import Access

pytestmark = pytest.mark.django_db


@pytest.fixture
def opening(cast, project):
    return record_access(
        owner=project, what="narrative", reason="  核对\n补贴名单 ", by=cast.county
    )


def test_an_opening_says_about_what_why_and_by_whom(opening, cast, project):
    assert (opening.owner, opening.about, opening.reason, opening.user) == (
        *(project, str(project)[:100], "核对 补贴名单"),
        cast.county,
    )


@pytest.mark.parametrize("reason", ["", "   ", "查看", "a b"])
def test_without_a_reason_nothing_is_opened(cast, project, reason):
    with pytest.raises(ValidationError):
        record_access(owner=project, what="narrative", reason=reason, by=cast.county)
    assert not Access.objects.exists()


@pytest.mark.parametrize(
    "attempt",
    [
        lambda rows: rows.update(reason="没有看过"),
        lambda rows: rows.update(user_id=1),
        lambda rows: rows.delete(),
        lambda rows: rows._raw_delete(rows.db),
    ],
)
def test_the_database_refuses_to_change_or_delete_an_opening(opening, attempt):
    with pytest.raises(Error, match="never edited or deleted"), transaction.atomic():
        attempt(Access.objects.filter(pk=opening.pk))
    assert Access.objects.get().reason == "核对 补贴名单"


def test_the_database_refuses_by_plain_sql_as_well(opening):
    for sql in ("UPDATE audit_access SET reason = 'x'", "DELETE FROM audit_access"):
        with (
            pytest.raises(Error, match="never edited or deleted"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql)


def test_the_demo_is_deleted_past_the_guard_and_the_guard_stands_again(opening, cast, project):
    with log_open():
        Access.objects.all().delete()
    again = record_access(owner=project, what="narrative", reason="核对名单", by=cast.county)
    with pytest.raises(Error), transaction.atomic():
        Access.objects.filter(pk=again.pk).delete()


def test_everybody_reads_her_own_openings_and_the_sysadmin_all(opening, cast, project, as_user):
    record_access(owner=project, what="identity", reason="市级抽查", by=cast.city)
    for user, seen in ((cast.county, 1), (cast.city, 1), (cast.agency, 0), (cast.sysadmin, 2)):
        page = as_user(user).get(reverse("access_list"))
        assert page.context["paginator"].count == seen, user
    text = page.content.decode()
    assert "核对 补贴名单" in text
    assert cast.county.name in text

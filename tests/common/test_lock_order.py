"""Edits lock the project before what they change, as the actions do: two orders would block for ever."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.evaluating import make_visit
from tests.factories import make_assignment, make_worker

pytestmark = pytest.mark.django_db


def an_assignment(project, cast):
    record = make_assignment(project, make_worker(project.place, project.agency), role="worker")
    return reverse("assignment_edit", args=[record.pk]), {
        "role": "worker",
        "starts": record.starts,
        "share": 50,
        "version": record.version,
    }


def a_visit(project, cast):
    record = make_visit(project, cast.county)
    return reverse("visit_edit", args=[record.pk]), {
        "on": record.on,
        "visitors": "黄县办",
        "purpose": "复查",
        "version": record.version,
    }


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite locks no rows")
@pytest.mark.parametrize("record", [an_assignment, a_visit])
def test_the_project_is_locked_first(project, cast, as_user, record):
    address, data = record(project, cast)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert as_user(cast.county).post(address, data).status_code == 302
    locks = [one["sql"] for one in asked if "FOR NO KEY UPDATE" in one["sql"]]
    assert locks[0].startswith('SELECT "pilots_project"."id"')

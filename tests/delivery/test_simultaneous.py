"""Many people logging at once, on real connections: no number twice, no double click twice."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection

from projects.delivery.actions import log_service
from projects.delivery.models import ServiceRecord
from tests.simultaneous import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _real_database():
    if connection.vendor != "postgresql":
        pytest.skip("needs many connections to PostgreSQL")


def call(project, worker, user, key=None):
    place = project.sites.get().place_id
    return lambda: log_service(
        project_id=project.pk,
        by=user,
        submission_key=key,
        method="group",
        day=date(2018, 9, 30),
        hours=Decimal("1.5"),
        place_id=place,
        attendances=12,
        worker_ids=[worker.pk],
        note="",
        sheet=None,
    )


def test_100_services_logged_at_once_have_100_numbers(cast, project, worker):
    at_once([call(project, worker, cast.agency) for _ in range(100)])
    assert len(set(ServiceRecord.objects.values_list("number", flat=True))) == 100


def test_the_same_submission_20_times_at_once_makes_one_record(cast, project, worker):
    records = at_once([call(project, worker, cast.agency, uuid4())] * 20)
    assert len({record.pk for record in records}) == 1
    assert ServiceRecord.objects.get().workers == [worker]

"""Many people logging at once, on real connections: no number twice, no double click twice, and no
worker in two places."""

import threading
from datetime import date, time
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from projects.delivery.actions import log_service, records
from projects.delivery.models import ServiceRecord
from tests.factories import make_project, make_service_rule
from tests.simultaneous import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _real_database():
    if connection.vendor != "postgresql":
        pytest.skip("needs many connections to PostgreSQL")


def call(project, worker, user, key=None, **more):
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
        **more,
    )


def test_100_services_logged_at_once_have_100_numbers(cast, project, worker):
    at_once([call(project, worker, cast.agency, anyway=True) for _ in range(100)])
    assert len(set(ServiceRecord.objects.values_list("number", flat=True))) == 100


def test_the_same_submission_20_times_at_once_makes_one_record(cast, project, worker):
    records = at_once([call(project, worker, cast.agency, uuid4())] * 20)
    assert len({record.pk for record in records}) == 1
    assert ServiceRecord.objects.get().workers == [worker]


@pytest.mark.parametrize("locked", [True, False])
def test_of_two_services_of_one_worker_at_one_time_the_second_is_refused(
    monkeypatch, cast, places, agency, plan, project, worker, locked
):
    """Both judge before either writes, as far as the lock of the worker lets them; without it, the
    negative control, both pass."""
    make_service_rule(places.own, overlap="refuse")
    other = make_project(places.own, agency=agency, plan=plan, status="running", lead=worker)
    both_have_judged = threading.Barrier(2)

    def judge(*args, **how):
        verdict = real_judge(*args, **how)
        try:
            both_have_judged.wait(timeout=2)
        except threading.BrokenBarrierError:
            assert locked, "without a lock nobody waits for the other"
        return verdict

    real_judge = records.judge
    monkeypatch.setattr(records, "judge", judge)
    if not locked:
        monkeypatch.setattr(records, "lock_workers", lambda worker_ids: None)
    times = {"starts_at": time(9), "ends_at": time(11)}
    results = at_once([call(where, worker, cast.agency, **times) for where in (project, other)])
    assert ServiceRecord.objects.count() == (1 if locked else 2)
    refused = [result for result in results if isinstance(result, ValidationError)]
    assert [list(refusal.message_dict) for refusal in refused] == (
        [["starts_at"]] if locked else []
    )

"""Submitting while others log, on real connections: a record is in the frozen counts, or refused."""

import threading
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from projects.delivery.actions import log_service, submit_month
from projects.delivery.models import MonthReport, ServiceRecord
from tests.delivery.months_world import make_month
from tests.factories import make_service
from tests.simultaneous import at_once, until_somebody_waits

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _real_database():
    if connection.vendor != "postgresql":
        pytest.skip("needs many connections to PostgreSQL")


def call(project, worker, user):
    place = project.sites.get().place_id
    return lambda: log_service(
        project_id=project.pk,
        by=user,
        method="group",
        day=date(2018, 5, 31),
        hours=Decimal("0.1"),
        place_id=place,
        attendances=12,
        worker_ids=[worker.pk],
        anyway=True,
    )


def test_each_record_logged_while_the_month_is_submitted_is_counted_or_refused(
    cast, project, worker
):
    month = make_month(project)
    make_service(project, worker, attendances=12)
    log = call(project, worker, cast.agency)
    submit = lambda: submit_month(month_id=month.pk, by=cast.agency)  # noqa: E731
    results = at_once([*[log] * 30, submit, *[log] * 30])
    logged = [one for one in results if isinstance(one, ServiceRecord)]
    refused = [one for one in results if isinstance(one, ValidationError)]
    month.refresh_from_db()
    assert month.records == ServiceRecord.objects.count() == len(logged) + 1
    assert month.attendances == 12 * month.records
    assert len(refused) == 60 - len(logged)
    assert all("date" in one.message_dict for one in refused)


def test_the_month_is_submitted_once_by_two_who_click_together(cast, project, worker):
    make_service(project, worker)
    month = make_month(project)
    submit = lambda: submit_month(month_id=month.pk, by=cast.agency)  # noqa: E731
    results = at_once([submit] * 8)
    assert len([one for one in results if isinstance(one, MonthReport)]) == 1
    assert month.moves.count() == 1


def test_somebody_who_writes_past_the_actions_waits_for_the_submission_and_is_refused(
    cast, project, worker
):
    """Without the project's lock: the trigger itself waits for the month's row."""
    make_service(project, worker)
    month = make_month(project)
    record = ServiceRecord.objects.get()
    record.pk, record.number = None, "daneben"
    said = []

    def write():
        try:
            ServiceRecord.objects.bulk_create([record])
        except IntegrityError as error:
            said.append(str(error))
        finally:
            connection.close()

    with transaction.atomic():
        submit_month(month_id=month.pk, by=cast.agency)
        writer = threading.Thread(target=write)
        writer.start()
        until_somebody_waits(writer)
    writer.join(20)
    assert "submitted or confirmed" in said[0]
    assert ServiceRecord.objects.count() == MonthReport.objects.get().records == 1

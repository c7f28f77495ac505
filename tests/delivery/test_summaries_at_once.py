"""Many people logging into one county at once: nothing is lost, nobody is in anybody's way."""

import threading
from datetime import date
from decimal import Decimal

import pytest
from django.conf import settings as site
from django.core import mail
from django.db import connection, transaction

from projects.delivery.actions import (
    add_up_years,
    change_person,
    change_service,
    log_service,
    rebuild_dirty,
    summaries,
)
from projects.delivery.models import CountySummary, CountyYear, ProjectSummary, SummaryMonth
from projects.delivery.summary_check import check_summaries
from projects.delivery.tasks import check_summaries_nightly, rebuild_months
from tests.factories import make_beneficiary, make_project, make_service, make_worker
from tests.simultaneous import at_once, until_somebody_waits

pytestmark = pytest.mark.django_db(transaction=True)
WRITERS = 50


@pytest.fixture(autouse=True)
def _real_database():
    if connection.vendor != "postgresql":
        pytest.skip("needs many connections to PostgreSQL")


@pytest.fixture
def entries(cast, places, agency, plan):
    """What fifty writers log in two months: in ten projects of one county, each with a worker of its own,
    so that neither holds the writers of the others up; each with somebody of her own.
    """
    workers = [make_worker(places.own, agency) for _ in range(10)]
    made = {"agency": agency, "plan": plan, "status": "running"}
    projects = [make_project(places.own, **made, lead=worker) for worker in workers]
    village = projects[0].sites.get().place
    people = [make_beneficiary(agency, village) for _ in range(WRITERS)]
    return [
        {
            "by": cast.agency,
            "project_id": projects[number % 10].pk,
            "method": "group",
            "day": date(2018, 9 + number // 10 % 2, 1 + number % 28),
            "hours": Decimal(1),
            "place_id": village.pk,
            "attendances": 10,
            "worker_ids": [workers[number % 10].pk],
            "beneficiary_ids": [person.pk],
        }
        for number, person in enumerate(people)
    ]


def logging_of(entries):
    return [lambda entry=entry: log_service(**entry) for entry in entries]


def refused(results):
    return [one for one in results if isinstance(one, Exception)]


def counted_people():
    return len({person for row in CountySummary.objects.all() for person in row.people.people})


def test_50_writers_in_one_county_lose_nothing(entries):
    assert not refused(at_once(logging_of(entries)))
    for model in (CountySummary, ProjectSummary):
        assert sum(model.objects.values_list("records", flat=True)) == WRITERS
        assert sum(model.objects.values_list("attendances", flat=True)) == WRITERS * 10
    assert counted_people() == WRITERS
    checked = check_summaries()
    assert (checked.waiting, checked.differences) == (0, ())


def test_without_the_lock_of_the_month_they_would(entries, monkeypatch):
    """The negative control: the test above must be able to fail."""
    first, *others = entries
    for month in (9, 10):
        log_service(**first | {"day": date(2018, month, 29)})
    monkeypatch.setattr(summaries, "locked", lambda cells: set())
    assert not refused(at_once(logging_of(others)))
    assert sum(CountySummary.objects.values_list("records", flat=True)) < WRITERS + 1


def test_corrections_and_the_job_beside_them_neither_wait_for_ever_nor_lose_any(entries):
    records = at_once(logging_of(entries[:20]))

    def correction(record, entry, number):
        asked = {key: value for key, value in entry.items() if key != "project_id"}
        day = date(2018, 9 + number % 2, 1 + number)
        return lambda: change_service(service_id=record.pk, **asked | {"day": day})

    calls = [
        call
        for number, (record, entry, more) in enumerate(
            zip(records, entries[:20], entries[20:40], strict=True)
        )
        for call in (
            correction(record, entry, number),
            lambda m=more: log_service(**m),
            rebuild_dirty,
            add_up_years,
        )
    ]
    results = at_once(calls)
    assert not refused(results)
    rebuild_dirty()
    add_up_years()
    checked = check_summaries()
    assert (checked.waiting, checked.differences) == (0, ())
    for rows in (CountySummary.objects.all(), CountyYear.objects.exclude(method="")):
        assert sum(rows.values_list("records", flat=True)) == 40
    assert counted_people() == 40


def test_two_loads_that_name_the_same_months_in_another_order_do_not_block_each_other(
    project, worker
):
    cells = [
        summaries.CountyMonth(f"3501{n:02}000000", date(2018, m, 1))
        for n in range(30)
        for m in (1, 2, 3)
    ]
    at_once([lambda order=order: summaries.count_many(cells[::order]) for order in (1, -1) * 20])
    assert SummaryMonth.objects.dirty().count() == len(cells)


def test_the_nightly_check_writes_to_the_administrators(project, worker, settings, cast):
    settings.ADMINS = [("", "admin@example.org")]
    cast.province.email = "province@example.org"
    cast.province.save()
    make_service(project, worker)
    assert check_summaries_nightly() == 0
    assert mail.outbox == []
    CountySummary.objects.update(attendances=26)
    assert check_summaries_nightly() == 1
    assert {one.to[0] for one in mail.outbox} == {"admin@example.org", "province@example.org"}
    assert "attendances: 26, records say 25" in mail.outbox[0].body


def test_beat_rebuilds_what_is_marked_and_checks_each_night(project, worker):
    tasks = {entry["task"] for entry in site.CELERY_BEAT_SCHEDULE.values()}
    assert {rebuild_months.name, check_summaries_nightly.name} <= tasks
    record = make_service(project, worker)
    summaries.count_many([summaries.cell_of(record)])
    assert rebuild_months() == 1
    assert not SummaryMonth.objects.dirty().exists()


def test_an_entry_that_becomes_another_person_while_she_is_counted_leaves_no_month_stale(
    cast, project, worker, places
):
    other = make_beneficiary(cast.sibling_agency.agency, places.fulong)
    entry = make_beneficiary(cast.agency.agency, places.fulong, id_number="")

    def become():
        try:
            change_person(beneficiary_id=entry.pk, by=cast.agency, id_number=other.id_number)
        finally:
            connection.close()

    changing = threading.Thread(target=become)
    with transaction.atomic():
        log_service(
            project_id=project.pk,
            by=cast.agency,
            method="lecture",
            day=date(2018, 5, 10),
            hours=Decimal("1.0"),
            place_id=project.sites.get().place_id,
            attendances=12,
            worker_ids=[worker.pk],
            beneficiary_ids=[entry.pk],
            anyway=True,
        )
        changing.start()
        until_somebody_waits(changing)
    changing.join()
    entry.refresh_from_db()
    assert entry.person == other.person
    rebuild_dirty()
    assert not check_summaries().differences

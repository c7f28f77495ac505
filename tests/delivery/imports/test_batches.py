"""Long files are taken in by batches, and a batch knows what the others hold: here each has two rows."""

import threading
from datetime import time
from decimal import Decimal

import pytest
from django.db import connection, transaction

from projects.delivery.imports import ServicesImporter
from projects.delivery.models import ServiceRecord, SummaryMonth
from projects.imports import actions
from projects.imports.models import Upload
from projects.jobs.models import Job
from projects.pilots.models import Project
from tests.delivery.imports.service_sheets import HEADERS, service_row, services
from tests.factories import make_group, make_service, make_service_rule, make_upload
from tests.imports.sheets import comma_separated, rows_of
from tests.jobs.workers import wait_until

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _two_rows_a_batch(monkeypatch):
    monkeypatch.setattr(ServicesImporter, "batch", 2)


@pytest.fixture
def row(running):
    return lambda **changes: service_row(running.number, **changes)


def days(row, count: int, **of_last) -> list:
    """Rows of one day each; ``of_last`` changes the last one."""
    rows = [row(服务日期=f"2018-05-{day + 1:02d}") for day in range(count - 1)]
    return [*rows, row(服务日期=f"2018-06-{count:02d}", **of_last)]


def test_a_wrong_row_in_the_last_batch_takes_back_what_the_others_have_written(bring_in, row):
    outcome = bring_in(services(*days(row, 5, 服务方式="跳舞")))
    assert (outcome.rows, outcome.new, outcome.wrong) == (5, 4, 1)
    assert not ServiceRecord.objects.exists()
    assert not ServiceRecord.history.exists()
    assert not SummaryMonth.objects.exists()


def test_of_good_rows_only_those_of_all_batches_are_written(bring_in, row):
    outcome = bring_in(services(*days(row, 5, 服务方式="跳舞")), good_rows_only=True)
    assert (outcome.new, outcome.wrong, ServiceRecord.objects.count()) == (4, 1, 4)
    assert [error.row for error in outcome.errors] == [6]
    assert [month.month.month for month in SummaryMonth.objects.all()] == [5]


def test_csv_is_taken_in_by_batches_as_well(bring_in, row):
    content = comma_separated(rows_of(*days(row, 5), headers=HEADERS))
    assert bring_in(content).new == ServiceRecord.objects.count() == 5


def test_services_that_only_their_contents_tell_apart_are_counted_across_batches(bring_in, row):
    notes = ("一", "二", "三", "一", "四")
    first = bring_in(services(*(row(备注=note) for note in notes)))
    assert (first.new, first.unchanged) == (4, 1)
    again = bring_in(services(*(row(备注=note) for note in reversed(notes))))
    assert (again.rows, again.unchanged) == (5, 5)
    corrected = bring_in(services(*(row(备注=note) for note in ("五", "四", "三", "二"))))
    assert (corrected.changed, corrected.unchanged) == (1, 3)
    assert sorted(ServiceRecord.objects.values_list("note", flat=True)) == ["三", "二", "五", "四"]


def test_contradicting_rows_of_two_batches_are_found(check, row):
    rows = [[*row(服务人次=n), "9:00"] for n in (3, 4)]
    between = [*row(服务日期="2018-05-11"), "9:00"]
    outcome = check(services(rows[0], between, rows[1], headers=(*HEADERS, "开始时间")))
    assert [(error.row, error.column) for error in outcome.errors] == [(4, "B")]


def test_a_session_is_logged_once_in_a_file_whatever_numbers_its_rows_have(
    check, bring_in, running, row
):
    make_group(running, running.assignments.first().worker, name="互助小组")
    headers = (*HEADERS, "记录编号", "小组名称", "小组节次")
    rows = [[*row(服务日期=f"2018-06-0{n}"), f"甲{n}", "互助小组", n // 3 + 1] for n in (1, 2, 3)]
    outcome = check(services(rows[0], rows[2], rows[1], headers=headers))
    assert [(error.row, error.column) for error in outcome.errors] == [(4, "K")]
    assert bring_in(services(rows[0], rows[2], rows[1], headers=headers)).wrong == 1


def test_a_service_logged_by_hand_is_the_same_as_one_row_alone(check, bring_in, running, row):
    lead = running.assignments.get(role="lead").worker
    make_service(running, lead, attendances=12, hours=Decimal("2.0"))
    rows = [row(备注="一"), *days(row, 2), row(备注="二")]
    looked = check(services(*rows))
    wrote = bring_in(services(*rows))
    assert (looked.new, looked.changed) == (wrote.new, wrote.changed) == (3, 1)


class TestWhereThePlaceRefusesWhatIsUnusual:
    @pytest.fixture
    def timed(self, row):
        """``timed("9:00", "11:00", …)`` is a row with its times."""
        return lambda starts, ends, **changes: [*row(**changes), starts, ends]

    @pytest.fixture
    def sheet(self):
        return lambda *rows: services(*rows, headers=(*HEADERS, "开始时间", "结束时间"))

    def test_a_row_at_the_time_of_another_is_stopped_at_its_beginning(
        self, check, running, places, timed, sheet
    ):
        make_service_rule(places.own, overlap="refuse")
        other = {"服务地点": "白沙村"}
        rows = [
            timed("9:00", "11:00"),
            timed("11:00", "13:00", **other),
            timed("10:30", "12:30", **other),
            timed("10:30", "12:30", 主责社工="李明", **other),
        ]
        outcome = check(sheet(*rows))
        assert [(error.row, error.column) for error in outcome.errors] == [(4, "I")]
        assert "陈静" in outcome.errors[0].message
        assert "10:30–12:30" in outcome.errors[0].message

    def test_what_is_logged_in_the_system_counts_and_the_row_itself_does_not(
        self, bring_in, check, running, places, timed, sheet
    ):
        make_service_rule(places.own, overlap="refuse")
        lead = running.assignments.get(role="lead").worker
        make_service(running, lead, method="lecture", starts_at=time(10), ends_at=time(12))
        assert check(sheet(timed("9:00", "11:00"))).wrong == 1
        assert bring_in(sheet(timed("12:00", "14:00"))).new == 1
        assert check(sheet(timed("12:00", "14:00"))).unchanged == 1
        longer = sheet(timed("12:00", "15:00", 服务时长="3小时"))
        assert (check(longer).changed, check(longer).wrong) == (1, 0)

    def test_more_hours_of_a_day_than_the_place_lets_are_stopped_at_the_hours(
        self, check, running, places, row
    ):
        make_service_rule(places.own, long_hours="refuse", most_hours=Decimal("8.0"))
        rows = [row(备注=str(n), 服务时长="3小时") for n in range(3)]
        outcome = check(services(*rows))
        assert [(error.row, error.column) for error in outcome.errors] == [(4, "E")]

    def test_a_warning_stops_no_row(self, check, running, places, timed, sheet):
        make_service_rule(places.own)
        other = timed("9:00", "11:00", 服务地点="白沙村")
        assert check(sheet(timed("9:00", "11:00"), other)).new == 2


@pytest.mark.django_db(transaction=True)
def test_the_lease_of_the_job_is_renewed_while_a_batch_waits(
    monkeypatch, settings, running, cast, row
):
    monkeypatch.setenv("CELERY_BROKER_WRITE_URL", "redis://127.0.0.1:1/0")  # nobody listens
    settings.JOB_LEASE_SECONDS = 1
    upload = make_upload(cast.agency, services(*days(row, 5)), kind="services")
    actions.check_upload(job_id=upload.check_job_id)
    actions.start_writing(upload=Upload.objects.get(), by=cast.agency)
    job = Upload.objects.get().write_job

    def work() -> None:
        try:
            actions.write_upload(job_id=job.pk)
        finally:
            connection.close()

    worker = threading.Thread(target=work)
    with transaction.atomic():
        Project.objects.select_for_update().get(pk=running.pk)  # the first batch waits for it
        worker.start()
        leases = set()

        def renewed(job: Job) -> bool:
            leases.add(job.lease_until)
            return len(leases - {None}) > 3

        wait_until(renewed, job, 60)
        assert (job.status, job.attempt) == (Job.Status.RUNNING, 1)
    worker.join()
    job.refresh_from_db()
    assert (job.status, job.attempt) == (Job.Status.DONE, 1)
    assert ServiceRecord.objects.count() == 5

"""Years that are over, added up from their months: true whatever moves, and read instead of the months."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest
from django.db.models import Q
from django.utils import timezone

from projects.delivery.actions import (
    add_up_years,
    change_service,
    log_service,
    rebuild_dirty,
    recount_all,
)
from projects.delivery.models import CountySummary, CountyYear, ServiceRecord, SummaryYear
from projects.delivery.served import served_between
from projects.delivery.summary_check import check_summaries
from tests.factories import make_beneficiary

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2018, 1, 1), date(2018, 12, 31)


@pytest.fixture
def village(project):
    return project.sites.get().place


@pytest.fixture
def people(agency, village):
    return [make_beneficiary(agency, village) for _ in range(3)]


@pytest.fixture
def log(cast, project, village, worker):
    """`log(day)` logs a service of twelve attendances, with what is told otherwise."""

    def logged(day, **entry):
        told = {
            "by": cast.agency,
            "project_id": project.pk,
            "method": "group",
            "day": day,
            "hours": Decimal("1.5"),
            "place_id": village.pk,
            "attendances": 12,
            "worker_ids": [worker.pk],
        }
        return log_service(**told | entry)

    return logged


@pytest.fixture
def read(cast, plan):
    """`read()` gives what reports read of the year: services, attendances, different people, times."""

    def figures(user=cast.province, first=FIRST, last=LAST, **more):
        days = {"first": first, "last": last}
        rows = list(served_between(user=user, plan=plan, where=Q(), how_often=True, **days, **more))
        came = {person for row in rows for person in row.people.people}
        sums = (sum(row.records for row in rows), sum(row.attendances for row in rows))
        return (*sums, len(came), sum(row.people.times() for row in rows))

    return figures


def test_a_year_that_is_over_is_what_its_months_add_up_to(log, read, people):
    log(date(2018, 5, 3), beneficiary_ids=[people[0].pk])
    log(date(2018, 9, 3), beneficiary_ids=[people[0].pk, people[1].pk])
    log(date(2018, 9, 4), method="lecture")
    before = read()
    assert add_up_years() == 1
    assert add_up_years() == 0
    assert sorted(CountyYear.objects.values_list("method", flat=True)) == ["", "group", "lecture"]
    year = CountyYear.objects.get(method="group")
    assert (year.year, year.records, year.attendances, year.hours) == (2018, 2, 24, 3)
    assert (len(year.people), year.people.times()) == (2, 3)
    assert read() == before == read(by_method=False) == (3, 36, 2, 3)


def test_reports_read_the_year_and_not_its_months(log, read):
    log(date(2018, 5, 3))
    add_up_years()
    CountyYear.objects.update(attendances=99)
    assert read()[1] == 99
    assert read(last=date(2018, 11, 30))[1] == 12  # no whole year
    assert read(first=date(2017, 3, 1), last=date(2019, 2, 28))[1] == 99  # with months around it


def test_months_around_whole_years_are_read_too(log, read):
    for day in ("2017-06-03", "2018-01-01", "2018-12-31", "2019-02-03"):
        ServiceRecord.objects.filter(pk=log(date(2018, 5, 3)).pk).update(date=day)
    recount_all()
    add_up_years()
    assert CountyYear.objects.filter(method="").count() == 3
    assert read(first=date(2017, 3, 1), last=date(2019, 2, 28))[0] == 4
    assert read(first=date(2017, 1, 1), last=date(2019, 12, 31))[0] == 4
    assert read(first=date(2018, 1, 1), last=date(2019, 1, 31))[0] == 2


def test_what_is_logged_or_corrected_afterwards_shows_at_once(log, read, cast, project, worker):
    record = log(date(2018, 5, 3))
    add_up_years()
    log(date(2018, 6, 3))
    assert read()[:2] == (2, 24)
    add_up_years()
    change_service(
        service_id=record.pk,
        by=cast.agency,
        method="group",
        day=date(2018, 5, 4),
        hours=record.hours,
        place_id=record.place_id,
        attendances=30,
        worker_ids=[worker.pk],
    )
    assert add_up_years() == 0  # the month is to be made anew before
    rebuild_dirty()
    assert read()[:2] == (2, 42)
    assert add_up_years() == 1
    assert read()[:2] == (2, 42)


def test_a_year_that_goes_on_is_read_by_its_months(log, read):
    today = timezone.localdate()
    record = log(date(2018, 5, 3))
    ServiceRecord.objects.filter(pk=record.pk).update(date=today)
    recount_all()
    add_up_years()
    assert not CountyYear.objects.exists()
    assert SummaryYear.objects.dirty().filter(year=today.year).exists()


def test_a_year_without_services_any_more_has_no_totals(log, read):
    record = log(date(2018, 5, 3))
    add_up_years()
    ServiceRecord.objects.filter(pk=record.pk).update(date=date(2017, 5, 3))
    recount_all()
    add_up_years()
    assert set(CountyYear.objects.values_list("year", flat=True)) == {2017}
    assert read()[0] == 0


def test_each_reads_the_years_of_the_own_area(log, read, cast):
    log(date(2018, 5, 3))
    add_up_years()
    mine = (cast.province, cast.own_city, cast.own_county, cast.own_agency)
    others = (cast.other_city, cast.other_county, cast.other_agency)
    assert [read(user)[0] for user in mine] == [1, 1, 1, 1]
    assert [read(user)[0] for user in others] == [0, 0, 0]


def test_whatever_happens_in_any_order_reports_say_what_the_records_say(
    log, read, cast, project, places, people, worker
):
    """Fifty steps at random, with the jobs between them; after each the year is read."""
    rng = Random(2018)
    project.sites.create(place=places.zhongshan)
    sites = list(project.sites.values_list("place", flat=True))
    records = []
    for _step in range(50):
        entry = {
            "method": rng.choice(["group", "lecture"]),
            "day": date(2018, 5, 1) + timedelta(days=rng.randrange(90)),
            "place_id": rng.choice(sites),
            "attendances": rng.randint(5, 40),
            "beneficiary_ids": [one.pk for one in rng.sample(people, rng.randint(0, 3))],
        }
        if records and rng.random() < 0.4:
            more = {"hours": Decimal(1), "worker_ids": [worker.pk], "by": cast.agency}
            change_service(service_id=rng.choice(records).pk, **entry | more)
        else:
            records.append(log(**entry))
        for job, often in ((rebuild_dirty, 0.5), (add_up_years, 0.5)):
            if rng.random() < often:
                job()
        assert check_summaries().differences == ()
        rebuild_dirty()
        figures = dict(ServiceRecord.objects.values_list("pk", "attendances"))
        rows = ServiceRecord.objects.values_list("attended_by__beneficiary__person", flat=True)
        came = [person for person in rows if person]
        said = (len(figures), sum(figures.values()), len(set(came)), len(came))
        assert read() == read(by_method=False) == said


def test_the_check_names_a_year_that_says_something_else(log):
    log(date(2018, 5, 3))
    add_up_years()
    CountyYear.objects.filter(method="group").update(attendances=13)
    (found,) = check_summaries().differences
    plan = CountySummary.objects.get().plan_id
    expected = f"350121000000 2018 CountyYear {plan} group attendances: 13, records say 12"
    assert str(found) == expected

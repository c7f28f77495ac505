"""The totals of months: true after every log, correction and load."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest
from django.core.management import call_command

from projects.delivery.actions import (
    change_service,
    count_many,
    log_service,
    rebuild_dirty,
    recount,
    recount_all,
)
from projects.delivery.models import CountySummary, ProjectSummary, ServiceRecord, SummaryMonth
from projects.delivery.summary_check import check_summaries
from projects.delivery.totals import CountyMonth, Totals, cell_of
from tests.factories import (
    make_assignment,
    make_beneficiary,
    make_project,
    make_service,
    make_worker,
)
from tests.migrating import migrated_back_to

pytestmark = pytest.mark.django_db
MINHOU = "350121000000"
SEPTEMBER = CountyMonth(MINHOU, date(2018, 9, 1))
OCTOBER = CountyMonth(MINHOU, date(2018, 10, 1))


@pytest.fixture
def village(project):
    return project.sites.get().place


@pytest.fixture
def people(agency, village):
    return [make_beneficiary(agency, village) for _ in range(3)]


@pytest.fixture
def told(cast, project, village, worker):
    return {
        "by": cast.agency,
        "project_id": project.pk,
        "method": "group",
        "day": date(2018, 9, 30),
        "hours": Decimal("1.5"),
        "place_id": village.pk,
        "attendances": 12,
        "worker_ids": [worker.pk],
    }


def changed(record, told, **entry):
    return change_service(
        service_id=record.pk, **{k: v for k, v in told.items() if k != "project_id"} | entry
    )


def ids(people):
    return [person.pk for person in people]


def persons(people):
    return [person.person_id for person in people]


def county(cell=SEPTEMBER, method="group"):
    return CountySummary.objects.get(**cell._asdict(), method=method)


def test_a_logged_service_is_in_the_totals_of_its_county_and_its_project(
    told, project, plan, worker, people, places, agency
):
    helper = make_worker(places.own, agency)
    make_assignment(project, helper, role="worker")
    told |= {"worker_ids": [worker.pk, helper.pk], "volunteers": 2, "volunteer_hours": Decimal(3)}
    log_service(**told, rated=10, satisfied=9, beneficiary_ids=ids(people[:2]))
    for row in (county(), ProjectSummary.objects.get()):
        assert (row.county_code, row.month, row.method) == (*SEPTEMBER, "group")
        assert (row.records, row.attendances, row.hours) == (1, 12, Decimal("1.5"))
        assert (row.volunteers, row.volunteer_hours) == (2, 3)
        assert (row.rated, row.satisfied) == (10, 9)
        assert list(row.people.people) == persons(people[:2])
        assert list(row.workers) == sorted([worker.pk, helper.pk])
    assert county().plan == plan
    assert ProjectSummary.objects.get().project == project


def test_a_second_service_adds_attendances_and_counts_nobody_twice(told, people):
    log_service(**told, beneficiary_ids=ids(people[:2]))
    log_service(**told | {"attendances": 5}, beneficiary_ids=ids(people[1:]))
    row = county()
    assert (row.records, row.attendances, row.people.times()) == (2, 17, 4)
    assert list(row.people.people) == persons(people)
    assert len(row.workers) == 1


def test_methods_months_and_counties_are_counted_apart(told, places, project):
    project.sites.create(place=places.zhongshan)
    log_service(**told)
    log_service(**told | {"method": "community"})
    log_service(**told | {"day": date(2018, 10, 1)})
    log_service(**told | {"place_id": places.zhongshan.pk})
    assert CountySummary.objects.count() == ProjectSummary.objects.count() == 4
    assert county(CountyMonth("350102000000", SEPTEMBER.month)).records == 1


def test_who_came_twice_and_is_taken_out_of_one_service_stays(told, people):
    first = log_service(**told, beneficiary_ids=ids(people[:2]))
    second = log_service(**told, beneficiary_ids=ids(people[:1]))
    changed(second, told, beneficiary_ids=[])
    assert rebuild_dirty() == 1
    assert list(county().people.people) == persons(people[:2])
    assert county().people.times() == 2
    changed(first, told, beneficiary_ids=ids(people[1:2]))
    rebuild_dirty()
    assert list(county().people.people) == persons(people[1:2])


def test_a_correction_marks_its_months_and_the_job_makes_them_true(told, people):
    record = log_service(**told, beneficiary_ids=ids(people))
    log_service(**told)
    changed(record, told | {"day": date(2018, 10, 2)}, attendances=30)
    assert [CountyMonth(m.county_code, m.month) for m in SummaryMonth.objects.dirty()] == [
        SEPTEMBER,
        OCTOBER,
    ]
    assert check_summaries().waiting == 2
    assert rebuild_dirty() == 2
    assert (county().attendances, county(OCTOBER).attendances) == (12, 30)
    assert not county().people.people
    assert check_summaries().differences == ()


def test_a_month_without_services_any_more_has_no_totals(told):
    record = log_service(**told)
    changed(record, told | {"day": date(2018, 10, 2)})
    rebuild_dirty()
    assert not CountySummary.objects.filter(month=SEPTEMBER.month).exists()
    assert not ProjectSummary.objects.filter(month=SEPTEMBER.month).exists()


def test_what_is_logged_into_a_marked_month_is_counted_once(told):
    record = log_service(**told)
    changed(record, told, attendances=20)
    log_service(**told)
    rebuild_dirty()
    assert (county().records, county().attendances) == (2, 32)
    log_service(**told)
    assert county().records == 3


def test_a_load_of_many_is_counted_by_naming_its_months(project, worker):
    made = [make_service(project, worker, date=date(2018, 9, 1 + n)) for n in range(3)]
    ServiceRecord.objects.filter(pk=made[0].pk).update(attendances=1)
    count_many(cell_of(record) for record in made)
    assert rebuild_dirty([OCTOBER]) == 0
    assert rebuild_dirty([SEPTEMBER]) == 1
    assert county().attendances == 51


def test_any_row_of_logs_and_corrections_ends_with_the_totals_of_the_records(
    told, project, places, people, agency, worker
):
    """Sixty steps at random, some with a rebuild between them; then all totals are re-added."""
    rng = Random(2018)
    project.sites.create(place=places.zhongshan)
    other = make_project(
        places.own, agency=agency, plan=project.plan, status="running", lead=worker
    )
    other.sites.create(place=places.zhongshan)
    records = []
    for _step in range(60):
        site = rng.choice(["own", "zhongshan"])
        which = rng.choice([project, other])
        entry = told | {
            "project_id": which.pk,
            "method": rng.choice(["group", "community", "lecture"]),
            "day": date(2018, 5, 1) + timedelta(days=rng.randrange(60)),
            "place_id": (which.sites.first().place_id if site == "own" else places.zhongshan.pk),
            "attendances": rng.randint(5, 40),
            "beneficiary_ids": ids(rng.sample(people, rng.randint(0, 3))),
        }
        if records and rng.random() < 0.4:
            record = rng.choice(records)
            own = record.project.sites.values_list("place", flat=True)
            changed(record, entry | {"place_id": rng.choice(list(own))})
        else:
            records.append(log_service(**entry))
        if rng.random() < 0.1:
            rebuild_dirty()
        assert check_summaries().differences == ()
    rebuild_dirty()
    checked = check_summaries()
    assert (checked.waiting, checked.differences) == (0, ())
    assert Totals.of_rows(CountySummary.objects.all()) == Totals.of_rows(
        ProjectSummary.objects.all()
    )


def test_recounting_makes_totals_of_records_that_nobody_counted(project, worker, village):
    record = make_service(project, worker)
    CountySummary.objects.all().delete()
    ProjectSummary.objects.all().delete()
    SummaryMonth.objects.all().delete()
    recount_all()
    assert county(cell_of(record)).attendances == 25
    recount([cell_of(record)])
    assert county(cell_of(record)).records == 1


@pytest.mark.django_db(transaction=True)
def test_totals_of_before_who_came_stood_by_itself_keep_who_came_and_how_often(told, people):
    log_service(**told, beneficiary_ids=ids(people[:2]))
    log_service(**told, beneficiary_ids=ids(people[1:]))
    log_service(**told | {"method": "lecture"})
    models = (CountySummary, ProjectSummary)
    before = [row.people for model in models for row in model.objects.order_by("pk")]
    with migrated_back_to("delivery", "0014_years_added_up"):
        pass
    after = [row.people for model in models for row in model.objects.order_by("pk")]
    assert after == before
    assert sorted(people.times() for people in after) == [0, 0, 4, 4]
    assert check_summaries().differences == ()


# --- the check -----------------------------------------------------------------------------------
def said(capsys, **options):
    try:
        call_command("check_summaries", **options)
        code = 0
    except SystemExit as end:
        code = end.code
    return code, capsys.readouterr().out.splitlines()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"attendances": 13}, "attendances: 13, records say 12"),
        ({"records": 2}, "records: 2, records say 1"),
        ({"hours": Decimal("1.6")}, "hours: 1.6, records say 1.5"),
        ({"rated": 1}, "rated: 1, records say 0"),
    ],
)
@pytest.mark.parametrize("model", [CountySummary, ProjectSummary])
def test_the_check_names_a_wrong_figure_and_ends_with_1(told, capsys, model, wrong, words):
    log_service(**told)
    assert said(capsys) == (0, ["1 months (0 wait to be rebuilt), 0 differences"])
    model.objects.update(**wrong)
    code, lines = said(capsys)
    assert code == 1
    assert lines[0].endswith("1 differences")
    assert lines[1].startswith(f"{MINHOU} 2018-09 {model.__name__}")
    assert lines[1].endswith(words)
    recount([SEPTEMBER])
    assert said(capsys)[0] == 0


def test_the_check_finds_a_person_too_many_one_too_few_and_a_lost_row(told, people, capsys):
    record = log_service(**told, beneficiary_ids=ids(people[:1]))
    record.attended_by.all().delete()
    code, lines = said(capsys)
    assert code == 1
    assert len(lines) == 3
    assert f"people: 1 ({people[0].person_id}), records say 0 ()" in lines[1]
    recount([SEPTEMBER])
    CountySummary.objects.all().delete()
    assert said(capsys)[0] == 1


def test_the_check_looks_at_the_months_and_places_that_it_is_asked_for(told, capsys):
    log_service(**told)
    CountySummary.objects.update(attendances=99)
    assert said(capsys, since="2018-10")[0] == 0
    assert said(capsys, until="2018-08")[0] == 0
    assert said(capsys, place="350400000000")[0] == 0
    assert said(capsys, since="2018-09", until="2018-09", place="350100000000")[0] == 1


def test_a_marked_month_is_no_difference_and_is_rebuilt_when_asked(told, capsys):
    record = log_service(**told)
    changed(record, told, attendances=20)
    assert said(capsys) == (0, ["1 months (1 wait to be rebuilt), 0 differences"])
    assert said(capsys, rebuild=True) == (0, ["1 months (0 wait to be rebuilt), 0 differences"])
    assert county().attendances == 20


def test_a_month_that_is_no_month_is_refused_in_one_line(db):
    with pytest.raises(Exception, match="not a month such as 2018-05") as refusal:
        call_command("check_summaries", since="2018")
    assert refusal.value.returncode == 2

"""A measure by county beside the year before: the same figures as the reports, in the reader's scope."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from projects.dashboard.comparing import Comparison
from projects.dashboard.funnel import funnel
from projects.dashboard.measures import MEASURES
from projects.delivery.actions.summaries import recount_all
from projects.exports.models import Export
from projects.places.models import Place
from projects.reports.definitions.coverage import coverage
from projects.reports.definitions.services import services
from tests.factories import (
    make_agency,
    make_allocation,
    make_budget,
    make_need,
    make_plan,
    make_project,
    make_service,
    merge_meilie,
)
from tests.jobs.workers import wait_until

TODAY = date(2026, 11, 30)


def compared(user, measure="projects", year=2018, plans=()):
    return Comparison(user=user, measure=MEASURES[measure], plans=plans, year=year, today=TODAY)


def figures(found):
    return {row.place.code: row.now for row in found.counties}


@pytest.fixture
def work(places, plan, agency, worker, cast):
    """Two pilots in the own county and one in another city, with money and a service each."""
    for n, county in enumerate((places.own, places.own, places.other), start=1):
        project = make_project(county, agency=agency, plan=plan, status="running")
        make_allocation(make_budget(county, plan), project, f"{n}0000.00")
        make_service(project, worker, date=date(2018, 8, n), attendances=10 * n)
    recount_all()


def test_every_measure_counts_the_counties_in_scope_and_adds_up_to_the_total(
    work, places, plan, cast
):
    for user in (cast.province, cast.city, cast.county, cast.auditor):
        visible = Place.objects.visible_to(user).counties().valid_on(date(2018, 12, 31))
        for key, measure in MEASURES.items():
            found = compared(user, key, plans=[plan])
            assert set(figures(found)) == set(visible.values_list("code", flat=True))
            if measure.adds_up:
                assert sum(figures(found).values()) == found.total.now, (key, user.role)
                assert sum(row.now for row in found.cities) in (0, found.total.now)
            assert [len(chart.shapes) for _year, _one, chart in found.maps if chart]


def test_the_figures_are_those_of_the_reports(work, plan, cast):
    asked = {"user": cast.province, "plan": plan, "as_of": date(2018, 12, 31)}
    for key, report, column in (
        ("projects", coverage, "projects"),
        ("money", coverage, "allocated_total"),
        ("attendances", services, "attendances"),
    ):
        rows = [row for row in report(**asked).rows if not row.get("method")]
        expected = {row["place"]: Decimal(row[column]) for row in rows if row["level"] == "county"}
        assert figures(compared(cast.province, key, plans=[plan])) == expected


def test_a_year_stands_beside_the_year_before(work, places, plan, agency, cast):
    later = make_plan(
        places.fujian,
        code="fujian-2019",
        year=2019,
        starts=date(2019, 1, 1),
        ends=date(2019, 12, 31),
    )
    make_project(
        places.own,
        agency=agency,
        plan=later,
        status="running",
        starts=date(2019, 3, 1),
        ends=date(2019, 12, 1),
        approved_on=date(2019, 2, 1),
        started_on=date(2019, 3, 1),
    )
    found = compared(cast.province, year=2019, plans=[later, plan])
    row = next(row for row in found.counties if row.place == places.own)
    assert (row.before, row.now, row.change) == (2, 1, -1)
    assert [year for year, _one, chart in found.maps if chart] == [2018, 2019]
    assert [row.rank for row in found.cities] == [1, 2, 2]
    assert {line.label: line.dots[1].title for line in found.trend.lines} == {
        "2018": "2018-02: 0",
        "2019": "2019-02: 1",
    }


def test_without_a_plan_the_year_before_is_left_empty_but_what_needs_no_plan_is_counted(
    work, places, plan, cast
):
    make_agency(places.own, registered_on=date(2018, 5, 1))
    assert compared(cast.province, plans=[plan]).before is None
    found = compared(cast.province, "agencies", plans=[plan])
    row = next(row for row in found.counties if row.place == places.own)
    assert row.change == 1


def test_what_was_counted_for_a_county_stands_beside_its_successor(places, agency, cast):
    sanyuan = merge_meilie(places)
    plan = make_plan(places.fujian, starts=date(2020, 1, 1), ends=date(2021, 12, 31), year=2020)
    project = make_project(
        places.meilie,
        agency=agency,
        plan=plan,
        status="running",
        starts=date(2020, 3, 1),
        ends=date(2021, 12, 1),
        approved_on=date(2020, 2, 1),
        started_on=date(2020, 3, 1),
    )
    make_allocation(make_budget(places.meilie, plan), project, "50000.00")
    for key in ("money", "projects"):
        found = compared(cast.other_city, key, year=2021, plans=[plan])
        (row,) = found.counties
        assert row.place == sanyuan
        assert row.has_before
        assert row.before == row.now


def test_the_funnel_counts_needs_as_far_as_they_came(work, places, plan, agency, cast):
    make_need(places.fulong, reported_on=date(2018, 4, 1))
    make_project(places.own, agency=agency, plan=plan, status="draft")
    stages = funnel(user=cast.county, plan=plan, as_of=date(2018, 12, 31))
    assert [(stage.needs, stage.projects) for stage in stages] == [
        (4, None),
        (3, 3),
        (2, 2),
        (2, 2),
        (2, 2),
    ]


def test_more_counties_and_projects_ask_no_more_queries(
    work, places, plan, agency, cast, as_user, django_assert_max_num_queries
):
    client, address = as_user(cast.province), reverse("compare")
    measures = ("projects", "paid", "attendances", "certified")
    few = {}
    for measure in measures:
        client.get(address, {"measure": measure})  # fills the cache of code ranges
        with django_assert_max_num_queries(60) as asked:
            client.get(address, {"measure": measure})
        few[measure] = len(asked)
    for county in (places.sibling, places.pingtan, places.own):
        make_project(county, agency=agency, plan=plan, status="running")
    for measure in measures:
        with django_assert_max_num_queries(few[measure]):
            client.get(address, {"measure": measure})


def test_nonsense_in_the_address_shows_the_pilots_of_the_newest_plan(work, plan, cast, as_user):
    answer = as_user(cast.province).get(reverse("compare"), {"measure": "luck", "year": "1x"})
    assert answer.context["measure"].key == "projects"
    assert answer.context["year"] == plan.year


@pytest.mark.worker
@pytest.mark.django_db(transaction=True)
def test_a_worker_makes_the_page_a_pdf_for_whoever_asked(
    celery_worker_process, work, plan, cast, as_user
):
    client = as_user(cast.county)
    answer = client.post(reverse("compare_pdf"), {"measure": "money", "year": "2018"})
    export = Export.objects.get()
    assert answer.url == export.get_absolute_url()
    assert wait_until(lambda job: job.is_over, export.job).status == "done"
    file = client.get(reverse("export_file", args=[export.pk]))
    content = b"".join(file.streaming_content)
    assert file["Content-Type"] == "application/pdf"
    assert content.startswith(b"%PDF")
    assert as_user(cast.city).get(export.get_absolute_url()).status_code == 404


def test_before_any_plan_the_page_says_so(places, cast, as_user):
    answer = as_user(cast.province).get(reverse("compare"))
    assert answer.status_code == 200
    assert "plan" not in answer.context

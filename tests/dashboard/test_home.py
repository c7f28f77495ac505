"""The home page of each role."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from projects.dashboard.figures import Figures
from projects.reports.definitions.coverage import coverage
from tests.factories import (
    make_agency,
    make_allocation,
    make_budget,
    make_need,
    make_plan,
    make_project,
    merge_meilie,
)

TODAY = date(2026, 11, 24)


@pytest.fixture
def pilots(places, plan, agency, cast):
    """A pilot in the own county, in its sibling and in the other city, each with its own money."""
    pilots = []
    for n, county in enumerate((places.own, places.sibling, places.other), start=1):
        project = make_project(county, agency=agency, plan=plan, status="running")
        make_allocation(make_budget(county, plan), project, f"{n}0000.00")
        pilots.append(project)
    return pilots


@pytest.mark.parametrize("role", ["province", "city", "county", "auditor"])
def test_the_figures_are_those_of_the_coverage_report(role, pilots, plan, cast):
    user = getattr(cast, role)
    figures = Figures(user, plan, TODAY)
    table = coverage(user=user, plan=plan, as_of=plan.ends)
    counties = [row for row in table.rows if row["level"] == "county"]
    assert [
        (one.place.code, one.projects, f"{one.money:.2f}", one.rural, int(one.covered))
        for one in figures.counties
    ] == [
        (
            row["place"],
            row["projects"],
            row["allocated_total"],
            row["projects_rural"],
            row["covered"],
        )
        for row in counties
    ]
    assert f"{figures.total['allocated_total']:.2f}" == table.total["allocated_total"]


@pytest.mark.parametrize(
    ("role", "seen"),
    [
        ("province", {"minhou", "gulou", "meilie", "pingtan"}),
        ("city", {"minhou", "gulou"}),
        ("county", {"minhou"}),
        ("pingtan_city", {"pingtan"}),
    ],
)
def test_an_official_sees_the_counties_of_her_place_only(
    role, seen, pilots, plan, cast, places, as_user
):
    response = as_user(getattr(cast, role)).get(reverse("home"))
    figures = response.context["figures"]
    assert {county.place.name for county in figures.counties} == {
        getattr(places, name).name for name in seen
    }
    urls = {shape.url for shape in response.context["map"].shapes}
    assert urls == {reverse("place", args=[getattr(places, name).pk]) for name in seen}


def test_the_day_is_the_end_of_a_plan_that_is_over_and_today_for_one_that_runs(places, plan, cast):
    assert Figures(cast.province, plan, TODAY).as_of == plan.ends
    assert Figures(cast.province, plan, date(2018, 9, 30)).as_of == date(2018, 9, 30)


def test_the_months_add_up_to_the_pilots(pilots, plan, cast):
    figures = Figures(cast.province, plan, date(2018, 9, 30))
    assert figures.approved == figures.total["projects"] == 3
    assert {bar.month: bar.count for bar in figures.months}[date(2018, 3, 1)] == 3
    assert figures.months[-1].count is None


def test_after_the_merger_a_predecessor_counts_for_its_successor(places, agency, cast):
    sanyuan = merge_meilie(places)
    plan = make_plan(places.fujian, starts=date(2018, 1, 1), ends=date(2021, 12, 31))
    make_project(places.meilie, agency=agency, plan=plan, status="running")
    figures = Figures(cast.other_city, plan, TODAY)
    assert [(one.place.pk, one.projects) for one in figures.counties] == [(sanyuan.pk, 1)]


@pytest.mark.parametrize("measure", ["projects", "money", "rural", "nonsense"])
def test_the_map_can_show_another_measure(measure, pilots, cast, as_user):
    response = as_user(cast.province).get(reverse("home"), {"measure": measure})
    assert response.context["measure"].key == ("projects" if measure == "nonsense" else measure)
    assert response.context["map"].shapes


def test_a_plan_is_chosen_by_its_code_and_an_unknown_one_is_not_found(places, plan, cast, as_user):
    other = make_plan(places.fujian, code="fujian-2019", year=2019, name="另一个计划")
    client = as_user(cast.province)
    assert client.get(reverse("home")).context["plan"] == other
    assert client.get(reverse("home"), {"plan": plan.code}).context["plan"] == plan
    assert client.get(reverse("home"), {"plan": "fujian-1949"}).status_code == 404


def test_before_a_plan_begins_the_page_says_that_there_are_no_figures(places, cast, as_user):
    make_plan(places.fujian, starts=date(2100, 1, 1), ends=date(2100, 12, 31))
    response = as_user(cast.province).get(reverse("home"))
    assert response.status_code == 200
    assert response.context["figures"] is None


def test_without_a_plan_an_official_still_sees_what_waits(places, cast, as_user):
    make_need(places.fulong, reported_on=timezone.localdate())
    response = as_user(cast.county).get(reverse("home"))
    assert response.context["waiting"].count == 1
    assert response.context["figures"] is None


@pytest.mark.parametrize("role", ["clerk", "agency", "evaluator"])
def test_the_others_see_their_projects_and_no_figures(role, pilots, cast, as_user):
    response = as_user(getattr(cast, role)).get(reverse("home"))
    assert "figures" not in response.context
    mine = {project.name for project in response.context["projects"]}
    expected = pilots if role == "agency" else pilots[:1]
    assert mine == {project.name for project in expected}


def test_the_system_administrator_is_sent_to_the_accounts(cast, as_user):
    response = as_user(cast.sysadmin).get(reverse("home"))
    assert response.status_code == 302
    assert response.url == reverse("user_list")


@pytest.mark.parametrize("role", ["province", "city", "county", "auditor", "clerk", "agency"])
def test_more_projects_ask_no_more_queries(
    role, places, plan, cast, pilots, as_user, django_assert_max_num_queries
):
    client = as_user(getattr(cast, role))
    client.get(reverse("home"))  # fills the cache of code ranges
    with django_assert_max_num_queries(40) as few:
        client.get(reverse("home"))
    for n in range(20):
        county = (places.own, places.sibling, places.other)[n % 3]
        make_project(
            county,
            agency=make_agency(county) if n % 2 else cast.agency.agency,
            plan=plan,
            status=("running", "approved", "approval", "county_check")[n % 4],
        )
    make_need(places.fulong)
    with django_assert_max_num_queries(len(few)):
        client.get(reverse("home"))

"""The page of a place."""

from datetime import date

import pytest
from django.urls import reverse

from tests.factories import make_agency, make_need, make_plan, make_project, merge_meilie


@pytest.fixture
def page(as_user):
    """``page(place, user)``: the response."""
    return lambda place, user: as_user(user).get(reverse("place", args=[place.pk]))


def test_a_county_shows_what_lies_in_it_and_nothing_of_its_neighbour(
    places, project, plan, agency, cast, page
):
    make_project(places.sibling, agency=agency, plan=plan, status="running")
    here, elsewhere = make_need(places.fulong), make_need(places.zhongshan)
    make_agency(places.sibling)
    found = page(places.own, cast.city).context["found"]
    assert found.projects.rows == [project]
    assert found.needs.rows == [here]
    assert elsewhere not in found.needs.rows
    assert {one.place for one in found.agencies.rows} == {places.own}
    assert (found.row["projects"], found.row["covered"]) == (1, 1)


def test_a_city_adds_up_its_counties_and_leads_on_to_them(places, project, cast, page):
    found = page(places.fuzhou, cast.province).context["found"]
    assert found.counties == [places.gulou, places.minhou]
    assert (found.row["counties"], found.row["covered"]) == (2, 1)


def test_a_project_is_shown_where_it_works(places, agency, plan, cast, page):
    project = make_project(places.own, agency=agency, plan=plan, sites=(places.zhongshan,))
    assert page(places.sibling, cast.city).context["found"].projects.rows == [project]
    assert page(places.own, cast.city).context["found"].projects.rows == []


@pytest.mark.parametrize(
    ("who", "where", "status"),
    [
        ("county", "own", 200),
        ("county", "sibling", 404),
        ("county", "fuzhou", 404),
        ("city", "sibling", 200),
        ("city", "other", 404),
        ("city", "pingtan", 404),
        ("pingtan_city", "pingtan", 200),
        ("auditor", "own", 200),
        ("clerk", "own", 404),
        ("agency", "own", 404),
        ("evaluator", "own", 403),
        ("province", "fulong", 404),
    ],
)
def test_who_may_open_which_place(who, where, status, places, plan, cast, page):
    assert page(getattr(places, where), getattr(cast, who)).status_code == status


def test_a_place_that_did_not_exist_on_the_day_says_so(places, plan, cast, page):
    sanyuan = merge_meilie(places)
    response = page(sanyuan, cast.other_city)
    assert response.context["found"].row is None
    assert "notice" in response.content.decode()
    assert (
        f'href="{reverse("place", args=[sanyuan.pk])}"'
        in page(places.meilie, cast.other_city).content.decode()
    )


def test_a_county_that_is_never_counted_has_no_figures(places, plan, project, cast, page):
    places.gulou.administered = False
    places.gulou.save()
    response = page(places.gulou, cast.province)
    assert response.status_code == 200
    assert response.context["found"].row is None


def test_more_records_ask_no_more_queries(
    places, project, plan, agency, cast, as_user, django_assert_max_num_queries
):
    client, url = as_user(cast.province), reverse("place", args=[places.fuzhou.pk])
    client.get(url)
    with django_assert_max_num_queries(30) as few:
        client.get(url)
    for _n in range(12):
        make_project(places.own, agency=agency, plan=plan, status="running")
        make_need(places.fulong)
        make_agency(places.own)
    make_plan(places.fujian, starts=date(2018, 1, 1))
    with django_assert_max_num_queries(len(few)):
        client.get(url)

"""The pages: few queries however long a list is, filters, and what each person is offered."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from projects.evaluation.models import Evaluation
from tests.evaluating import (
    make_concluded,
    make_evaluation,
    make_finding,
    make_follow_up,
    make_sheet,
    make_survey,
    make_visit,
)
from tests.factories import make_project, make_user

pytestmark = pytest.mark.django_db


def queries_of(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return queries


@pytest.fixture
def many(project, places, agency, plan, sheet, cast):
    """30 of everything."""
    for number in range(30):
        visit = make_visit(project, cast.county, on=date(2018, 6, 1 + number % 28))
        make_follow_up(make_finding(visit))
        make_sheet(places.own)
        other = make_project(places.own, agency=agency, plan=plan, status="running")
        make_concluded(other, sheet, cast.province)


@pytest.mark.parametrize("name", ["province", "county", "agency", "evaluator", "auditor"])
@pytest.mark.parametrize(
    "address",
    [
        reverse("visit_list") + "?q=2018&sort=-on",
        reverse("evaluation_list") + "?band=fail&kind=midterm&sort=-average",
        reverse("follow_up_list") + "?state=overdue&sort=due",
        reverse("score_sheet_list") + "?kind=both",
    ],
)
def test_a_list_takes_three_queries_however_long_it_is(many, as_user, cast, name, address):
    assert len(queries_of(as_user(getattr(cast, name)), address)) <= 3


def test_the_page_of_a_project_takes_as_many_queries_for_ten_records_as_for_one(
    project, sheet, cast, as_user, evaluators
):
    def add():
        make_follow_up(make_finding(make_visit(project, cast.county)))
        make_survey(project, cast.agency)
        make_concluded(project, sheet, cast.province)

    add()
    client, address = as_user(cast.province), reverse("project_evaluation", args=[project.pk])
    before = len(queries_of(client, address))
    for _ in range(9):
        add()
    assert len(queries_of(client, address)) == before <= 14


def test_an_evaluation_takes_as_many_queries_for_ten_panelists_as_for_one(
    evaluation, cast, as_user, places
):
    client = as_user(cast.province)
    before = len(queries_of(client, evaluation.get_absolute_url()))
    for number in range(9):
        user = make_user("evaluator", place=places.fujian, name=f"后来{number}")
        evaluation.panel.create(user=user, appointed_by=cast.province)
    assert len(queries_of(client, evaluation.get_absolute_url())) == before


def test_filters_narrow(many, as_user, cast, places, project):
    client = as_user(cast.province)
    for name, query, found in (
        ("follow_up_list", {"state": "overdue"}, 30),
        ("follow_up_list", {"state": "done"}, 0),
        ("follow_up_list", {"since": "2018-07-02"}, 0),
        ("visit_list", {"since": "2018-06-28", "until": "2018-06-28"}, 1),
        ("visit_list", {"place": places.sibling.code}, 0),
        ("visit_list", {"project": project.pk}, 30),
        ("evaluation_list", {"band": "good"}, 0),
        ("evaluation_list", {"status": "concluded", "place": places.own.code}, 30),
        ("score_sheet_list", {"kind": "final"}, 0),
    ):
        page = client.get(reverse(name), query)
        assert page.context["paginator"].count == found, (name, query)


def test_each_role_is_offered_what_it_may_do(project, cast, as_user):
    address = reverse("project_evaluation", args=[project.pk])

    def offered(user):
        context = as_user(user).get(address).context
        return (
            [kind.value for kind in context["may_open"]],
            context["may_visit"],
            context["may_survey"],
        )

    assert offered(cast.province) == (["midterm"], True, True)
    assert offered(cast.county) == ([], True, True)
    assert offered(cast.evaluator) == ([], True, True)
    assert offered(cast.agency) == ([], False, True)
    assert offered(cast.clerk) == ([], False, False)
    assert offered(cast.auditor) == ([], False, False)


def test_what_a_person_has_to_score_waits_for_her(evaluation, evaluators, score, cast):
    Panelist = evaluation.panel.model
    assert [one.evaluation for one in Panelist.objects.to_score(evaluators[0])] == [evaluation]
    assert not Panelist.objects.to_score(cast.evaluator).exists()
    score(evaluators[0], "50", hand_in=False)
    assert Panelist.objects.to_score(evaluators[0]).exists()
    score(evaluators[0], "50", "30")
    assert not Panelist.objects.to_score(evaluators[0]).exists()


def test_a_visitor_to_a_project_without_any_evaluation_is_told_what_comes(project, cast, as_user):
    html = (
        as_user(cast.clerk).get(reverse("project_evaluation", args=[project.pk])).content.decode()
    )
    assert "尚无评估" in html
    assert "尚无走访记录" in html
    assert not Evaluation.objects.exists()


def test_a_second_evaluation_of_a_kind_is_not_offered(project, sheet, cast, as_user):
    make_evaluation(project, sheet, cast.province)
    page = as_user(cast.province).get(reverse("project_evaluation", args=[project.pk]))
    assert page.context["may_open"] == []

"""Recusal: nobody judges a project of her own."""

import pytest
from django.core.exceptions import ValidationError

from projects.evaluation.actions.evaluations import appoint, stand_down
from projects.evaluation.actions.visits import save_visit
from projects.evaluation.models import Visit
from projects.evaluation.recusal import candidates, conflict, places_over
from tests.evaluating import make_evaluation
from tests.factories import make_project, make_user, make_worker, merge_meilie

pytestmark = pytest.mark.django_db


def appointing(evaluation, user, by):
    return appoint(evaluation_id=evaluation.pk, user_ids=[user.pk], by=by)


def test_whoever_works_for_the_agency_is_not_appointed(evaluation, places, agency, cast):
    own = make_user("evaluator", place=places.own, employer=agency)
    with pytest.raises(ValidationError, match="任职"):
        appointing(evaluation, own, cast.province)
    assert own not in candidates(evaluation.project)


def test_whoever_carries_the_name_of_the_agencys_staff_is_not_appointed(
    evaluation, places, agency, cast
):
    make_worker(places.own, agency, name="林评")
    namesake = make_user("evaluator", place=places.own, name="林评")
    with pytest.raises(ValidationError, match="同名"):
        appointing(evaluation, namesake, cast.province)
    assert namesake not in candidates(evaluation.project)


def test_staff_of_another_agency_or_who_left_do_not_count(evaluation, places, agency, cast):
    make_worker(places.own, cast.sibling_agency.agency, name="林评")
    make_worker(places.own, agency, name="林评", since="2015-01-01", left_on="2017-01-01")
    employed_elsewhere = make_user(
        "evaluator", place=places.own, name="林评", employer=cast.sibling_agency.agency
    )
    assert employed_elsewhere in candidates(evaluation.project)
    assert appointing(evaluation, employed_elsewhere, cast.province)


def test_whoever_declares_a_conflict_leaves_and_is_replaced(
    evaluation, evaluators, places, cast, score, agency, plan, sheet
):
    seat = evaluation.panel.get(user=evaluators[0])
    stand_down(panelist_id=seat.pk, by=evaluators[0], reason="本人是该机构理事")
    seat.refresh_from_db()
    assert seat.recused
    with pytest.raises(ValidationError, match="不在评估组"):
        score(evaluators[0], "50", "30")
    assert appointing(evaluation, cast.evaluator, cast.province)

    # Nor is she appointed for another project of the same agency.
    other = make_project(places.own, agency=agency, plan=plan, status="running")
    next_one = make_evaluation(other, sheet, cast.province)
    with pytest.raises(ValidationError, match="利益冲突"):
        appointing(next_one, evaluators[0], cast.province)
    assert evaluators[0] not in candidates(other)
    elsewhere = make_project(
        places.own, agency=cast.sibling_agency.agency, plan=plan, status="running"
    )
    assert evaluators[0] in candidates(elsewhere)


def test_whoever_is_relieved_declared_nothing(evaluation, evaluators, cast, project):
    seat = evaluation.panel.get(user=evaluators[0])
    stand_down(panelist_id=seat.pk, by=cast.province, reason="出差")
    seat.refresh_from_db()
    assert not seat.recused
    assert not conflict(evaluators[0], project)


def test_only_she_herself_or_the_leader_takes_her_off(evaluation, evaluators, cast):
    seat = evaluation.panel.get(user=evaluators[0])
    for user in (evaluators[1], cast.county, cast.city, cast.agency):
        with pytest.raises(ValidationError):
            stand_down(panelist_id=seat.pk, by=user, reason="让开")
    with pytest.raises(ValidationError):
        stand_down(panelist_id=seat.pk, by=evaluators[0], reason=" ")
    seat.refresh_from_db()
    assert seat.stood_down_at is None


def test_a_conflict_that_arises_later_stops_her_scoring(evaluation, evaluators, agency, score):
    score(evaluators[0], "50", hand_in=False)
    evaluators[0].employer = agency
    evaluators[0].save()
    with pytest.raises(ValidationError, match="任职"):
        score(evaluators[0], "50", "30")


def test_an_evaluator_does_not_visit_her_own_agency(project, agency, places):
    own = make_user("evaluator", place=places.own, employer=agency)
    visit = Visit(project=project, on="2018-06-05", visitors="她", purpose="看", created_by=own)
    with pytest.raises(ValidationError, match="任职"):
        save_visit(visit=visit, by=own)


def test_who_stands_over_a_place_follows_the_reporting_lines(places):
    assert places_over(places.own) == {p.pk for p in (places.own, places.fuzhou, places.fujian)}
    assert places_over(places.pingtan) == {places.pingtan.pk, places.fujian.pk}
    sanyuan = merge_meilie(places)
    assert places_over(places.meilie) == {
        p.pk for p in (places.meilie, sanyuan, places.sanming, places.fujian)
    }

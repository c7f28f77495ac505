"""The conclusion: what it needs, what it freezes, and what it does to the project."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from projects.evaluation.actions.evaluations import conclude, stand_down
from projects.evaluation.models import Evaluation
from projects.pilots.models import Move

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def final(evaluation):
    """The evaluation as a final one, of a project that has finished."""
    Evaluation.objects.filter(pk=evaluation.pk).update(kind="final")
    type(evaluation.project).objects.filter(pk=evaluation.project_id).update(
        status="final_evaluation", finished_on="2019-03-31"
    )
    evaluation.refresh_from_db()
    evaluation.project.refresh_from_db()
    return evaluation


def scored(score, evaluators, *pairs):
    for evaluator, (first, second) in zip(evaluators, pairs, strict=True):
        score(evaluator, first, second)


def test_the_result_is_worked_out_and_frozen(evaluation, cast, evaluators, score):
    # totals 80, 85, 93: average 86.00, spread 5.35 (see test_results)
    scored(score, evaluators, ("50", "30"), ("50", "35"), ("55", "38"))
    done = conclude(evaluation_id=evaluation.pk, by=cast.province, opinion="同意")
    done.refresh_from_db()
    assert (done.average, done.spread, done.lowest, done.highest) == (
        D("86.00"),
        D("5.35"),
        D("80.00"),
        D("93.00"),
    )
    assert (done.band, done.status, done.concluded_by) == ("good", "concluded", cast.province)
    with pytest.raises(ValidationError):
        conclude(evaluation_id=evaluation.pk, by=cast.province)
    with pytest.raises(ValidationError):
        score(cast.agency, "60", "40")


def test_the_agencys_own_points_do_not_count(evaluation, cast, evaluators, score):
    score(cast.agency, "60", "40")
    scored(score, evaluators, ("40", "25"), ("40", "25"), ("40", "25"))
    done = conclude(evaluation_id=evaluation.pk, by=cast.province)
    assert (done.average, done.highest) == (65, 65)


def test_everybody_on_the_panel_must_have_handed_in(evaluation, cast, evaluators, score):
    score(evaluators[0], "50", "30")
    score(evaluators[1], "50", hand_in=False)
    with pytest.raises(ValidationError, match="评估员2、评估员3"):
        conclude(evaluation_id=evaluation.pk, by=cast.province)
    for user in evaluators[1:]:
        seat = evaluation.panel.get(user=user)
        stand_down(panelist_id=seat.pk, by=cast.province, reason="未按时评分")
    assert conclude(evaluation_id=evaluation.pk, by=cast.province).average == 80


def test_the_sheet_of_somebody_who_stood_down_does_not_count(evaluation, cast, evaluators, score):
    scored(score, evaluators, ("60", "40"), ("40", "25"), ("40", "25"))
    seat = evaluation.panel.get(user=evaluators[0])
    stand_down(panelist_id=seat.pk, by=evaluators[0], reason="亲属在该机构任职")
    assert conclude(evaluation_id=evaluation.pk, by=cast.province).average == 65


def test_without_a_panel_there_is_no_conclusion(evaluation, cast, evaluators):
    for user in evaluators:
        seat = evaluation.panel.get(user=user)
        stand_down(panelist_id=seat.pk, by=user, reason="有利益关系")
    with pytest.raises(ValidationError, match="没有成员"):
        conclude(evaluation_id=evaluation.pk, by=cast.province)


def test_only_the_official_of_the_approving_level_concludes(
    evaluation, cast, evaluators, score, as_user
):
    scored(score, evaluators, ("50", "30"), ("50", "35"), ("55", "38"))
    for user in (cast.city, cast.county, cast.agency, cast.auditor, evaluators[0]):
        with pytest.raises(ValidationError, match="层级"):
            conclude(evaluation_id=evaluation.pk, by=user)
    address = reverse("evaluation_conclude", args=[evaluation.pk])
    assert as_user(cast.city).post(address).status_code == 403
    assert as_user(cast.other_county).post(address).status_code == 404
    assert as_user(cast.province).post(address, {"opinion": "好"}).status_code == 302
    evaluation.refresh_from_db()
    assert (evaluation.status, evaluation.opinion) == ("concluded", "好")
    assert as_user(cast.province).post(address).status_code == 302  # a second click is no error


@pytest.mark.parametrize(
    ("points", "band", "is_reached"),
    [(("40", "30"), "pass", True), (("20", "10"), "fail", False)],
)
def test_a_mid_term_evaluation_dates_the_project_once_it_is_passed(
    evaluation, cast, evaluators, score, points, band, is_reached
):
    scored(score, evaluators, points, points, points)
    assert conclude(evaluation_id=evaluation.pk, by=cast.province).band == band
    evaluation.project.refresh_from_db()
    assert evaluation.project.midterm_on == (timezone.localdate() if is_reached else None)
    assert evaluation.project.status == "running"


@pytest.mark.parametrize(
    ("points", "band", "status"),
    [
        (("36", "24"), "pass", "settlement"),
        (("58", "36"), "excellent", "settlement"),
        (("35.9", "24"), "fail", "final_evaluation"),
    ],
)
def test_a_passed_final_evaluation_takes_the_project_to_settlement(
    final, cast, evaluators, score, points, band, status
):
    scored(score, evaluators, points, points, points)
    assert conclude(evaluation_id=final.pk, by=cast.province).band == band
    final.project.refresh_from_db()
    assert final.project.status == status
    moves = Move.objects.filter(project=final.project, name="pass_evaluation", by=cast.province)
    assert moves.count() == (0 if band == "fail" else 1)


def test_no_move_no_conclusion(final, cast, evaluators, score):
    scored(score, evaluators, ("50", "30"), ("50", "30"), ("50", "30"))
    type(final.project).objects.filter(pk=final.project_id).update(
        status="terminated", terminated_on="2019-04-01"
    )
    with pytest.raises(ValidationError):
        conclude(evaluation_id=final.pk, by=cast.province)
    final.refresh_from_db()
    assert final.status == "scoring"


def test_the_database_holds_that_a_conclusion_has_a_result(evaluation, cast):
    rows = Evaluation.objects.filter(pk=evaluation.pk)
    for wrong in ({"status": "concluded"}, {"band": "good"}, {"average": 80}):
        with pytest.raises(IntegrityError, match="concluded_has_a_result"), transaction.atomic():
            rows.update(**wrong)
    result = {"average": 80, "spread": 0, "lowest": 81, "highest": 82, "band": "good"}
    when = {"status": "concluded", "concluded_by": cast.province, "concluded_on": "2018-11-01"}
    with pytest.raises(IntegrityError, match="average_lies_between"), transaction.atomic():
        rows.update(**result, **when)

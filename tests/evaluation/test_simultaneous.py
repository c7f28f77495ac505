"""The same thing done by many at once, on real connections."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from projects.evaluation.actions.evaluations import conclude, open_evaluation
from projects.evaluation.actions.scoring import Mark, fill_in
from projects.evaluation.actions.sheets import activate_sheet, copy_sheet, save_sheet
from projects.evaluation.models import Evaluation, FilledSheet, ScoreSheet
from projects.pilots.models import Move
from tests.evaluating import make_filled, make_sheet
from tests.factories import make_user
from tests.simultaneous import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _real_database():
    if connection.vendor != "postgresql":
        pytest.skip("needs many connections to PostgreSQL")


def refusals(results):
    return [result for result in results if isinstance(result, ValidationError)]


def test_20_conclusions_at_once_make_one_and_one_move(evaluation, cast, evaluators):
    Evaluation.objects.filter(pk=evaluation.pk).update(kind="final")
    project = evaluation.project
    type(project).objects.filter(pk=project.pk).update(
        status="final_evaluation", finished_on="2019-03-31"
    )
    for evaluator in evaluators:
        make_filled(evaluation, evaluator, "50", "30")
    results = at_once([lambda: conclude(evaluation_id=evaluation.pk, by=cast.province)] * 20)
    assert len(refusals(results)) == 19
    assert Move.objects.filter(project=project, name="pass_evaluation").count() == 1


def test_20_openings_at_once_make_one_evaluation(project, sheet, cast, evaluators):
    due = timezone.localdate() + timedelta(days=14)

    def opening():
        evaluation = Evaluation(
            project=project, sheet=sheet, kind="midterm", due=due, created_by=cast.province
        )
        ids = [user.pk for user in evaluators]
        return open_evaluation(evaluation=evaluation, user_ids=ids, by=cast.province)

    assert len(refusals(at_once([opening] * 20))) == 19
    assert Evaluation.objects.count() == 1


def test_20_evaluators_hand_in_at_once_and_none_is_lost(evaluation, cast, places):
    panel = [make_user("evaluator", place=places.fujian, name=f"同时{n}") for n in range(20)]
    evaluation.panel.all().delete()
    for user in panel:
        evaluation.panel.create(user=user, appointed_by=cast.province)
    lines = list(evaluation.sheet.criteria.all())

    def handing_in(user, points):
        marks = {lines[0].pk: Mark(points, ""), lines[1].pk: Mark(Decimal(30), "")}
        return lambda: fill_in(
            evaluation_id=evaluation.pk, by=user, marks=marks, remark="", hand_in=True
        )

    results = at_once([handing_in(user, Decimal(n)) for n, user in enumerate(panel)])
    assert not refusals(results)
    # 30 + (0 … 19): average 39.5; variance (20² − 1) / 12 = 33.25; root 5.766…
    done = conclude(evaluation_id=evaluation.pk, by=cast.province)
    assert (done.average, done.spread) == (Decimal("39.50"), Decimal("5.77"))


def test_the_agency_hands_in_once_however_often_it_clicks(evaluation, cast):
    lines = list(evaluation.sheet.criteria.all())
    marks = {line.pk: Mark(Decimal(line.weight), "") for line in lines}

    def handing_in():
        return fill_in(
            evaluation_id=evaluation.pk, by=cast.agency, marks=marks, remark="", hand_in=True
        )

    assert len(refusals(at_once([handing_in] * 20))) == 19
    assert FilledSheet.objects.get().total == 100


def test_a_sheet_is_not_changed_while_an_evaluation_is_opened_on_it(
    project, sheet, cast, evaluators
):
    due = timezone.localdate() + timedelta(days=14)

    def opening():
        evaluation = Evaluation(
            project=project, sheet=sheet, kind="midterm", due=due, created_by=cast.province
        )
        return open_evaluation(evaluation=evaluation, user_ids=[evaluators[0].pk], by=cast.province)

    def changing():
        mine = ScoreSheet.objects.get(pk=sheet.pk)
        return save_sheet(sheet=mine, lines=[{"title": "新", "guidance": "", "weight": 100}])

    results = at_once([opening, *[changing] * 19])
    before = list(sheet.criteria.values_list("title", flat=True))
    assert before in (["新"], ["指标1", "指标2"])
    assert isinstance(results[0], Evaluation)
    with pytest.raises(ValidationError):
        changing()
    assert list(sheet.criteria.values_list("title", flat=True)) == before


def test_20_clicks_make_one_next_edition_and_one_sheet_in_force(places, cast):
    sheet = make_sheet(places.own)
    copies = at_once([lambda: copy_sheet(sheet_id=sheet.pk, by=cast.county)] * 20)
    assert len({copy.pk for copy in copies}) == 1
    at_once([lambda: activate_sheet(sheet_id=copies[0].pk, by=cast.county)] * 20)
    assert ScoreSheet.objects.filter(status="active").count() == 1

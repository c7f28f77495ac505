"""Opening an evaluation: by whom, when, on which sheet, with whom on the panel."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from projects.evaluation.actions.evaluations import (
    appoint,
    open_evaluation,
    withdraw_evaluation,
)
from projects.evaluation.models import Evaluation
from tests.evaluating import make_concluded, make_rectification, make_sheet
from tests.factories import make_project

pytestmark = pytest.mark.django_db


def opened(project, sheet, by, *panel, kind="midterm"):
    due = timezone.localdate() + timedelta(days=14)
    evaluation = Evaluation(project=project, sheet=sheet, kind=kind, due=due, created_by=by)
    return open_evaluation(evaluation=evaluation, user_ids=[user.pk for user in panel], by=by)


@pytest.mark.parametrize("level", ["province", "city", "county"])
def test_the_official_of_the_approving_level_opens_and_nobody_else(
    places, cast, agency, plan, sheet, evaluators, level
):
    project = make_project(places.own, agency=agency, plan=plan, status="running", level=level)
    for name in ("province", "city", "county", "evaluator", "agency", "auditor", "clerk"):
        if name != level:
            with pytest.raises(ValidationError):
                opened(project, sheet, getattr(cast, name), *evaluators)
    evaluation = opened(project, sheet, getattr(cast, level), *evaluators)
    assert evaluation.status == "open"
    assert {one.user for one in evaluation.panel.all()} == set(evaluators)


@pytest.mark.parametrize("name", ["sibling_county", "other_county"])
def test_an_official_of_the_level_elsewhere_does_not_even_see_it(
    places, cast, agency, plan, sheet, evaluators, name
):
    project = make_project(places.own, agency=agency, plan=plan, status="running", level="county")
    with pytest.raises(type(project).DoesNotExist):
        opened(project, sheet, getattr(cast, name), *evaluators)


@pytest.mark.parametrize(
    ("status", "kind"),
    [("approved", "midterm"), ("draft", "midterm"), ("running", "final"), ("closed", "final")],
)
def test_each_kind_has_its_time(places, cast, agency, plan, sheet, evaluators, status, kind):
    project = make_project(places.own, agency=agency, plan=plan, status=status)
    with pytest.raises(ValidationError):
        opened(project, sheet, cast.province, *evaluators, kind=kind)


def test_one_evaluation_of_a_kind_at_a_time(evaluation, project, sheet, cast, evaluators):
    with pytest.raises(ValidationError, match="已有同类评估"):
        opened(project, sheet, cast.province, *evaluators)
    withdraw_evaluation(evaluation_id=evaluation.pk, by=cast.province, reason="选错了评分表")
    assert opened(project, sheet, cast.province, *evaluators).pk != evaluation.pk


def test_a_passed_evaluation_is_not_made_again(project, sheet, cast, evaluators):
    make_concluded(project, sheet, cast.province, band="pass", average=65, highest=70)
    with pytest.raises(ValidationError, match="已通过"):
        opened(project, sheet, cast.province, *evaluators)


def test_a_failed_one_is_made_again_only_when_the_rectification_is_accepted(
    project, sheet, cast, evaluators
):
    failed = make_concluded(project, sheet, cast.province)
    with pytest.raises(ValidationError, match="整改"):
        opened(project, sheet, cast.province, *evaluators)
    notice = make_rectification(failed, cast.province)
    with pytest.raises(ValidationError, match="整改"):
        opened(project, sheet, cast.province, *evaluators)
    notice.accepted_on = timezone.localdate()
    notice.save()
    assert opened(project, sheet, cast.province, *evaluators)


def test_the_sheet_must_be_in_force_for_the_kind_and_the_place(project, places, cast, evaluators):
    for sheet in (
        make_sheet(places.own, status="draft"),
        make_sheet(places.own, status="retired"),
        make_sheet(places.own, kind="final"),
        make_sheet(places.sibling),
    ):
        with pytest.raises(ValidationError) as refusal:
            opened(project, sheet, cast.province, *evaluators)
        assert set(refusal.value.error_dict) == {"sheet"}
    for place in (places.own, places.fuzhou, places.fujian):
        evaluation = opened(project, make_sheet(place), cast.province, *evaluators)
        withdraw_evaluation(evaluation_id=evaluation.pk, by=cast.province, reason="试")


def test_a_panel_has_somebody_and_only_evaluators_and_officials_over_the_place(
    project, sheet, cast
):
    for wrong in ([], [cast.clerk], [cast.auditor], [cast.other_evaluator], [cast.sibling_county]):
        with pytest.raises(ValidationError) as refusal:
            opened(project, sheet, cast.province, *wrong)
        assert set(refusal.value.error_dict) == {"panel"}
    evaluation = opened(project, sheet, cast.province, cast.evaluator, cast.county, cast.city)
    assert evaluation.panel.count() == 3


def test_more_are_appointed_later_by_the_leader_alone(evaluation, cast):
    for user in (cast.county, cast.city, cast.agency, cast.evaluator):
        with pytest.raises(ValidationError):
            appoint(evaluation_id=evaluation.pk, user_ids=[cast.evaluator.pk], by=user)
    appoint(evaluation_id=evaluation.pk, user_ids=[cast.evaluator.pk], by=cast.province)
    assert evaluation.panel.count() == 4


def test_it_is_withdrawn_only_while_nobody_has_scored(evaluation, cast, evaluators, score):
    score(evaluators[0], "50", "30")
    with pytest.raises(ValidationError, match="不能撤销"):
        withdraw_evaluation(evaluation_id=evaluation.pk, by=cast.province, reason="误开")

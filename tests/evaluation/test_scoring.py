"""Filling in a sheet: complete or kept for later, locked once handed in, blind until the conclusion."""

import re
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from projects.evaluation.actions.scoring import Mark, fill_in
from projects.evaluation.models import FilledSheet, Score
from tests.evaluating import make_filled
from tests.factories import make_user

pytestmark = pytest.mark.django_db
D = Decimal


def address(evaluation):
    return reverse("evaluation_fill", args=[evaluation.pk])


def entry(evaluation, *points, **fields):
    lines = list(evaluation.sheet.criteria.all())
    data = {f"points-{line.pk}": given for line, given in zip(lines, points, strict=False)}
    data |= {f"comment-{line.pk}": f"理由{line.order}" for line in lines}
    return {**data, "remark": "总体较好", **fields}


def test_a_sheet_is_handed_in_with_the_sum_of_its_points(evaluation, evaluators, as_user):
    client = as_user(evaluators[0])
    answer = client.post(address(evaluation), entry(evaluation, "55.5", "31", hand_in=1, version=0))
    assert answer.url == evaluation.get_absolute_url()
    filled = FilledSheet.objects.get()
    assert (filled.total, filled.submitted_by) == (D("86.5"), evaluators[0])
    assert list(filled.scores.values_list("points", "out_of", "comment")) == [
        (D("55.5"), 60, "理由1"),
        (D("31.0"), 40, "理由2"),
    ]
    evaluation.refresh_from_db()
    assert evaluation.status == "scoring"


def test_an_unfinished_sheet_is_kept_and_comes_back(evaluation, evaluators, as_user):
    client = as_user(evaluators[0])
    client.post(address(evaluation), entry(evaluation, "55.5", keep=1, version=0))
    filled = FilledSheet.objects.get()
    assert filled.submitted_at is None
    form = client.get(address(evaluation)).context["form"]
    assert [row.points.value() for row in form.rows] == ["55.5", None]
    client.post(address(evaluation), entry(evaluation, "55.5", "40", hand_in=1, version=1))
    filled.refresh_from_db()
    assert filled.total == D("95.5")


def test_it_is_handed_in_complete_or_not_at_all(evaluation, evaluators, as_user):
    page = as_user(evaluators[0]).post(
        address(evaluation), entry(evaluation, "55.5", hand_in=1, version=0)
    )
    assert page.status_code == 200
    assert len(page.context["form"].errors) == 1
    assert 'value="55.5"' in page.content.decode()
    assert not FilledSheet.objects.exists()


@pytest.mark.parametrize("points", ["60.1", "-1", "55.55", "x", "1e3", "NaN", "999999"])
def test_points_lie_between_0_and_the_weight_with_one_decimal(
    evaluation, evaluators, as_user, points
):
    page = as_user(evaluators[0]).post(
        address(evaluation), entry(evaluation, points, "30", hand_in=1, version=0)
    )
    first = evaluation.sheet.criteria.first()
    assert set(page.context["form"].errors) == {f"points-{first.pk}"}
    assert not FilledSheet.objects.exists()


@pytest.mark.parametrize("points", [D(61), D("-0.1"), D("1.05")])
def test_the_action_holds_the_same_bounds(evaluation, evaluators, points):
    first = evaluation.sheet.criteria.first()
    with pytest.raises(ValidationError):
        fill_in(
            evaluation_id=evaluation.pk,
            by=evaluators[0],
            marks={first.pk: Mark(points, "")},
            remark="",
            hand_in=False,
        )


def test_the_database_holds_them_too(evaluation, evaluators, score):
    score(evaluators[0], "60", "40")
    with pytest.raises(IntegrityError, match="score_lies_within_the_weight"), transaction.atomic():
        Score.objects.filter(out_of=40).update(points=D("40.1"))
    with pytest.raises(IntegrityError, match="submitted_has_a_total"), transaction.atomic():
        FilledSheet.objects.update(total=None)
    with pytest.raises(IntegrityError, match="one_self_evaluation"), transaction.atomic():
        FilledSheet.objects.create(evaluation=evaluation)
        FilledSheet.objects.create(evaluation=evaluation)


def test_handing_in_locks_the_sheet(evaluation, evaluators, score, as_user):
    score(evaluators[0], "50", "30")
    with pytest.raises(ValidationError, match="不能修改"):
        score(evaluators[0], "60", "40")
    assert as_user(evaluators[0]).get(address(evaluation)).status_code == 302
    assert FilledSheet.objects.get().total == 80


def test_only_the_panel_and_the_agency_fill_in(evaluation, cast, evaluators, score, places):
    outsider = make_user("evaluator", place=places.fujian)
    for user in (cast.province, cast.city, cast.county, outsider, cast.auditor, cast.clerk):
        with pytest.raises(ValidationError, match="不在评估组"):
            score(user, "50", "30")
    with pytest.raises(ValidationError, match="承接机构"):
        score(cast.sibling_agency, "50", "30")
    assert score(cast.agency, "58", "39").panelist is None
    assert score(evaluators[0], "50", "30").panelist.user == evaluators[0]


def test_a_sheet_saved_elsewhere_meanwhile_is_not_overwritten_unseen(
    evaluation, evaluators, as_user
):
    client = as_user(evaluators[0])
    client.post(address(evaluation), entry(evaluation, "10", keep=1, version=0))
    page = client.post(address(evaluation), entry(evaluation, "20", keep=1, version=0))
    assert page.status_code == 200
    assert "别处保存过" in page.content.decode()
    assert Score.objects.filter(points=20).count() == 0
    again = entry(evaluation, "20", keep=1, version=page.context["form"]["version"].value())
    assert client.post(address(evaluation), again).status_code == 302
    assert Score.objects.filter(points=20).count() == 1


def test_nobody_reads_anothers_scores_before_the_conclusion(
    evaluation, cast, evaluators, score, as_user
):
    first, second, third = evaluators
    score(first, "51.3", "32.4")
    score(second, "44.1", "21.2")
    people = (second, third, cast.province, cast.city, cast.county, cast.agency, cast.auditor)
    for user in people:
        html = as_user(user).get(evaluation.get_absolute_url()).content.decode()
        assert not {"83.7", "51.3"} & set(re.findall(r"[0-9.]+", html)), user.name
        assert not FilledSheet.objects.visible_to(user).filter(panelist__user=first).exists()
        assert not Score.objects.visible_to(user).filter(filled__panelist__user=first).exists()
    own = as_user(first).get(evaluation.get_absolute_url()).content.decode()
    assert "83.7" in own
    assert "65.3" not in own


def test_everybody_reads_them_after_it_and_the_agency_without_names(
    evaluation, cast, evaluators, as_user
):
    for evaluator in evaluators:
        make_filled(evaluation, evaluator, "51.3", "32.4")
    make_filled(evaluation, cast.agency, "58", "39")
    type(evaluation).objects.filter(pk=evaluation.pk).update(
        status="concluded",
        average="83.70",
        spread=0,
        lowest="83.7",
        highest="83.7",
        band="good",
        concluded_by=cast.province,
        concluded_on="2018-11-01",
    )
    for user in (evaluators[0], cast.province, cast.county, cast.auditor):
        comparison = as_user(user).get(evaluation.get_absolute_url()).context["comparison"]
        assert len(comparison.sheets) == 4, user.name
        assert "评估员2" in [str(name) for name in comparison.names]
        assert comparison.lines[0].average == D("51.30")
    comparison = as_user(cast.agency).get(evaluation.get_absolute_url()).context["comparison"]
    names = [str(name) for name in comparison.names]
    assert names == ["机构自评", "评估人 1", "评估人 2", "评估人 3"]
    assert as_user(cast.clerk).get(evaluation.get_absolute_url()).context["comparison"] is None


def test_the_agency_cannot_tell_by_their_order_who_gave_which_points(
    evaluation, cast, evaluators, as_user
):
    for evaluator, points in zip(evaluators, ("40", "60", "50"), strict=True):
        make_filled(evaluation, evaluator, points, "30")
    type(evaluation).objects.filter(pk=evaluation.pk).update(
        status="concluded",
        average="80",
        spread=0,
        lowest="70",
        highest="90",
        band="good",
        concluded_by=cast.province,
        concluded_on="2018-11-01",
    )
    comparison = as_user(cast.agency).get(evaluation.get_absolute_url()).context["comparison"]
    assert [score.points for score in comparison.lines[0].scores] == [D(60), D(50), D(40)]
    comparison = as_user(cast.county).get(evaluation.get_absolute_url()).context["comparison"]
    assert [score.points for score in comparison.lines[0].scores] == [D(40), D(60), D(50)]


def test_the_self_evaluation_stands_beside_once_handed_in(evaluation, cast, evaluators, as_user):
    client = as_user(cast.agency)
    client.post(address(evaluation), entry(evaluation, "58", "39", keep=1, version=0))
    rows = as_user(evaluators[0]).get(address(evaluation)).context["form"].rows
    assert [row.own for row in rows] == [None, None]
    client.post(address(evaluation), entry(evaluation, "58", "39", hand_in=1, version=1))
    rows = as_user(evaluators[0]).get(address(evaluation)).context["form"].rows
    assert [row.own.points for row in rows] == [58, 39]
    evaluation.refresh_from_db()
    assert evaluation.status == "open", "the agency's own sheet begins no scoring"

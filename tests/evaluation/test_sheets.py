"""Score sheets: weights of exactly 100, who sets them, and that a used one stays as it was."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from projects.evaluation.actions.sheets import (
    activate_sheet,
    copy_sheet,
    retire_sheet,
    save_sheet,
)
from projects.evaluation.models import Criterion, ScoreSheet
from tests.evaluating import make_evaluation, make_sheet

pytestmark = pytest.mark.django_db
NEW = reverse("score_sheet_create")


def entry(*lines, **fields):
    """The form's fields with (title, weight) lines."""
    data = {
        "name": "中期评估表",
        "kind": "midterm",
        "excellent_from": 90,
        "good_from": 80,
        "pass_from": 60,
        "note": "",
        "line-TOTAL_FORMS": len(lines),
        "line-INITIAL_FORMS": 0,
        **fields,
    }
    for number, (title, weight) in enumerate(lines):
        data |= {f"line-{number}-title": title, f"line-{number}-weight": weight}
        data[f"line-{number}-guidance"] = ""
    return data


@pytest.mark.parametrize("name", ["province", "city", "county"])
def test_officials_draw_up_sheets_for_their_own_place(as_user, cast, name):
    user = getattr(cast, name)
    answer = as_user(user).post(NEW, entry(("服务成效", 60), ("", ""), ("财务管理", 40)))
    sheet = ScoreSheet.objects.get()
    assert answer.url == sheet.get_absolute_url()
    assert (sheet.place, sheet.status, sheet.total) == (user.place, "draft", 100)
    assert list(sheet.criteria.values_list("order", "title", "weight")) == [
        (1, "服务成效", 60),
        (2, "财务管理", 40),
    ]


@pytest.mark.parametrize("weights", [(60, 39), (60, 41), (100, 1), (1, 1)])
def test_weights_that_do_not_add_up_to_100_are_refused_and_stay_in_the_form(as_user, cast, weights):
    page = as_user(cast.county).post(NEW, entry(*zip("甲乙", weights, strict=True)))
    assert page.status_code == 200
    assert "必须正好为 100" in page.content.decode()
    assert f'value="{weights[1]}"' in page.content.decode()
    assert not ScoreSheet.objects.exists()


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([("甲", 0), ("乙", 100)], "1 至 100"),
        ([("甲", "x"), ("乙", 100)], "整数"),
        ([("甲", ""), ("乙", 100)], "请填写分值"),
        ([("", 50), ("乙", 50)], "请填写评分项名称"),
        ([("甲", 50), ("甲", 50)], "同名"),
        ([], "至少填写一个评分项"),
    ],
)
def test_what_is_wrong_with_a_line_is_said(as_user, cast, lines, words):
    page = as_user(cast.county).post(NEW, entry(*lines))
    assert page.status_code == 200
    assert words in page.content.decode()
    assert not ScoreSheet.objects.exists()


def test_bands_must_fall(as_user, cast):
    page = as_user(cast.county).post(NEW, entry(("甲", 100), excellent_from=80))
    assert page.status_code == 200
    assert not ScoreSheet.objects.exists()


def test_a_second_sheet_of_the_same_name_is_refused_at_the_name(as_user, cast, places):
    make_sheet(places.own, name="中期评估表")
    page = as_user(cast.county).post(NEW, entry(("甲", 100)))
    assert set(page.context["form"].errors) == {"name"}


def test_a_sheet_that_does_not_total_100_is_never_put_in_force(places, cast):
    sheet = make_sheet(places.own, 60, 39, status="draft")
    with pytest.raises(ValidationError, match="99"):
        activate_sheet(sheet_id=sheet.pk, by=cast.county)
    sheet.refresh_from_db()
    assert sheet.status == "draft"


def test_a_total_that_is_not_what_the_weights_say_does_not_help(places, cast):
    sheet = make_sheet(places.own, 60, 39, status="draft")
    ScoreSheet.objects.filter(pk=sheet.pk).update(total=100)
    with pytest.raises(ValidationError, match="99"):
        activate_sheet(sheet_id=sheet.pk, by=cast.county)


def test_the_database_refuses_an_active_sheet_that_does_not_total_100(places):
    sheet = make_sheet(places.own, status="draft")
    with pytest.raises(IntegrityError, match="active_sheet_totals_100"), transaction.atomic():
        ScoreSheet.objects.filter(pk=sheet.pk).update(status="active", total=99)
    with pytest.raises(IntegrityError, match="criterion_weight_is_1_to_100"), transaction.atomic():
        Criterion.objects.filter(sheet=sheet).update(weight=0)
    with pytest.raises(IntegrityError, match="sheet_bands_fall_in_order"), transaction.atomic():
        ScoreSheet.objects.filter(pk=sheet.pk).update(good_from=90)
    with pytest.raises(IntegrityError, match="criterion_order_once"), transaction.atomic():
        Criterion.objects.filter(sheet=sheet).update(order=1)


def test_an_active_sheet_nobody_uses_may_be_changed_but_only_to_100(places, cast, as_user):
    sheet = make_sheet(places.own)
    address = reverse("score_sheet_edit", args=[sheet.pk])
    answer = as_user(cast.county).post(address, entry(("甲", 30), ("乙", 70), version=1))
    assert answer.status_code == 302
    assert list(sheet.criteria.values_list("weight", flat=True)) == [30, 70]
    sheet.refresh_from_db()
    with pytest.raises(ValidationError, match="90"):
        save_sheet(sheet=sheet, lines=[{"title": "甲", "guidance": "", "weight": 90}])


def test_a_used_sheet_is_never_edited_and_a_copy_becomes_the_next_edition(
    project, sheet, cast, as_user
):
    make_evaluation(project, sheet, cast.province)
    client = as_user(cast.county)
    assert client.get(reverse("score_sheet_edit", args=[sheet.pk])).status_code == 302
    with pytest.raises(ValidationError, match="另立新版"):
        save_sheet(sheet=sheet, lines=[{"title": "甲", "guidance": "", "weight": 100}])
    assert sheet.criteria.count() == 2

    copy = copy_sheet(sheet_id=sheet.pk, by=cast.county)
    assert (copy.edition, copy.status, copy.replaces) == (2, "draft", sheet)
    assert list(copy.criteria.values_list("title", "weight")) == list(
        sheet.criteria.values_list("title", "weight")
    )
    assert copy_sheet(sheet_id=sheet.pk, by=cast.county) == copy  # a second click

    activate_sheet(sheet_id=copy.pk, by=cast.county)
    sheet.refresh_from_db()
    assert sheet.status == "retired"
    with pytest.raises(ValidationError):
        activate_sheet(sheet_id=sheet.pk, by=cast.county)


def test_another_office_does_not_touch_a_sheet(sheet, cast):
    for user in (cast.city, cast.province, cast.sibling_county, cast.evaluator, cast.agency):
        for act in (activate_sheet, retire_sheet, copy_sheet):
            with pytest.raises(ScoreSheet.DoesNotExist):
                act(sheet_id=sheet.pk, by=user)
    sheet.refresh_from_db()
    assert sheet.status == "active"


def test_a_sheet_being_drawn_up_is_seen_by_its_own_office_alone(places, cast):
    draft = make_sheet(places.own, status="draft")
    active = make_sheet(places.other)
    for name in ("province", "city", "evaluator", "agency", "auditor", "clerk", "other_county"):
        assert set(ScoreSheet.objects.visible_to(getattr(cast, name))) == {active}, name
    assert set(ScoreSheet.objects.visible_to(cast.county)) == {draft, active}

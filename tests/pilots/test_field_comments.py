"""Returning a registration with comments at its fields, and dealing with them before handing it up again."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from projects.pilots.actions.comments import return_project, settle_comments
from projects.pilots.actions.moves import MoveRefused, move
from projects.pilots.models import FieldComment, Move, Project
from tests.factories import make_move, make_project

pytestmark = pytest.mark.django_db
TEXTS = {"comment_target_people": "人数与需求不符", "comment_budget": "督导费偏低"}


@pytest.fixture
def reviewed(places, agency, plan) -> Project:
    return make_project(places.own, agency=agency, plan=plan, status="city_review")


@pytest.fixture
def returned(reviewed, cast) -> Project:
    comments = {"target_people": "人数与需求不符", "budget": "督导费偏低"}
    return_project(project_id=reviewed.pk, by=cast.city, reason="请修改", comments=comments)
    reviewed.refresh_from_db()
    return reviewed


def give_back(client, project, **data):
    address = reverse("project_move", args=[project.pk, "return"])
    return client.post(address, {"version": project.version, **data})


def test_whoever_may_return_it_finds_a_box_beside_each_field(as_user, cast, reviewed):
    address = reverse("project_application", args=[reviewed.pk])
    page = as_user(cast.city).get(address).content.decode()
    assert page.count('name="comment_') == 14
    for role in ("province", "county", "clerk", "agency", "auditor"):
        read = as_user(getattr(cast, role)).get(address).content.decode()
        assert reviewed.goals in read
        assert 'name="comment_' not in read, role


def test_the_comments_go_with_the_return_and_empty_boxes_make_none(as_user, cast, reviewed):
    answer = give_back(as_user(cast.city), reviewed, reason="请修改", comment_name="  ", **TEXTS)
    assert answer.status_code == 302
    row = Move.objects.get(name="return")
    assert dict(row.comments.values_list("field", "text")) == {
        "target_people": "人数与需求不符",
        "budget": "督导费偏低",
    }


def test_without_a_reason_nothing_is_returned_and_what_was_typed_is_kept(as_user, cast, reviewed):
    page = give_back(as_user(cast.city), reviewed, reason="", **TEXTS)
    assert page.status_code == 200
    assert "人数与需求不符" in page.content.decode()
    assert not FieldComment.objects.exists()
    reviewed.refresh_from_db()
    assert reviewed.status == "city_review"


def test_who_may_not_return_leaves_no_comment(as_user, cast, reviewed):
    give_back(as_user(cast.county), reviewed, reason="请修改", **TEXTS)
    assert give_back(as_user(cast.agency), reviewed, reason="x", **TEXTS).status_code == 403
    assert not FieldComment.objects.exists()


def test_the_county_finds_each_comment_at_its_field(as_user, cast, returned):
    page = as_user(cast.county).get(reverse("project_edit", args=[returned.pk])).content.decode()
    before, after = page.split("人数与需求不符")
    assert 'name="target_people"' in before
    assert 'name="sites"' in after
    assert "督导费偏低" in after


def test_it_is_not_handed_up_before_all_are_dealt_with(as_user, cast, returned, fill):
    with pytest.raises(MoveRefused, match="2"):
        move(project_id=returned.pk, name="submit", by=cast.county)
    one, other = FieldComment.objects.order_by("pk")
    address = reverse("project_edit", args=[returned.pk])
    data = {**fill(), "version": returned.version, f"done_{one.pk}": "on"}
    assert as_user(cast.county).post(address, data).status_code == 302
    returned.refresh_from_db()
    with pytest.raises(MoveRefused, match="1"):
        move(project_id=returned.pk, name="submit", by=cast.county)
    data |= {"version": returned.version, f"answer_{other.pk}": "已按每月一次测算"}
    assert as_user(cast.county).post(address, data).status_code == 302
    move(project_id=returned.pk, name="submit", by=cast.county)
    other.refresh_from_db()
    assert other.answer == "已按每月一次测算"
    assert other.resolved_by == cast.county


def test_the_refusal_is_said_on_the_page_of_the_project(as_user, cast, returned):
    client = as_user(cast.county)
    client.post(
        reverse("project_move", args=[returned.pk, "submit"]), {"version": returned.version}
    )
    page = client.get(returned.get_absolute_url()).content.decode()
    assert "意见" in page
    returned.refresh_from_db()
    assert returned.status == "returned"


def test_the_next_official_reads_what_was_asked_and_answered_over_several_returns(
    as_user, cast, returned
):
    first = FieldComment.objects.get(field="budget")
    settle_comments(
        project=returned,
        answers=dict.fromkeys(FieldComment.objects.values_list("pk", flat=True), "已修改"),
        by=cast.county,
    )
    for name, by in (("submit", cast.county), ("check", cast.county)):
        move(project_id=returned.pk, name=name, by=by)
    return_project(
        project_id=returned.pk, by=cast.city, reason="再改", comments={"budget": "仍偏低"}
    )
    page = as_user(cast.city).get(reverse("project_application", args=[returned.pk]))
    text = page.content.decode()
    assert text.index("仍偏低") < text.index("督导费偏低") < text.rindex("已修改")
    first.refresh_from_db()
    assert first.answer == "已修改"


def test_what_was_settled_keeps_its_answer(cast, returned):
    comment = FieldComment.objects.first()
    settle_comments(project=returned, answers={comment.pk: "第一次"}, by=cast.county)
    settle_comments(project=returned, answers={comment.pk: "第二次"}, by=cast.county)
    comment.refresh_from_db()
    assert comment.answer == "第一次"


def test_a_comment_of_another_project_is_not_settled(cast, returned, places, agency, plan):
    other = make_project(places.own, agency=agency, plan=plan, status="returned")
    comment = FieldComment.objects.first()
    settle_comments(project=other, answers={comment.pk: "不该"}, by=cast.county)
    comment.refresh_from_db()
    assert comment.resolved_on is None


def test_the_communities_do_not_read_comments(as_user, cast, returned):
    page = as_user(cast.clerk).get(reverse("project_application", args=[returned.pk]))
    assert "督导费偏低" not in page.content.decode()
    assert not FieldComment.objects.visible_to(cast.clerk).exists()
    assert not FieldComment.objects.visible_to(cast.sibling_county).exists()


def test_the_database_holds_one_comment_a_field_and_says_who_dealt_with_it(cast, reviewed):
    row = make_move(reviewed, cast.city, name="return")
    FieldComment.objects.create(move=row, field="name", text="一")
    with pytest.raises(IntegrityError), transaction.atomic():
        FieldComment.objects.create(move=row, field="name", text="二")
    with pytest.raises(IntegrityError), transaction.atomic():
        FieldComment.objects.create(move=row, field="goals", text="三", resolved_by=cast.county)

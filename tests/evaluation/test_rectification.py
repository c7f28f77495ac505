"""Rectification: notice, reply, decision, and the evaluation made once more."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from projects.attachments.actions import attach, withdraw
from projects.attachments.models import Attachment
from projects.evaluation.actions.evaluations import why_not_open
from projects.evaluation.actions.rectifications import (
    decide_on_reply,
    issue_rectification,
    reply_to_rectification,
)
from projects.evaluation.models import Rectification, Reply
from tests.evaluating import (
    make_concluded,
    make_evaluation,
    make_rectification,
    make_reply,
    picture,
)
from tests.factories import end_project

pytestmark = pytest.mark.django_db


@pytest.fixture
def failed(project, sheet, cast):
    return make_concluded(project, sheet, cast.province)


@pytest.fixture
def notice(failed, cast):
    return make_rectification(failed, cast.province)


def test_the_leader_issues_one_notice_after_a_conclusion(failed, evaluation_open, cast, as_user):
    due = timezone.localdate() + timedelta(days=30)
    for user in (cast.city, cast.county, cast.agency, cast.evaluator):
        with pytest.raises(ValidationError):
            notice = Rectification(evaluation=failed, what="补", due=due, created_by=user)
            issue_rectification(rectification=notice, by=user)
    address = reverse("rectification_create", args=[failed.pk])
    as_user(cast.province).post(address, {"what": "补齐个案记录", "due": due})
    assert Rectification.objects.get().what == "补齐个案记录"
    with pytest.raises(ValidationError, match="已经下达"):
        again = Rectification(evaluation=failed, what="再补", due=due, created_by=cast.province)
        issue_rectification(rectification=again, by=cast.province)
    with pytest.raises(ValidationError, match="结论"):
        early = Rectification(
            evaluation=evaluation_open, what="补", due=due, created_by=cast.province
        )
        issue_rectification(rectification=early, by=cast.province)


@pytest.fixture
def evaluation_open(project, sheet, cast):
    return make_evaluation(project, sheet, cast.province, kind="final")


def test_the_agency_replies_with_proof_and_one_reply_waits_at_a_time(notice, cast, as_user):
    address = reverse("reply_create", args=[notice.pk])
    for user, status in ((cast.sibling_agency, 404), (cast.county, 403), (cast.evaluator, 403)):
        assert as_user(user).post(address, {"text": "好了"}).status_code == status
    proof = picture("整改后.jpg")
    answer = as_user(cast.agency).post(address, {"text": "已补齐 12 份", "proof": [proof]})
    assert answer.status_code == 302
    reply = Reply.objects.get()
    assert Attachment.objects.of(reply).get().kind == "rectification"
    with pytest.raises(ValidationError, match="等待认定"):
        second = Reply(rectification=notice, text="又补", created_by=cast.agency)
        reply_to_rectification(reply=second, by=cast.agency)


def test_only_the_leader_decides_and_a_refusal_says_why(notice, cast):
    reply = make_reply(notice, cast.agency)
    for user in (cast.city, cast.county, cast.agency, cast.evaluator):
        with pytest.raises(ValidationError):
            decide_on_reply(reply_id=reply.pk, by=user, accept=True)
    with pytest.raises(ValidationError):
        decide_on_reply(reply_id=reply.pk, by=cast.province, accept=False)
    decide_on_reply(reply_id=reply.pk, by=cast.province, accept=False, reason="缺照片")
    with pytest.raises(ValidationError, match="已经认定"):
        decide_on_reply(reply_id=reply.pk, by=cast.province, accept=True)
    notice.refresh_from_db()
    assert notice.accepted_on is None


def test_after_acceptance_the_evaluation_is_made_once_more(notice, cast, project, as_user):
    first = make_reply(notice, cast.agency)
    decide_on_reply(reply_id=first.pk, by=cast.province, accept=False, reason="缺照片")
    second = make_reply(notice, cast.agency)
    assert why_not_open(project, "midterm")
    as_user(cast.province).post(reverse("reply_accept", args=[second.pk]))
    notice.refresh_from_db()
    assert notice.accepted_on == timezone.localdate()
    assert not why_not_open(project, "midterm")
    with pytest.raises(ValidationError, match="已获认可"):
        third = Reply(rectification=notice, text="还有", created_by=cast.agency)
        reply_to_rectification(reply=third, by=cast.agency)


def test_the_database_holds_one_waiting_reply_and_reasons(notice, cast):
    reply = make_reply(notice, cast.agency)
    with pytest.raises(IntegrityError, match="one_reply_waits"), transaction.atomic():
        make_reply(notice, cast.agency)
    with pytest.raises(IntegrityError, match="refused_says_why"), transaction.atomic():
        Reply.objects.filter(pk=reply.pk).update(
            decision="refused", decided_by=cast.province, decided_on="2018-11-01"
        )
    with pytest.raises(IntegrityError, match="decided_says_by_whom"), transaction.atomic():
        Reply.objects.filter(pk=reply.pk).update(decision="accepted")


def test_a_closed_project_gets_no_notice_any_more(failed, cast):
    end_project(failed.project, "closed")
    due = timezone.localdate() + timedelta(days=30)
    notice = Rectification(evaluation=failed, what="补", due=due, created_by=cast.province)
    with pytest.raises(ValidationError, match="已经结束"):
        issue_rectification(rectification=notice, by=cast.province)


def test_nobody_replies_once_the_project_is_over(notice, cast):
    end_project(notice.evaluation.project, "closed")
    reply = Reply(rectification=notice, text="已补齐", created_by=cast.agency)
    with pytest.raises(ValidationError, match="其记录不再变动"):
        reply_to_rectification(reply=reply, by=cast.agency)
    assert not Reply.objects.exists()


def test_the_proof_of_a_reply_stays_once_it_was_decided_on_or_the_project_closed(notice, cast):
    reply = make_reply(notice, cast.agency)
    for kind in ("rectification", "photo", "other"):
        attach(owner=reply, upload=picture("整改后.jpg"), kind=kind, by=cast.agency)
    first, second, third = Attachment.objects.of(reply).order_by("pk")
    withdraw(attachment_id=first.pk, reason="传错", by=cast.agency)
    end_project(notice.evaluation.project, "closed")
    with pytest.raises(ValidationError):
        withdraw(attachment_id=second.pk, reason="传错", by=cast.agency)
    end_project(notice.evaluation.project, "running")
    decide_on_reply(reply_id=reply.pk, by=cast.province, accept=True)
    with pytest.raises(ValidationError):
        withdraw(attachment_id=third.pk, reason="传错", by=cast.agency)

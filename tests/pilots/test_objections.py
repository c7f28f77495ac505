"""Objections to a public notice: taken without sign-in, read and answered by the approving level only."""

import re
import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from projects.needs.actions.reports import PER_ADDRESS
from projects.pilots.actions.moves import MoveRefused, move
from projects.pilots.actions.notices import file_objection, handle_objection
from projects.pilots.models import Objection, Project, PublicNotice
from tests.factories import make_notice, make_objection

LEVELS = ("province", "city", "county")
SECRETS = ("林秀英", "13859123456", "实施地点没有我们村")


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def notice(cast, bare, today) -> PublicNotice:
    """A notice that is in force today."""
    return make_notice(
        bare("notice"),
        cast.province,
        starts=today - timedelta(days=2),
        ends=today + timedelta(days=6),
    )


@pytest.fixture
def over(cast, bare, today) -> PublicNotice:
    """A notice whose last day was yesterday, with the project still on notice."""
    return make_notice(
        bare("notice"),
        cast.province,
        starts=today - timedelta(days=9),
        ends=today - timedelta(days=1),
    )


def filled(**changes) -> dict:
    name, phone, text = SECRETS
    return {
        "submission": str(uuid.uuid4()),
        "name": name,
        "phone": phone,
        "text": text,
        **changes,
    }


def send(notice: PublicNotice, data: dict, client: Client | None = None):
    address = reverse("objection_create", args=[notice.pk])
    return (client or Client()).post(address, data, follow=True)


class TestObjecting:
    def test_a_visitor_gets_a_receipt_and_nothing_that_she_wrote(self, notice):
        page = send(notice, filled()).content.decode()
        objection = Objection.objects.get()
        assert objection.receipt in page
        assert re.fullmatch(r"YY-\d{8}-[2-9A-Z]{6}", objection.receipt)
        for secret in SECRETS:
            assert secret not in page

    def test_name_and_phone_are_encrypted_in_the_database(self, notice):
        send(notice, filled())
        with connection.cursor() as cursor:
            cursor.execute("SELECT name, phone FROM pilots_objection")
            stored = cursor.fetchone()
        assert not set(SECRETS) & set(stored)
        objection = Objection.objects.get()
        assert (objection.name, objection.phone) == SECRETS[:2]

    def test_the_public_pages_say_nothing_of_it(self, notice):
        objection = make_objection(notice, name=SECRETS[0], phone=SECRETS[1], text=SECRETS[2])
        for address in (reverse("public_notices"), notice.get_absolute_url()):
            page = Client().get(address).content.decode()
            for secret in (*SECRETS, objection.receipt):
                assert secret not in page

    def test_the_receipt_is_shown_to_whoever_sent_it_only(self, notice):
        send(notice, filled())
        address = reverse("objection_received", args=[notice.pk])
        answer = Client().get(address)
        assert answer.status_code == 302

    def test_two_clicks_make_one_objection_and_one_receipt(self, notice):
        data = filled()
        first, second = (send(notice, data).content.decode() for _click in range(2))
        receipt = Objection.objects.get().receipt
        assert receipt in first
        assert receipt in second

    @pytest.mark.parametrize(
        ("field", "value"), [("name", ""), ("phone", ""), ("phone", "123"), ("text", " ")]
    )
    def test_what_is_missing_is_said_at_its_field_and_nothing_typed_is_lost(
        self, notice, field, value
    ):
        answer = send(notice, filled(**{field: value}))
        assert answer.context["form"].errors[field]
        kept = [secret for secret in SECRETS if secret not in filled(**{field: SECRETS})[field]]
        assert all(secret in answer.content.decode() for secret in kept)
        assert not Objection.objects.exists()

    def test_nobody_objects_to_a_notice_that_is_over_or_whose_project_has_moved_on(
        self, notice, over
    ):
        send(over, filled())
        Project.objects.filter(pk=notice.project_id).update(status="contracting")
        send(notice, filled())
        with pytest.raises(ValidationError):
            make_filed(notice)
        assert not Objection.objects.exists()

    def test_who_sends_too_many_is_asked_to_wait(self, notice):
        answers = [send(notice, filled()) for _number in range(PER_ADDRESS + 1)]
        assert {answer.status_code for answer in answers[:-1]} == {200}
        assert answers[-1].status_code == 429
        assert SECRETS[2] in answers[-1].content.decode()  # what she typed is kept
        assert Objection.objects.count() == PER_ADDRESS


def make_filed(notice: PublicNotice) -> Objection:
    return file_objection(
        objection=Objection(
            notice=notice, submission_key=uuid.uuid4(), name="林", phone="13859123456", text="异议"
        )
    )


class TestWhoReadsAndAnswers:
    @pytest.mark.parametrize("level", LEVELS)
    @pytest.mark.parametrize("role", [*LEVELS, "clerk", "agency", "evaluator", "auditor"])
    def test_only_the_approving_level(self, cast, as_user, bare, today, level, role):
        notice = make_notice(
            bare("notice", level), cast.province, starts=today, ends=today + timedelta(days=8)
        )
        objection = make_objection(notice, name=SECRETS[0], text=SECRETS[2])
        client = as_user(getattr(cast, role))
        tab = client.get(reverse("project_contract", args=[notice.project_id]))
        assert tab.status_code == 200
        assert (SECRETS[2] in tab.content.decode()) == (role == level)
        assert SECRETS[0] not in tab.content.decode()
        answer = client.get(reverse("objection", args=[objection.pk]))
        assert answer.status_code == (200 if role == level else 404)

    def test_an_official_of_the_level_elsewhere_does_not_find_it(self, cast, as_user, bare, today):
        notice = make_notice(bare("notice", "county"), cast.county)
        objection = make_objection(notice)
        answer = as_user(cast.other_county).get(reverse("objection", args=[objection.pk]))
        assert answer.status_code == 404

    def test_the_answer_is_recorded_with_who_and_when(self, cast, as_user, notice, today):
        objection = make_objection(notice)
        answer = as_user(cast.province).post(
            reverse("objection", args=[objection.pk]),
            {"outcome": "not_upheld", "answer": "经核实不成立。"},
        )
        assert answer.status_code == 302
        objection.refresh_from_db()
        assert (objection.outcome, objection.answer) == ("not_upheld", "经核实不成立。")
        assert (objection.handled_by, objection.handled_on) == (cast.province, today)

    @pytest.mark.parametrize("data", [{"outcome": "upheld", "answer": " "}, {"answer": "好"}])
    def test_outcome_and_answer_are_both_asked(self, cast, as_user, notice, data):
        objection = make_objection(notice)
        answer = as_user(cast.province).post(reverse("objection", args=[objection.pk]), data)
        assert answer.context["form"].errors
        objection.refresh_from_db()
        assert not objection.is_handled

    def test_an_answer_stays_as_it_was_given(self, cast, as_user, notice):
        objection = make_objection(notice)
        handle_objection(
            objection_id=objection.pk, outcome="not_upheld", answer="不成立", by=cast.province
        )
        as_user(cast.province).post(
            reverse("objection", args=[objection.pk]), {"outcome": "upheld", "answer": "改主意"}
        )
        objection.refresh_from_db()
        assert objection.answer == "不成立"


class TestWhatComesOfIt:
    def test_an_unanswered_objection_holds_the_confirmation_back(self, cast, over):
        objection = make_objection(over)
        with pytest.raises(MoveRefused):
            move(project_id=over.project_id, name="confirm", by=cast.province)
        handle_objection(
            objection_id=objection.pk, outcome="not_upheld", answer="不成立", by=cast.province
        )
        move(project_id=over.project_id, name="confirm", by=cast.province)
        assert Project.objects.get().status == Project.Status.CONTRACTING

    def test_an_upheld_objection_sends_the_project_back_and_withdraws_the_notice(
        self, cast, over, today
    ):
        with pytest.raises(MoveRefused):  # nothing was upheld yet
            move(project_id=over.project_id, name="return", by=cast.province, reason="异议")
        objection = make_objection(over)
        handle_objection(
            objection_id=objection.pk, outcome="upheld", answer="属实", by=cast.province
        )
        with pytest.raises(MoveRefused):
            move(project_id=over.project_id, name="confirm", by=cast.province)
        move(project_id=over.project_id, name="return", by=cast.province, reason="异议成立")
        over.refresh_from_db()
        project = Project.objects.get()
        assert project.status == Project.Status.RETURNED
        assert project.approved_on is None, "what was returned does not count as approved"
        assert (over.withdrawn_on, over.withdrawn_reason) == (today, "异议成立")

    def test_a_corrected_notice_begins_without_the_objections_to_the_first(self, cast, over):
        objection = make_objection(over)
        handle_objection(
            objection_id=objection.pk, outcome="upheld", answer="属实", by=cast.province
        )
        today = timezone.localdate()
        PublicNotice.objects.filter(pk=over.pk).withdraw(by=cast.province, reason="更正", day=today)
        make_notice(over.project, cast.province, starts=over.starts, ends=over.ends)
        move(project_id=over.project_id, name="confirm", by=cast.province)
        assert Project.objects.get().status == Project.Status.CONTRACTING

    def test_a_corrected_notice_does_not_bury_an_unanswered_objection(self, cast, over):
        objection = make_objection(over)
        today = timezone.localdate()
        PublicNotice.objects.filter(pk=over.pk).withdraw(by=cast.province, reason="更正", day=today)
        make_notice(over.project, cast.province, starts=over.starts, ends=over.ends)
        with pytest.raises(MoveRefused, match="异议"):
            move(project_id=over.project_id, name="confirm", by=cast.province)
        handle_objection(
            objection_id=objection.pk, outcome="not_upheld", answer="不成立", by=cast.province
        )
        move(project_id=over.project_id, name="confirm", by=cast.province)
        assert Project.objects.get().status == Project.Status.CONTRACTING

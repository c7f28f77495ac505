"""The checklist: each item is there, missing, or waived by the approver with a reason."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from projects.attachments.actions import withdraw
from projects.attachments.models import Attachment
from projects.closing.actions import attach_document, close, waive
from projects.closing.checklist import blocking, checklist
from projects.closing.models import Waiver
from projects.delivery.actions import refuse_correction
from projects.evaluation.models import Evaluation, FollowUp, Rectification
from projects.funding.actions import refund, release, settle
from projects.pilots.actions.moves import AlreadyDone, MoveRefused
from projects.pilots.models import IndicatorValue
from tests.attachments.test_checks import PDF
from tests.closing_world import DOCUMENTS, told_in_full
from tests.delivery.months_world import MAY, make_asked, make_month
from tests.evaluating import make_evaluation, make_sheet
from tests.factories import (
    end_project,
    make_allocation,
    make_budget,
    make_change,
    make_project,
    make_service,
)
from tests.funding.spending_world import pay_out
from tests.simultaneous import at_once

pytestmark = pytest.mark.django_db


def states(project) -> dict[str, str]:
    project.refresh_from_db()
    return {item.key: item.state for item in checklist(project)}


def missing(project) -> list[str]:
    project.refresh_from_db()
    return [item.key for item in blocking(checklist(project))]


def test_a_project_that_has_everything_lacks_nothing(settled):
    assert set(states(settled).values()) == {"done"}


def test_a_bare_project_lacks_everything_but_what_it_never_had(project):
    end_project(project, "settlement")
    assert missing(project) == ["evaluation", "contract", *DOCUMENTS]


def test_a_failed_or_withdrawn_final_evaluation_does_not_do(settled):
    final = settled.evaluations.get()
    Evaluation.objects.filter(pk=final.pk).update(band="fail", average=Decimal(59), lowest=59)
    assert missing(settled) == ["evaluation"]
    Evaluation.objects.filter(pk=final.pk).update(
        status="withdrawn", band="", average=None, concluded_on=None
    )
    assert missing(settled) == ["evaluation"]


def test_an_evaluation_that_was_left_open_is_missing(settled, cast):
    sheet = make_sheet(cast.province.place)
    left = make_evaluation(settled, sheet, cast.province, cast.evaluator)
    assert missing(settled) == ["evaluation"]
    Evaluation.objects.filter(pk=left.pk).update(status="withdrawn")
    assert missing(settled) == []


def test_open_follow_ups_and_rectifications_are_missing(project, cast, worker):
    told = told_in_full(project, cast, worker)
    assert states(told)["follow_ups"] == "done"
    FollowUp.objects.update(done_on=None, done_by=None, result="")
    assert missing(told) == ["follow_ups"]
    FollowUp.objects.update(done_on=date(2018, 9, 20), done_by=cast.agency, result="已补齐")
    Rectification.objects.update(accepted_on=None)
    assert missing(told) == ["follow_ups"]


class TestMoney:
    """What was allocated was paid or released, spent or returned, and stated."""

    @pytest.fixture
    def given(self, settled):
        """A project in settlement with 10,000.00 allocated and nothing paid."""
        make_allocation(make_budget(settled.place, settled.plan), settled)
        return settled

    @pytest.fixture
    def paid(self, given, cast):
        """The same, with all of it paid to the agency."""
        pay_out(given.sources.get(), cast)
        return given

    def test_money_that_was_never_paid_is_missing_until_it_is_released(self, given, cast):
        assert missing(given) == ["settlement", "balance"]
        source = given.sources.get()
        release(
            project_id=given.pk,
            budget_id=source.budget_id,
            amount=Decimal("10000.00"),
            day=date(2019, 6, 1),
            reason="项目未实施该部分",
            by=cast.county,
        )
        assert missing(given) == []

    def test_money_that_the_agency_holds_is_missing_until_it_goes_back(self, paid, cast):
        settle(project_id=paid.pk, settled_on=date(2019, 7, 1), by=cast.county)
        assert missing(paid) == ["balance"]
        refund(project_id=paid.pk, day=date(2019, 7, 2), by=cast.county)
        # Money has moved since it was stated.
        assert missing(paid) == ["settlement"]
        settle(project_id=paid.pk, settled_on=date(2019, 7, 3), by=cast.county)
        assert missing(paid) == []

    def test_the_approver_does_without_the_balance(self, paid, cast):
        settle(project_id=paid.pk, settled_on=date(2019, 7, 1), by=cast.county)
        approver = getattr(cast, paid.level)
        waive(project_id=paid.pk, item="balance", reason="机构已注销", by=approver)
        assert missing(paid) == []

    def test_neither_clerks_nor_evaluators_see_it(self, as_user, paid, cast):
        page = reverse("project_closing", args=[paid.pk])
        assert "10,000.00" in as_user(cast.agency).get(page).text
        for who in (cast.clerk, cast.evaluator):
            assert "10,000.00" not in as_user(who).get(page).text


def test_an_open_change_request_is_missing(settled, cast):
    make_change(settled, cast.agency)
    assert missing(settled) == ["changes"]


def test_an_indicator_needs_a_value_of_the_end(settled):
    IndicatorValue.objects.update(as_of=date(2019, 3, 30))
    assert missing(settled) == ["indicators"]


def test_an_assignment_that_goes_on_after_the_project_is_missing(settled):
    settled.assignments.update(ends=date(2099, 1, 1))
    assert missing(settled) == ["assignments"]


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_a_withdrawn_document_is_missing_again(settled, cast, kind):
    attachment = Attachment.objects.get(kind=kind)
    withdraw(attachment_id=attachment.pk, reason="盖错章", by=cast.agency)
    assert missing(settled) == [kind]


def test_services_without_their_sheets_are_only_noted(settled, worker, as_user, cast):
    make_service(settled, worker)
    assert states(settled)["sheets"] == "note"
    assert missing(settled) == []


def test_months_that_nobody_confirmed_are_only_noted(settled):
    make_month(settled, date(2018, 6, 1))
    assert states(settled)["months"] == "note"
    assert missing(settled) == []


def test_a_correction_that_waits_is_decided_before_the_closing(settled, worker, cast):
    record = make_service(settled, worker)
    make_month(settled, MAY)
    correction = make_asked(record, cast.agency)
    assert missing(settled) == ["corrections"]
    refuse_correction(correction_id=correction.pk, by=cast.county, refusal="签到表无误。")
    assert missing(settled) == []


def test_the_checklist_asks_a_fixed_number_of_questions(
    settled, worker, django_assert_max_num_queries
):
    for _ in range(5):
        make_service(settled, worker)
    with django_assert_max_num_queries(16):
        checklist(settled)


def test_the_approver_waives_a_missing_item_with_a_reason(as_user, cast, settled):
    settled.contract.delete()
    address = reverse("closing_waive", args=[settled.pk])
    page = as_user(cast.province).post(address, {"item": "contract", "reason": ""})
    assert page.context["waiver_form"].errors["reason"]
    as_user(cast.province).post(address, {"item": "contract", "reason": "直接委托，金额低于限额"})
    waiver = Waiver.objects.get()
    assert (waiver.by, waiver.item) == (cast.province, "contract")
    assert states(settled)["contract"] == "waived"
    assert missing(settled) == []
    shown = as_user(cast.county).get(reverse("project_closing", args=[settled.pk]))
    assert "直接委托，金额低于限额" in shown.content.decode()


def test_nobody_else_waives(as_user, cast, settled):
    settled.contract.delete()
    answers = {
        name: as_user(getattr(cast, name)).post(
            reverse("closing_waive", args=[settled.pk]), {"item": "contract", "reason": "x"}
        )
        for name in ("county", "city", "agency", "auditor", "clerk", "other_county")
    }
    assert {name: answer.status_code for name, answer in answers.items()} == {
        "county": 403,
        "city": 403,
        "agency": 403,
        "auditor": 403,
        "clerk": 403,
        "other_county": 404,
    }
    with pytest.raises(ValidationError):
        waive(project_id=settled.pk, item="contract", reason="x", by=cast.county)
    assert not Waiver.objects.exists()


@pytest.mark.parametrize("item", ["evaluation", "changes", "sheets", "contract", "nonsense"])
def test_what_is_there_or_cannot_be_done_without_is_not_waived(cast, settled, item):
    settled.evaluations.update(band="fail")
    with pytest.raises(ValidationError):
        waive(project_id=settled.pk, item=item, reason="x", by=cast.province)


def test_the_county_and_the_agency_attach_documents_and_others_do_not(as_user, cast, project):
    end_project(project, "settlement")
    address = reverse("closing_document", args=[project.pk])

    def send(user, kind="audit", content=PDF):
        upload = SimpleUploadedFile("审计意见.pdf", content)
        return as_user(user).post(address, {"kind": kind, "file": upload})

    assert send(cast.county).status_code == 302
    assert send(cast.agency, "final_report").status_code == 302
    assert send(cast.agency, "photo").context["document_form"].errors["kind"]
    assert send(cast.agency, content=b"MZ").context["document_form"].errors["file"]
    assert send(cast.auditor).status_code == 403
    assert send(cast.other_agency).status_code == 404
    assert sorted(Attachment.objects.values_list("kind", flat=True)) == ["audit", "final_report"]


def test_a_closed_project_takes_no_documents_and_gives_none_back(cast, settled):
    end_project(settled, "closed")
    with pytest.raises(ValidationError):
        attach_document(
            project_id=settled.pk,
            kind="audit",
            upload=SimpleUploadedFile("x.pdf", PDF),
            by=cast.county,
        )
    with pytest.raises(ValidationError):
        withdraw(attachment_id=Attachment.objects.get(kind="audit").pk, reason="x", by=cast.agency)


def test_the_county_closes_a_project_that_lacks_nothing(as_user, cast, settled):
    page = as_user(cast.county).get(reverse("project_closing", args=[settled.pk]))
    assert page.context["may"]["close"]
    as_user(cast.county).post(reverse("closing_close", args=[settled.pk]))
    settled.refresh_from_db()
    assert (settled.status, settled.moves.get().by) == ("closed", cast.county)
    assert settled.closed_on is not None


def test_what_is_missing_keeps_the_project_open_and_is_named(as_user, cast, settled):
    make_change(settled, cast.agency)
    answer = as_user(cast.county).post(reverse("closing_close", args=[settled.pk]), follow=True)
    assert "变更" in str(next(iter(answer.context["messages"])))
    settled.refresh_from_db()
    assert settled.status == "settlement"
    assert not settled.moves.exists()


def test_nobody_else_closes_and_nothing_is_closed_from_elsewhere(cast, settled, places, plan):
    for user in (cast.province, cast.city, cast.agency):
        with pytest.raises(MoveRefused):
            close(project_id=settled.pk, by=user)
    running = make_project(places.own, agency=settled.agency, plan=plan, status="running")
    with pytest.raises(MoveRefused):
        close(project_id=running.pk, by=cast.county)


def test_closing_twice_says_that_it_is_done(cast, settled):
    close(project_id=settled.pk, by=cast.county)
    with pytest.raises(AlreadyDone):
        close(project_id=settled.pk, by=cast.county)


@pytest.mark.django_db(transaction=True)
def test_closing_many_times_at_once_closes_once(cast, settled):
    def once():
        try:
            return close(project_id=settled.pk, by=cast.county)
        except MoveRefused:
            return None

    moves = [move for move in at_once([once] * 8) if move]
    assert len(moves) == 1
    assert settled.moves.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_document_is_not_withdrawn_from_under_the_closing(cast, settled):
    attachment = Attachment.objects.get(kind="audit")

    def take_back():
        return withdraw(attachment_id=attachment.pk, reason="x", by=cast.agency)

    at_once([lambda: close(project_id=settled.pk, by=cast.county), take_back])
    settled.refresh_from_db()
    attachment.refresh_from_db()
    assert (settled.status == "closed") == (attachment.withdrawn_on is None)


def test_a_version_that_no_project_can_have_is_none(settled, cast, as_user):
    answer = as_user(cast.county).post(
        reverse("closing_close", args=[settled.pk]), {"version": "9" * 5000}
    )
    assert answer.status_code == 302
    settled.refresh_from_db()
    assert settled.status == "closed"

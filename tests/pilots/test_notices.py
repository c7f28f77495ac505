"""Public notices: how long one lasts, who issues it, what comes of it, and what the public reads."""

import uuid
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from projects.pilots.actions.moves import AlreadyDone, MoveRefused, move
from projects.pilots.actions.notices import announce, issue_again
from projects.pilots.models import Project, PublicNotice
from projects.pilots.noticetext import draft_text
from projects.pilots.workdays import is_known, nth_working_day, working_days
from tests.factories import make_notice

LEVELS = ("province", "city", "county")


@pytest.fixture
def on(monkeypatch):
    """``on(date(2018, 2, 9))``: what the house takes for today."""

    def set_today(day: date) -> date:
        now = timezone.localdate
        monkeypatch.setattr(timezone, "localdate", lambda *args: now(*args) if args else day)
        return day

    return set_today


def filled(**changes) -> dict:
    return {
        "submission": str(uuid.uuid4()),
        "starts": "2018-03-26",
        "ends": "2018-03-30",
        "authority": "闽侯县民政局",
        "phone": "0591-22062345",
        "text": "以下项目拟予立项实施，现予公示。",
        **changes,
    }


class TestWorkingDays:
    @pytest.mark.parametrize(
        ("first", "last", "days"),
        [
            # Before the Spring Festival of 2018: Sunday the 11th was worked, 15th to 21st were free.
            (date(2018, 2, 9), date(2018, 2, 14), 5),
            (date(2018, 2, 12), date(2018, 2, 22), 4),
            # Saturday the 24th was worked too.
            (date(2018, 2, 22), date(2018, 2, 26), 4),
            (date(2018, 2, 15), date(2018, 2, 21), 0),
            (date(2018, 3, 5), date(2018, 3, 9), 5),
        ],
    )
    def test_holidays_are_not_counted_and_make_up_days_are(self, first, last, days):
        assert working_days(first, last) == days

    def test_the_fifth_working_day_is_found_over_the_holidays(self):
        assert nth_working_day(date(2018, 2, 14), 5) == date(2018, 2, 26)
        assert nth_working_day(date(2018, 2, 17), 1) == date(2018, 2, 22)

    def test_a_year_without_published_holidays_counts_monday_to_friday(self):
        assert not is_known(date(2090, 3, 6))
        assert working_days(date(2090, 3, 6), date(2090, 3, 12)) == 5  # a Monday to a Sunday
        assert is_known(date(2018, 3, 5))


class TestLength:
    @pytest.mark.parametrize(
        ("ends", "says"),
        [
            (date(2018, 2, 13), "5"),  # four working days
            (date(2018, 2, 14), ""),  # five, with the Sunday that was worked
            (date(2018, 2, 23), ""),  # seven, over the festival
            (date(2018, 2, 24), "2018-02-23"),  # eight: that Saturday was worked
            (date(2018, 2, 8), "2018-02-14"),
            (date(2099, 2, 8), "2018-02-14"),
        ],
    )
    def test_a_notice_lasts_five_to_seven_working_days(self, bare, on, ends, says):
        on(date(2018, 2, 9))
        notice = PublicNotice(project=bare("approved"), starts=date(2018, 2, 9), ends=ends)
        if not says:
            notice.clean()
            return
        with pytest.raises(ValidationError) as refusal:
            notice.clean()
        assert says in str(refusal.value.message_dict["ends"])

    def test_a_notice_does_not_begin_in_the_past(self, bare, on):
        on(date(2018, 3, 6))
        notice = PublicNotice(
            project=bare("approved"), starts=date(2018, 3, 5), ends=date(2018, 3, 9)
        )
        with pytest.raises(ValidationError) as refusal:
            notice.clean()
        assert "starts" in refusal.value.message_dict

    @pytest.mark.parametrize("starts", [date(2101, 1, 3), date.max])
    def test_a_notice_begins_in_our_time(self, bare, starts):
        notice = PublicNotice(project=bare("approved"), starts=starts, ends=starts)
        with pytest.raises(ValidationError) as refusal:
            notice.clean()
        assert "starts" in refusal.value.message_dict


class TestWhoAnnounces:
    @pytest.mark.parametrize("level", LEVELS)
    def test_the_approving_level_announces_and_the_project_moves_with_it(
        self, cast, as_user, bare, on, level
    ):
        on(date(2018, 3, 23))
        project = bare("approved", level)
        by = getattr(cast, level)
        answer = as_user(by).post(reverse("notice_create", args=[project.pk]), filled())
        assert answer.status_code == 302, answer.context["form"].errors
        project.refresh_from_db()
        assert project.status == Project.Status.NOTICE
        assert project.notices.get().created_by == by
        assert project.moves.get().name == "announce"

    @pytest.mark.parametrize("role", ["city", "county", "clerk", "agency", "evaluator", "auditor"])
    def test_nobody_else_announces(self, cast, as_user, bare, role):
        project = bare("approved", "province")
        answer = as_user(getattr(cast, role)).post(
            reverse("notice_create", args=[project.pk]), filled()
        )
        assert answer.status_code == 403
        assert not PublicNotice.objects.exists()

    def test_an_official_elsewhere_does_not_find_the_project(self, cast, as_user, bare):
        project = bare("approved", "county")
        address = reverse("notice_create", args=[project.pk])
        assert as_user(cast.other_county).post(address, filled()).status_code == 404

    @pytest.mark.parametrize("status", ["draft", "approval", "contracting", "running"])
    def test_only_an_approved_project_is_announced(self, cast, as_user, bare, status):
        project = bare(status)
        answer = as_user(cast.province).post(reverse("notice_create", args=[project.pk]), filled())
        assert answer.status_code == 302
        assert not PublicNotice.objects.exists()

    def test_a_wrong_length_keeps_what_was_typed_and_moves_nothing(self, cast, as_user, bare, on):
        on(date(2018, 3, 23))
        project = bare("approved")
        answer = as_user(cast.province).post(
            reverse("notice_create", args=[project.pk]),
            filled(ends="2018-03-28", text="我们自己的公示内容"),
        )
        assert "我们自己的公示内容" in answer.content.decode()
        assert answer.context["form"].errors["ends"]
        project.refresh_from_db()
        assert project.status == Project.Status.APPROVED

    def test_the_form_proposes_five_working_days_from_tomorrow(self, cast, as_user, bare, on):
        on(date(2018, 2, 10))  # a Saturday before a Sunday that was worked
        form = (
            as_user(cast.province)
            .get(reverse("notice_create", args=[bare("approved").pk]))
            .context["form"]
        )
        assert form["starts"].value() == date(2018, 2, 11)
        assert form["ends"].value() == date(2018, 2, 22)

    def test_the_form_says_when_the_holidays_are_not_known(self, cast, as_user, bare, on):
        on(date(2090, 3, 6))
        page = as_user(cast.province).get(reverse("notice_create", args=[bare("approved").pk]))
        assert "节假日安排尚未公布" in page.content.decode()

    def test_sending_the_form_twice_makes_one_notice(self, cast, as_user, bare, on):
        on(date(2018, 3, 23))
        project, data = bare("approved"), filled()
        for _click in range(2):
            answer = as_user(cast.province).post(reverse("notice_create", args=[project.pk]), data)
            assert answer.status_code == 302
        assert project.notices.count() == 1
        assert project.moves.filter(name="announce").count() == 1

    def test_two_officials_with_two_forms_make_one_notice(self, cast, bare, on):
        on(date(2018, 3, 23))
        project = bare("approved")
        days = {"starts": date(2018, 3, 26), "ends": date(2018, 3, 30), "text": "公示"}
        announce(notice=PublicNotice(project=project, **days), by=cast.province)
        with pytest.raises(AlreadyDone):
            announce(notice=PublicNotice(project=project, **days), by=cast.province)
        assert project.notices.count() == 1

    def test_the_database_keeps_one_open_notice_a_project(self, bare, cast):
        notice = make_notice(bare("notice"), cast.province)
        with pytest.raises(IntegrityError, match="one_notice_at_a_time"), transaction.atomic():
            make_notice(notice.project, cast.province)


class TestIssuedAgain:
    def test_a_corrected_notice_withdraws_the_first_and_says_why(self, cast, as_user, bare, on):
        on(date(2018, 3, 23))
        first = make_notice(bare("notice"), cast.province)
        answer = as_user(cast.province).post(
            reverse("notice_create", args=[first.project_id]), filled(reason="机构名称有误")
        )
        assert answer.status_code == 302, answer.context["form"].errors
        first.refresh_from_db()
        assert (first.withdrawn_reason, first.withdrawn_by) == ("机构名称有误", cast.province)
        assert first.project.notices.open().get() != first
        assert not first.project.moves.exists()

    def test_without_a_reason_nothing_is_withdrawn(self, cast, as_user, bare, on):
        on(date(2018, 3, 23))
        first = make_notice(bare("notice"), cast.province)
        answer = as_user(cast.province).post(
            reverse("notice_create", args=[first.project_id]), filled(reason=" ")
        )
        assert answer.context["form"].errors["reason"]
        assert first.project.notices.open().get() == first

    def test_a_project_that_has_left_the_notice_gets_no_other(self, cast, bare):
        project = bare("contracting")
        with pytest.raises(ValidationError):
            issue_again(notice=PublicNotice(project=project), by=cast.province, reason="x")


class TestConfirm:
    def test_not_before_the_day_after_the_last(self, cast, bare, on):
        notice = make_notice(bare("notice"), cast.province)
        on(notice.ends)
        with pytest.raises(MoveRefused):
            move(project_id=notice.project_id, name="confirm", by=cast.province)
        on(notice.ends + timedelta(days=1))
        move(project_id=notice.project_id, name="confirm", by=cast.province)
        assert Project.objects.get().status == Project.Status.CONTRACTING

    @pytest.mark.parametrize("name", ["terminate"])
    def test_what_ends_the_project_withdraws_its_notice(self, cast, bare, on, name):
        notice = make_notice(bare("notice"), cast.province)
        on(notice.starts)
        move(project_id=notice.project_id, name=name, by=cast.province, reason="机构退出")
        notice.refresh_from_db()
        assert (notice.withdrawn_on, notice.withdrawn_reason) == (notice.starts, "机构退出")


class TestWhatThePublicReads:
    @pytest.fixture
    def notice(self, cast, bare, on) -> PublicNotice:
        notice = make_notice(bare("notice"), cast.province)
        on(notice.starts)
        return notice

    def test_the_list_and_the_notice_need_no_sign_in(self, notice):
        page = Client().get(reverse("public_notices")).content.decode()
        assert notice.project.name in page
        page = Client().get(notice.get_absolute_url()).content.decode()
        assert notice.text in page
        assert notice.phone in page

    def test_only_notices_that_have_begun_and_stand_are_public(self, cast, bare, notice, on):
        later = make_notice(
            bare("notice"),
            cast.province,
            starts=notice.starts + timedelta(days=7),
            ends=notice.ends + timedelta(days=7),
        )
        wrong = make_notice(bare("notice"), cast.province)
        PublicNotice.objects.filter(pk=wrong.pk).withdraw(
            by=cast.province, reason="有误", day=notice.starts
        )
        never = bare("approved")
        page = Client().get(reverse("public_notices")).content.decode()
        assert notice.project.name in page
        for hidden in (later.project, wrong.project, never):
            assert hidden.name not in page
        for hidden in (later, wrong):
            assert Client().get(hidden.get_absolute_url()).status_code == 404
            address = reverse("objection_create", args=[hidden.pk])
            assert Client().get(address).status_code == 404

    def test_the_pages_name_no_person_and_nothing_of_the_inside(self, cast, notice, worker):
        for address in (reverse("public_notices"), notice.get_absolute_url()):
            page = Client().get(address).content.decode()
            inside = (
                cast.province.name,
                worker.name,
                notice.project.agency.legal_representative,
                notice.project.goals,
                reverse("project", args=[notice.project_id]),
            )
            for secret in inside:
                assert secret not in page, secret

    def test_a_past_notice_stays_public_and_takes_no_objection(self, notice, on):
        on(notice.ends + timedelta(days=1))
        page = Client().get(reverse("public_notices"), {"state": "past"}).content.decode()
        assert notice.project.name in page
        page = Client().get(reverse("public_notices"), {"state": "now"}).content.decode()
        assert notice.project.name not in page
        address = reverse("objection_create", args=[notice.pk])
        assert address not in Client().get(notice.get_absolute_url()).content.decode()
        assert Client().get(address).status_code == 302

    def test_the_list_is_narrowed_by_place_and_words(self, notice, places):
        def names(**query) -> str:
            return Client().get(reverse("public_notices"), query).content.decode()

        assert notice.project.name in names(place=places.own.code, q=notice.project.number)
        assert notice.project.name not in names(place=places.other.code)
        assert notice.project.name not in names(q="没有这个项目")

    def test_the_list_makes_two_queries_however_long_it_is(
        self, cast, bare, notice, django_assert_max_num_queries
    ):
        for _number in range(25):
            make_notice(bare("notice", lead=None), cast.province)
        Client().get(reverse("public_notices"))  # remembers the choice of places
        with django_assert_max_num_queries(3):
            Client().get(reverse("public_notices"))


def test_the_text_is_drawn_up_from_the_registration_without_persons(bare, cast, worker):
    project = bare("approved")
    text = draft_text(project)
    for word in (project.name, project.agency.name, "闽侯县", "福龙社区"):
        assert word in text
    for person in (worker.name, cast.county.name, project.agency.legal_representative):
        assert person not in text

"""What waits for whom."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from projects.funding.models import Reconciliation
from projects.reminders.waiting import SHOWN, waiting_for
from tests.factories import (
    make_assignment,
    make_move,
    make_need,
    make_notice,
    make_project,
    make_report,
    make_service,
    make_worker,
)
from tests.funding.bank_world import make_bank_line

TODAY = date(2018, 9, 30)


@pytest.fixture
def stand(places, agency, plan, cast):
    """``stand("approval", level="city")``: a project of the own county at a status, moved there on a day."""

    def make(status, level="province", moved_on=date(2018, 9, 1), **fields):
        fields.setdefault("ends", date(2030, 1, 1))
        project = make_project(
            places.own, agency=agency, plan=plan, status=status, level=level, **fields
        )
        move = make_move(project, cast.county, to_status=status)
        type(move).objects.filter(pk=move.pk).update(
            at=timezone.make_aware(
                timezone.datetime.combine(moved_on, timezone.datetime.min.time())
            )
        )
        return project

    return make


def verbs(user):
    return [(item.verb, item.title) for item in waiting_for(user, TODAY).items]


def test_the_county_hands_up_checks_and_starts_its_projects(stand, cast, worker, translation_off):
    draft, check = stand("draft"), stand("county_check")
    led = stand("contracting", lead=worker)
    assert set(verbs(cast.county)) == {
        ("Hand up", draft.name),
        ("Check", check.name),
        ("Start", led.name),
    }


def test_a_project_that_awaits_its_start_asks_for_a_lead_first(stand, cast, translation_off):
    project = stand("contracting")
    assert verbs(cast.county) == [("Assign a lead", project.name)]
    assert verbs(cast.agency) == [("Assign a lead", project.name)]


@pytest.mark.parametrize("level", ["province", "city", "county"])
def test_an_approval_waits_for_the_official_at_the_level_of_the_pilot(stand, cast, level):
    project = stand("approval", level=level)
    for role in ("province", "city", "county"):
        titles = [title for _verb, title in verbs(getattr(cast, role))]
        assert titles == ([project.name] if role == level else [])


def test_a_running_project_waits_for_its_end_once_its_time_is_over(stand, cast):
    over = stand("running", ends=TODAY - timedelta(days=4))
    stand("running", ends=TODAY)
    waiting = waiting_for(cast.county, TODAY)
    assert [(item.title, item.days) for item in waiting.items] == [(over.name, 4)]


def test_a_notice_waits_for_its_confirmation_once_its_time_is_over(stand, cast):
    over, runs = stand("notice"), stand("notice")
    make_notice(over, ends=TODAY - timedelta(days=1))
    make_notice(runs, ends=TODAY)
    assert [title for _verb, title in verbs(cast.province)] == [over.name]


@pytest.mark.parametrize(
    ("status", "level", "who", "verb"),
    [
        ("approved", "city", "city", "Give notice"),
        ("notice", "county", "county", "Confirm"),
        ("contracting", "province", "county", "Assign a lead"),
        ("final_evaluation", "province", "province", "Evaluate"),
        ("settlement", "city", "county", "Close"),
        ("closed", "province", "county", "Archive"),
        ("suspended", "province", "", ""),
        ("archived", "province", "", ""),
        ("terminated", "province", "", ""),
    ],
)
def test_each_status_after_approval_waits_for_its_official(
    stand, cast, translation_off, status, level, who, verb
):
    project = stand(status, level=level)
    for role in ("province", "city", "county"):
        expected = [(verb, project.name)] if role == who else []
        assert verbs(getattr(cast, role)) == expected


def test_nobody_is_shown_what_waits_elsewhere(stand, cast):
    stand("county_check")
    stand("city_review")
    assert not waiting_for(cast.sibling_county, TODAY).count
    assert not waiting_for(cast.other_city, TODAY).count


def test_the_agency_is_asked_about_projects_silent_for_sixty_days(stand, cast, translation_off):
    silent, busy = stand("running"), stand("running")
    for project in (silent, busy):
        make_assignment(project, make_worker(project.place, project.agency))
    make_service(silent, date=TODAY - timedelta(days=61))
    make_service(busy, date=TODAY - timedelta(days=60))
    assert verbs(cast.agency) == [("Log a service", silent.name)]


def test_open_needs_wait_for_the_county_and_the_clerk_who_registered_them(places, cast):
    need = make_need(places.fulong, reported_on=TODAY - timedelta(days=3))
    make_need(places.zhongshan)
    for user in (cast.county, cast.clerk):
        assert [(item.title, item.days) for item in waiting_for(user, TODAY).items] == [
            (need.title, 3)
        ]


def test_a_residents_report_waits_for_the_clerk_of_its_community_alone(places, cast):
    report = make_report(places.fulong)
    (item,) = waiting_for(cast.clerk, timezone.localdate()).items
    assert item.url == report.need.get_absolute_url()
    for user in (cast.other_clerk, cast.sibling_clerk, cast.county, cast.city):
        assert not waiting_for(user, timezone.localdate()).items


def test_readers_have_nothing_to_do(stand, cast):
    stand("county_check")
    for user in (cast.auditor, cast.evaluator):
        assert waiting_for(user, TODAY).count == 0


def test_only_the_oldest_are_shown_and_all_are_counted(stand, cast):
    for day in range(1, SHOWN + 3):
        stand("county_check", moved_on=date(2018, 9, day))
    waiting = waiting_for(cast.county, TODAY)
    assert (waiting.count, len(waiting.items), waiting.has_more) == (SHOWN + 2, SHOWN, True)
    assert [item.days for item in waiting.items] == list(range(29, 29 - SHOWN, -1))
    assert waiting.kinds[0].url == "/projects/?status=county_check"


def test_what_has_waited_longer_than_a_week_is_late(stand, cast):
    stand("county_check", moved_on=TODAY - timedelta(days=8))
    stand("county_check", moved_on=TODAY - timedelta(days=7))
    assert [item.is_late for item in waiting_for(cast.county, TODAY).items] == [True, False]


def test_bank_lines_without_a_payment_wait_in_one_row_for_the_officials_of_their_place(
    cast, places, translation_off
):
    oldest = make_bank_line(places.own, "100.00", "甲")
    make_bank_line(places.own, "200.00", "乙")
    (item,) = waiting_for(cast.county, TODAY).items
    assert (item.verb, item.title) == ("Match to payments", "2 bank lines without a payment")
    assert item.url == oldest.get_absolute_url()
    for name in ("city", "province", "sibling_county", "agency"):
        assert not waiting_for(getattr(cast, name), TODAY).items, name


def test_a_ledger_that_does_not_add_up_waits_for_the_province_and_the_auditor(
    cast, translation_off
):
    now = timezone.now()
    Reconciliation.objects.create(finished_at=now)
    wrong = Reconciliation.objects.create(finished_at=now, differences=3)
    Reconciliation.objects.create()  # is still adding
    for user in (cast.province, cast.auditor):
        (item,) = waiting_for(user, timezone.localdate()).items
        assert (str(item.verb), item.title) == (
            "Look into",
            "3 totals that their entries do not make up",
        )
        assert item.url == wrong.get_absolute_url()
    for user in (cast.city, cast.county, cast.agency, cast.clerk, cast.evaluator):
        assert not waiting_for(user, timezone.localdate()).items
    Reconciliation.objects.create(finished_at=now)
    assert waiting_for(cast.province, timezone.localdate()).count == 0

"""What waits about months of services, and the mails before and after the due day."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from projects.accounts.models import User
from projects.delivery.actions import refuse_correction
from projects.reminders.models import MonthReminder
from projects.reminders.months import send_month_reminders
from projects.reminders.tasks import send_month_reminders as the_task
from projects.reminders.waiting import waiting_for
from tests.delivery.months_world import (
    JULY,
    JUNE,
    MAY,
    make_asked,
    make_confirmed,
    make_month,
    make_submitted,
)
from tests.factories import make_service
from tests.simultaneous import at_once

pytestmark = pytest.mark.django_db
DUE = date(2018, 6, 5)  # of May


def waits(user, day):
    everything = waiting_for(user, day).everything
    with_kind = [item for item in everything if item.kind.page in ("month", "correction")]
    return [(str(item.verb), item.hint, item.due, item.days) for item in with_kind]


@pytest.fixture
def addresses(cast):
    """The agency, its county and the sibling's people have addresses."""
    for user in (cast.agency, cast.county, cast.sibling_agency, cast.sibling_county):
        User.objects.filter(pk=user.pk).update(email=f"{user.username}@example.org")


def test_the_agency_is_asked_for_a_month_once_it_is_over(project, cast, translation_off):
    make_month(project)
    assert waits(cast.agency, date(2018, 5, 31)) == []
    place = str(project.place)
    expected = [("Submit the services of", f"{place} · 2018-05", DUE, 3)]
    assert waits(cast.agency, date(2018, 6, 4)) == expected
    late = waits(cast.agency, date(2018, 6, 7))
    assert late == [("Submit the services of", f"{place} · 2018-05", DUE, 2)]
    for who in ("county", "city", "auditor", "sibling_agency"):
        assert waits(getattr(cast, who), date(2018, 6, 7)) == []


def test_a_submitted_month_and_a_correction_wait_for_the_county(
    project, worker, cast, translation_off
):
    record = make_service(project, worker)
    make_confirmed(project, cast.agency, cast.county, MAY)
    make_asked(record, cast.agency)
    make_submitted(project, cast.agency, JUNE)
    verbs = {row[0] for row in waits(cast.county, date(2030, 1, 1))}
    assert verbs == {"Confirm the services of", "Decide the correction of"}
    assert waits(cast.agency, date(2030, 1, 1)) == []
    assert waits(cast.sibling_county, date(2030, 1, 1)) == []
    assert waits(cast.city, date(2030, 1, 1)) == []


def test_whoever_asked_reads_the_decision_that_day_and_in_the_mail_of_the_next_morning(
    project, worker, cast, translation_off
):
    asked = make_asked(make_confirmed_service(project, worker, cast), cast.agency)
    refuse_correction(correction_id=asked.pk, by=cast.county, refusal="不符")
    today = timezone.localdate()
    for days, told in ((0, 1), (1, 1), (2, 0)):
        rows = waits(cast.agency, today + timedelta(days=days))
        assert [row[0] for row in rows] == ["Read the decision on the correction of"] * told
    assert waits(cast.sibling_agency, today) == []


def make_confirmed_service(project, worker, cast):
    record = make_service(project, worker)
    make_confirmed(project, cast.agency, cast.county, MAY)
    return record


def sent():
    found = [(one.to[0].partition("@")[0], one.subject) for one in mail.outbox]
    mail.outbox.clear()
    return sorted(found)


def test_mails_go_out_before_and_after_the_due_day_each_once(project, cast, addresses):
    make_month(project)
    for number in range(31):
        send_month_reminders(day=date(2018, 5, 20) + timedelta(days=number))
        if number == 12:  # the first of June
            assert sent() == []
        elif number == 13:
            assert "2018年5月" in mail.outbox[0].body
            assert sent() == [("own_agency", "有 1 个月份待报送")]
        elif number == 19:
            assert project.agency.name in mail.outbox[1].body + mail.outbox[0].body
            words = "有 1 个月份逾期未报送"
            assert sent() == [("own_agency", words), ("own_county", words)]
        else:
            assert sent() == [], number


def test_a_submitted_month_is_not_reminded_of(project, cast, addresses):
    make_submitted(project, cast.agency)
    assert send_month_reminders(day=DUE) == send_month_reminders(day=DUE + timedelta(days=4)) == 0


def test_whoever_was_asleep_on_the_day_catches_up_within_a_week(project, cast, addresses):
    make_month(project)
    assert send_month_reminders(day=DUE + timedelta(days=9)) == 2
    make_month(project, JULY)
    assert send_month_reminders(day=date(2018, 9, 1)) == 0


def test_who_wants_no_mail_gets_none(project, cast, addresses, as_user):
    as_user(cast.agency).post("/reminders/mail/", {"email": "own_agency@example.org"})
    make_month(project)
    assert send_month_reminders(day=DUE) == 0


def test_beat_asks_for_them_today(project, cast, addresses):
    make_month(project)
    assert the_task() == 0


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_in_the_same_moment_one_sends(project, cast, addresses):
    make_month(project)
    assert sum(at_once([lambda: send_month_reminders(day=DUE) for _number in range(8)])) == 1
    assert MonthReminder.objects.get().attempts == 1

"""Reports asked for again and again: once an occasion, once however many were missed, by one beat."""

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from projects.jobs.models import Job
from projects.reports.actions import make_run
from projects.reports.models import ReportRun, ReportSchedule
from projects.reports.scheduling import (
    change_schedule,
    delete_schedule,
    pause_schedule,
    run_due_schedules,
)
from tests.factories import make_report_schedule
from tests.simultaneous import at_once

pytestmark = pytest.mark.django_db


def moment(year: int, month: int, day: int, hour: int = 7) -> datetime:
    return timezone.make_aware(datetime(year, month, day, hour))  # noqa: DTZ001 - made aware


@pytest.fixture
def schedule(cast, plan, places):
    """After each quarter, on the fifth at seven; since the start of 2019."""
    made = make_report_schedule(plan, places.own, cast.county, every="quarter")
    ReportSchedule.objects.filter(pk=made.pk).update(next_at=moment(2019, 1, 5))
    return made


@pytest.mark.parametrize(
    ("every", "now", "last", "following"),
    [
        ("month", moment(2019, 3, 5), date(2019, 3, 5), moment(2019, 4, 5)),
        ("month", moment(2019, 3, 5, 6), date(2019, 2, 5), moment(2019, 3, 5)),
        ("quarter", moment(2019, 3, 31), date(2019, 1, 5), moment(2019, 4, 5)),
        ("half", moment(2019, 7, 1), date(2019, 1, 5), moment(2019, 7, 5)),
        ("year", moment(2019, 1, 1), date(2018, 1, 5), moment(2019, 1, 5)),
    ],
)
def test_an_occasion_is_a_day_of_the_first_month_after_the_period(
    schedule, every, now, last, following
):
    schedule.every = every
    assert timezone.localdate(schedule.last_before(now)) == last
    assert schedule.first_after(now) == following


def test_nothing_is_made_before_its_hour_and_one_report_at_it(schedule, cast):
    assert run_due_schedules(now=moment(2019, 1, 5) - timedelta(seconds=1)) == 0
    assert run_due_schedules(now=moment(2019, 1, 5)) == 1
    assert run_due_schedules(now=moment(2019, 1, 5, 12)) == 0
    run = ReportRun.objects.get()
    assert (run.as_of, run.occasion, run.created_by) == (
        date(2018, 12, 31),
        date(2019, 1, 5),
        cast.county,
    )
    assert run.job.status == Job.Status.QUEUED


def test_what_was_missed_is_caught_up_once_for_the_last_period(schedule):
    assert run_due_schedules(now=moment(2019, 11, 20)) == 1
    assert run_due_schedules(now=moment(2019, 11, 20)) == 0
    assert ReportRun.objects.get().as_of == date(2019, 9, 30)
    schedule.refresh_from_db()
    assert schedule.next_at == moment(2020, 1, 5)


def test_one_that_is_paused_or_whose_owner_has_left_makes_nothing(schedule, cast):
    pause_schedule(schedule_id=schedule.pk, by=cast.county, paused=True)
    ReportSchedule.objects.update(next_at=moment(2019, 1, 5))
    assert run_due_schedules(now=moment(2019, 1, 6)) == 0
    pause_schedule(schedule_id=schedule.pk, by=cast.county, paused=False)
    schedule.refresh_from_db()
    assert schedule.next_at > timezone.now()  # what it missed meanwhile stays missed
    ReportSchedule.objects.update(next_at=moment(2019, 1, 5))
    cast.county.is_active = False
    cast.county.save()
    assert run_due_schedules(now=moment(2019, 1, 6)) == 0


def test_the_scope_is_that_of_the_owner_on_the_day(schedule, cast, places):
    cast.county.place = places.sibling
    cast.county.save()
    run_due_schedules(now=moment(2019, 1, 5))
    run = ReportRun.objects.get()
    make_run(job_id=run.job_id)
    run.refresh_from_db()
    assert run.job.status == Job.Status.FAILED
    assert not run.table


def test_readers_find_it_among_their_own_as_far_as_they_may_see_it(cast, plan, places, as_user):
    made = make_report_schedule(plan, places.own, cast.county, readers=[cast.city, cast.other_city])
    ReportSchedule.objects.update(next_at=moment(2019, 1, 5))
    run_due_schedules(now=moment(2019, 1, 5))
    run = ReportRun.objects.get()

    def found(user):
        return list(as_user(user).get("/reports/mine/").context["object_list"])

    assert found(cast.county) == found(cast.city) == [run]
    assert found(cast.other_city) == found(cast.province) == []
    seen = [
        user
        for user in (cast.county, cast.city, cast.other_city, cast.sibling_county)
        if made in ReportSchedule.objects.visible_to(user)
    ]
    assert seen == [cast.county, cast.city]


def test_a_change_counts_from_the_next_occasion_on_and_no_period_is_reported_twice(schedule, cast):
    def changed(now: datetime, **asked) -> datetime:
        told = {"schedule_id": schedule.pk, "by": cast.county, "readers": [cast.city]}
        return change_schedule(**told, now=now, **asked).next_at

    run_due_schedules(now=moment(2019, 1, 5))
    # On the 20th of January the fourth quarter would be reported once more.
    assert changed(moment(2019, 1, 10), day=20) == moment(2019, 4, 20)
    # What has come since, and no beat has seen, is asked for as it stood.
    assert changed(moment(2019, 4, 21), report="funds", every="month") == moment(2019, 5, 20)
    assert run_due_schedules(now=moment(2019, 5, 20)) == 1
    made = ReportRun.objects.order_by("pk").values_list("report", "as_of", "occasion")
    assert list(made) == [
        ("coverage", date(2018, 12, 31), date(2019, 1, 5)),
        ("coverage", date(2019, 3, 31), date(2019, 4, 20)),
        ("funds", date(2019, 4, 30), date(2019, 5, 20)),
    ]
    assert schedule.history.filter(history_type="~").count() == 2  # beat changes nothing


def test_its_owner_changes_it_by_the_form_which_says_who_changed_what(
    schedule, cast, plan, places, as_user
):
    schedule.readers.add(cast.city)
    client, address = as_user(cast.county), f"/reports/schedules/{schedule.pk}/edit/"
    shown = client.get(address).context["form"]
    named = ("report", "plan", "place", "every", "day", "hour", "format", "version")
    asked = {name: shown[name].value() for name in named} | {"readers": [cast.sibling_county.pk]}
    assert (asked["place"], asked["every"]) == (places.own.code, "quarter")
    assert "readers" in client.post(address, asked).context["form"].errors  # not of her area
    asked["readers"] = []
    for name, wrong in (("day", 31), ("hour", 24)):
        assert set(client.post(address, asked | {name: wrong}).context["form"].errors) == {name}
    asked |= {"report": "funds", "basis": "receiver"}
    assert client.post(address, asked).status_code == 302
    schedule.refresh_from_db()
    assert (schedule.report, schedule.options["basis"]) == ("funds", "receiver")
    assert not schedule.readers.exists()
    assert client.post(address, asked).status_code == 409  # the version is that of before
    page = client.get(address)
    (change, _made) = page.context["edits"]
    assert [one.after for one in change.changes if "资金" in one.after]
    assert "资金" in page.content.decode()


def test_the_form_shows_each_option_as_it_was_chosen(cast, plan, places, as_user):
    chosen = {"depth": "township", "period": "year"}
    schedule = make_report_schedule(
        plan, places.own, cast.county, report="projects", options=chosen
    )
    shown = as_user(cast.county).get(f"/reports/schedules/{schedule.pk}/edit/").context["form"]
    assert (shown["deeper"].value(), shown["period"].value()) == ("township", "year")


def test_only_its_owner_changes_it_and_its_reports_outlive_it(schedule, cast):
    schedule.readers.add(cast.city)
    for user in (cast.city, cast.province, cast.sibling_county):
        with pytest.raises(ValidationError):
            delete_schedule(schedule_id=schedule.pk, by=user)
    run_due_schedules(now=moment(2019, 1, 5))
    delete_schedule(schedule_id=schedule.pk, by=cast.county)
    assert ReportRun.objects.get().schedule is None


def test_an_official_makes_one_by_the_form(cast, plan, places, as_user):
    client = as_user(cast.city)
    asked = {"report": "coverage", "plan": plan.pk, "place": places.own.code, "every": "quarter"}
    asked |= {"hour": 8, "format": "pdf", "readers": [cast.county.pk]}
    page = client.post("/reports/schedules/new/", {**asked, "day": 31})
    assert page.context["form"].errors
    strangers = {**asked, "day": 6, "readers": [cast.other_county.pk]}
    assert "readers" in client.post("/reports/schedules/new/", strangers).context["form"].errors
    assert client.post("/reports/schedules/new/", {**asked, "day": 6}).status_code == 302
    made = ReportSchedule.objects.get()
    assert (made.created_by, made.day, list(made.readers.all())) == (cast.city, 6, [cast.county])
    assert made.next_at > timezone.now()
    page = client.get("/reports/schedules/")
    assert list(page.context["object_list"]) == [made]
    client.post(f"/reports/schedules/{made.pk}/pause/", {"paused": "1"})
    assert ReportSchedule.objects.get().paused


@pytest.mark.django_db(transaction=True)
def test_many_beats_and_changes_at_once_make_one_report(schedule, settings):
    if connection.vendor != "postgresql":
        pytest.skip("needs many connections to PostgreSQL")
    settings.CELERY_BROKER_WRITE_URL = "redis://127.0.0.1:1/0"
    now = moment(2019, 1, 5)
    told = {"schedule_id": schedule.pk, "by": schedule.created_by, "readers": []}
    beats = [lambda: run_due_schedules(now=now)] * 5
    at_once([*beats, *[lambda: bool(change_schedule(**told, now=now, day=20))] * 5])
    assert ReportRun.objects.count() == Job.objects.count() == 1

"""Months: opened, submitted, confirmed, returned; what they keep, and who may do what."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from projects.delivery.actions import (
    change_service,
    confirm_month,
    confirm_months,
    log_service,
    open_months,
    return_month,
    submit_month,
)
from projects.delivery.models import MonthMove, MonthReport, ServiceRecord
from projects.delivery.rules import due_day, months_of, refuse_locked
from projects.delivery.tasks import open_months_nightly as the_task
from tests.delivery.months_world import JUNE, MAY, make_confirmed, make_month, make_submitted
from tests.factories import end_project, make_project, make_service

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("translation_off")]


@pytest.fixture
def entry(project, worker):
    """What the agency tells of a service in May."""
    return {
        "method": "community",
        "day": date(2018, 5, 20),
        "hours": Decimal("2.0"),
        "place_id": project.sites.get().place_id,
        "attendances": 40,
        "worker_ids": [worker.pk],
    }


@pytest.fixture
def month(project, worker):
    """May, with two group sessions and an interview."""
    make_service(project, worker, attendances=20)
    make_service(project, worker, attendances=22, hours=Decimal("1.5"))
    make_service(project, worker, method="case", attendances=1, date=date(2018, 5, 31))
    make_service(project, worker, date=JUNE)
    return make_month(project)


def refusal(call, **words):
    with pytest.raises(ValidationError) as refused:
        call(**words)
    error = refused.value
    return error.message_dict if hasattr(error, "error_dict") else error.messages[0]


def test_the_months_of_a_project_run_from_its_start_to_its_end_or_today(project):
    months = months_of(project, date(2018, 6, 15))
    assert months == [date(2018, 4, 1), MAY, JUNE]
    assert months_of(project, date(2030, 1, 1))[-1] == date(2019, 3, 1)
    project.finished_on = date(2018, 9, 10)
    assert months_of(project, date(2030, 1, 1))[-1] == date(2018, 9, 1)


def test_a_project_that_never_started_has_no_months(places, agency, plan):
    assert months_of(make_project(places.own, agency=agency, plan=plan), JUNE) == []


def test_beat_opens_each_month_once_and_later_ones_when_they_come(project):
    assert open_months(today=date(2018, 5, 20)) == 2
    assert open_months(today=date(2018, 5, 21)) == 0
    assert open_months(today=JUNE) == 1
    assert the_task() == 9
    months = MonthReport.objects.order_by("month").values_list("month", flat=True)
    assert list(months) == months_of(project, timezone.localdate())
    assert set(MonthReport.objects.values_list("status", flat=True)) == {"open"}


def test_a_month_is_due_on_the_day_of_the_next_one_that_the_settings_name(settings):
    assert due_day(date(2018, 12, 1)) == date(2019, 1, 5)
    settings.MONTH_DUE_DAY = 28
    assert due_day(date(2019, 1, 1)) == date(2019, 2, 28)


def test_the_agency_submits_a_month_and_its_counts_are_frozen(month, cast):
    submit_month(month_id=month.pk, by=cast.agency)
    month.refresh_from_db()
    assert (month.records, month.attendances, month.hours) == (3, 43, Decimal("5.5"))
    assert month.by_method == {"case": [1, 1, "2.0"], "group": [2, 42, "3.5"]}
    assert (month.status, month.submitted_by) == ("submitted", cast.agency)
    move = MonthMove.objects.get()
    assert (move.from_status, move.to_status, move.by) == ("open", "submitted", cast.agency)
    assert refusal(submit_month, month_id=month.pk, by=cast.agency).startswith("This month has")


def test_a_month_without_a_service_is_submitted_with_a_sentence_why(project, cast):
    month = make_month(project)
    assert "explanation" in refusal(submit_month, month_id=month.pk, by=cast.agency)
    submit_month(month_id=month.pk, by=cast.agency, explanation="  台风停课，  顺延至六月。")
    month.refresh_from_db()
    assert (month.records, month.explanation) == (0, "台风停课， 顺延至六月。")
    assert MonthMove.objects.get().reason == month.explanation


def test_a_month_is_submitted_once_it_is_over(places, agency, plan, worker, cast):
    today = timezone.localdate()
    fields = {"starts": today.replace(day=1), "started_on": today.replace(day=1)}
    project = make_project(
        places.own,
        agency=agency,
        plan=plan,
        status="running",
        lead=worker,
        **{**fields, "ends": today.replace(year=today.year + 1)},
    )
    make_service(project, worker, date=today)
    month = make_month(project, today.replace(day=1))
    assert "is not over yet" in refusal(submit_month, month_id=month.pk, by=cast.agency)
    # The last month of a project is over with the project.
    project.finished_on = today
    end_project(project, "final_evaluation")
    assert submit_month(month_id=month.pk, by=cast.agency).records == 1


def test_the_county_confirms_what_it_has_seen(month, cast):
    submit_month(month_id=month.pk, by=cast.agency)
    assert "other figures" in refusal(
        confirm_month, month_id=month.pk, by=cast.county, seen="2-42-3.5"
    )
    confirm_month(month_id=month.pk, by=cast.county, seen="3-43-5.5")
    month.refresh_from_db()
    assert (month.status, month.decided_by) == ("confirmed", cast.county)
    assert "does not await" in refusal(confirm_month, month_id=month.pk, by=cast.county)
    assert "does not await" in refusal(
        return_month, month_id=month.pk, by=cast.county, comment="重报"
    )


def test_a_returned_month_is_put_right_and_submitted_again(month, cast, entry):
    submit_month(month_id=month.pk, by=cast.agency)
    assert "comment" in refusal(return_month, month_id=month.pk, by=cast.county, comment=" ")
    return_month(month_id=month.pk, by=cast.county, comment="缺 5 月 20 日的社区活动。")
    month.refresh_from_db()
    assert (month.status, month.comment) == ("returned", "缺 5 月 20 日的社区活动。")
    log_service(project_id=month.project_id, by=cast.agency, **entry)
    submit_month(month_id=month.pk, by=cast.agency)
    month.refresh_from_db()
    assert (month.records, month.attendances, month.comment) == (4, 83, "")
    moves = [(move.to_status, move.by) for move in month.moves.all()]
    assert moves == [
        ("submitted", cast.agency),
        ("returned", cast.county),
        ("submitted", cast.agency),
    ]


@pytest.mark.parametrize(
    "who", ["city", "province", "clerk", "evaluator", "auditor", "sibling_county", "sibling_agency"]
)
def test_only_the_agency_submits_and_only_the_own_county_decides(month, cast, who):
    user = getattr(cast, who)
    words = "submitted by the agency and confirmed by the county"
    assert words in refusal(submit_month, month_id=month.pk, by=user)
    submit_month(month_id=month.pk, by=cast.agency)
    for by in (user, cast.agency):
        assert words in refusal(confirm_month, month_id=month.pk, by=by)
        assert words in refusal(return_month, month_id=month.pk, by=by, comment="重报")


def test_many_months_are_confirmed_together_or_none(project, worker, cast):
    make_service(project, worker)
    months = [make_submitted(project, cast.agency, month) for month in (MAY, JUNE)]
    for month in months:
        month.refresh_from_db()
    ids, seen = [month.pk for month in months], [month.figures for month in months]
    assert "other figures" in refusal(
        confirm_months, month_ids=ids, by=cast.county, seen=[seen[0], "1-1-1.0"]
    )
    assert set(MonthReport.objects.values_list("status", flat=True)) == {"submitted"}
    assert "Tick" in refusal(confirm_months, month_ids=ids, by=cast.sibling_county, seen=seen)
    assert len(confirm_months(month_ids=ids, by=cast.county, seen=seen)) == 2
    assert set(MonthReport.objects.values_list("status", flat=True)) == {"confirmed"}


def test_a_submitted_month_takes_no_log_and_no_change(project, worker, cast, entry):
    inside = make_service(project, worker)
    outside = make_service(project, worker, date=JUNE)
    make_submitted(project, cast.agency)
    words = "May 2018 has been submitted; to change its services, ask the county to return it."
    for call, named in ((log_service, {"project_id": project.pk}), (change_service, {})):
        for record in (inside, outside):
            named = named if call is log_service else {"service_id": record.pk}
            assert refusal(call, by=cast.agency, **named, **entry) == {"date": [words]}
    # Nor is a record taken out of it.
    moved = {**entry, "day": date(2018, 6, 2)}
    assert refusal(change_service, service_id=inside.pk, by=cast.agency, **moved) == {
        "date": [words]
    }
    log_service(project_id=project.pk, by=cast.agency, **moved)


def test_a_confirmed_month_says_that_a_correction_is_to_be_asked_for(project, cast, entry):
    make_confirmed(project, cast.agency, cast.county)
    words = "The county has confirmed May 2018; ask for a correction of the record instead."
    assert refusal(log_service, project_id=project.pk, by=cast.agency, **entry) == {"date": [words]}
    refuse_locked(project.pk, [JUNE])


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("month_is_due_after_it_began", {"due": MAY}),
        ("month_submitted_has_its_counts", {"status": "submitted", "explanation": "无"}),
        ("month_decided_by_somebody", {"status": "returned", "comment": "重报"}),
        ("month_returned_says_why", {"status": "returned", "decided": True}),
        ("month_confirmed_by_another", {"status": "confirmed", "decided": True, "counted": 3}),
        ("month_without_service_says_why", {"status": "confirmed", "decided": True, "counted": 0}),
    ],
)
def test_the_database_holds_the_rules_of_a_month(project, cast, constraint, fields):
    fields, now = dict(fields), timezone.now()
    if fields.pop("decided", False):
        fields |= {"decided_by": cast.agency, "decided_at": now}
    if (records := fields.pop("counted", None)) is not None:
        fields |= {"records": records, "attendances": records, "hours": 1}
        fields |= {"submitted_by": cast.agency, "submitted_at": now}
        if not records:
            fields["decided_by"] = cast.county
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        make_month(project, **fields)


def test_a_month_of_a_project_is_there_once(project):
    make_month(project)
    with pytest.raises(IntegrityError, match="month_of_a_project_once"), transaction.atomic():
        make_month(project)
    assert not ServiceRecord.objects.exists()

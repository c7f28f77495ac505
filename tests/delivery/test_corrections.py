"""Corrections of confirmed months: the agency asks, the county decides, what was submitted stays."""

from datetime import date, time
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from projects.delivery.actions import (
    ask_correction,
    change_service,
    confirm_correction,
    rebuild_dirty,
    refuse_correction,
    return_month,
    submit_month,
)
from projects.delivery.models import Correction, CountySummary, ServiceRecord
from projects.delivery.summary_check import check_summaries
from tests.delivery.months_world import JUNE, make_asked, make_confirmed, make_month, make_submitted
from tests.factories import make_beneficiary, make_service, make_worker

pytestmark = pytest.mark.django_db


@pytest.fixture
def record(project, worker):
    return make_service(project, worker)


@pytest.fixture
def month(record, project, cast):
    return make_confirmed(project, cast.agency, cast.county)


@pytest.fixture
def told(record, month):
    """What the record says, as an entry."""
    return {
        "method": record.method,
        "day": record.date,
        "hours": record.hours,
        "place_id": record.place_id,
        "attendances": record.attendances,
        "worker_ids": [record.lead_id],
    }


def ask(cast, record, told, **changes):
    reason = changes.pop("reason", "签到表上有一人签了两次。")
    entry = {**told, **changes}
    return ask_correction(service_id=record.pk, by=cast.agency, reason=reason, anyway=True, **entry)


def said(call, **kwargs):
    with pytest.raises(ValidationError) as refusal, transaction.atomic():
        call(**kwargs)
    return refusal.value.messages[0]


def test_what_is_asked_for_changes_nothing_before_the_county_has_accepted_it(cast, record, told):
    asked = ask(cast, record, told, attendances=24, hours=Decimal("1.5"))
    asked.refresh_from_db()
    assert asked.before == {"hours": str(record.hours), "attendances": 25}
    assert asked.after == {"hours": "1.5", "attendances": 24}
    record.refresh_from_db()
    assert (record.attendances, record.version) == (25, 1)


def test_an_accepted_correction_makes_the_next_version_and_the_totals_follow(
    cast, record, told, month, project, places
):
    helper = make_worker(places.own, record.lead.agency)
    project.assignments.create(
        worker=helper, role="worker", starts=project.started_on, ends=project.ends
    )
    came = make_beneficiary(record.lead.agency, places.fulong)
    asked = ask(
        cast,
        record,
        told,
        attendances=24,
        starts_at=time(9),
        ends_at=time(11),
        worker_ids=[record.lead_id, helper.pk],
        beneficiary_ids=[came.pk],
    )
    confirm_correction(correction_id=asked.pk, by=cast.county)
    record.refresh_from_db()
    asked.refresh_from_db()
    assert (record.attendances, record.starts_at, record.version) == (24, time(9), 2)
    assert list(record.assistants.all()) == [helper]
    assert list(record.beneficiaries.all()) == [came]
    assert (asked.status, asked.decided_by, asked.version) == ("confirmed", cast.county, 2)
    assert record.history.count() == 2
    rebuild_dirty()
    assert CountySummary.objects.get().attendances == 24
    assert not check_summaries().differences
    before = month.figures
    month.refresh_from_db()
    assert month.figures == before


def test_the_month_says_beside_what_was_submitted_by_how_much_it_was_corrected(
    cast, record, told, month, as_user
):
    asked = ask(cast, record, told, attendances=24, method="lecture")
    client = as_user(cast.county)
    assert client.get(month.get_absolute_url()).context["since"] == []
    confirm_correction(correction_id=asked.pk, by=cast.county)
    page = client.get(month.get_absolute_url())
    assert page.context["total"]["attendances"] == 25
    changed = {row[0]: row[1:3] for row in page.context["since"]}
    assert list(changed.values()) == [(-1, -25), (1, 24)]
    assert (page.context["since_total"]["records"], page.context["since_total"]["attendances"]) == (
        0,
        -1,
    )
    assert "−25" in page.content.decode()


def test_a_refused_correction_says_why_and_another_may_be_asked_for(cast, record, told):
    asked = ask(cast, record, told, attendances=24)
    assert "why" in said(refuse_correction, correction_id=asked.pk, by=cast.county, refusal=" ")
    refuse_correction(correction_id=asked.pk, by=cast.county, refusal="签到表确为二十五人。")
    record.refresh_from_db()
    assert record.version == 1
    assert ask(cast, record, told, attendances=23).is_open


@pytest.fixture(autouse=True)
def _english(translation_off):
    pass


def test_only_one_correction_of_a_record_waits_and_it_changes_something_for_a_reason(
    cast, record, told
):
    differs = {"service_id": record.pk, "by": cast.agency, **told}
    assert said(ask_correction, reason="错", **differs).startswith("Nothing differs")
    differs["attendances"] = 24
    assert said(ask_correction, reason=" ", **differs).startswith("Say why")
    ask(cast, record, told, attendances=24)
    assert "already waits" in said(ask_correction, reason="错", **differs)


def test_a_month_that_is_not_confirmed_is_not_corrected_by_way_of_the_county(cast, project, worker):
    record = make_service(project, worker, date=JUNE)
    told = {"day": JUNE, "hours": record.hours, "place_id": record.place_id, "method": "group"}
    told |= {"attendances": 3, "worker_ids": [worker.pk]}
    call = {"service_id": record.pk, "reason": "错", "by": cast.agency, **told}
    assert said(ask_correction, **call).startswith("Only services of a confirmed month")
    make_submitted(project, cast.agency, JUNE)
    assert said(ask_correction, **call).startswith("Only services of a confirmed month")


def test_a_service_is_moved_to_an_open_month_and_to_none_that_awaits_its_check(
    cast, record, told, project, month
):
    june = make_month(project, JUNE)
    asked = ask(cast, record, told, day=JUNE)
    submit_month(month_id=june.pk, by=cast.agency, explanation="无")
    assert "has been submitted" in said(confirm_correction, correction_id=asked.pk, by=cast.county)
    return_month(month_id=june.pk, by=cast.county, comment="补记")
    confirm_correction(correction_id=asked.pk, by=cast.county)
    assert ServiceRecord.objects.get().date == JUNE
    told = {**told, "day": JUNE, "attendances": 7}
    change_service(service_id=record.pk, by=cast.agency, anyway=True, **told)


def test_what_cannot_be_is_not_asked_for_and_not_applied(cast, record, told, project, month):
    assert said(ask, cast=cast, record=record, told=told, day=date(2031, 1, 1))
    stranger = make_worker(project.place, record.lead.agency)
    words = said(ask, cast=cast, record=record, told=told, worker_ids=[stranger.pk])
    assert "Not assigned" in words


def test_a_project_that_ended_is_corrected_until_it_is_closed(cast, record, told, project):
    type(project).objects.update(status="settlement", finished_on=project.ends)
    asked = ask(cast, record, told, attendances=24)
    type(project).objects.update(status="closed", closed_on=date(2019, 6, 1))
    assert "closed" in said(confirm_correction, correction_id=asked.pk, by=cast.county)


def test_only_an_official_of_the_county_decides_and_not_whoever_asked(cast, record, told):
    asked = ask(cast, record, told, attendances=24)
    for who in (cast.agency, cast.city, cast.province, cast.sibling_county, cast.own_auditor):
        assert "county of the project" in said(confirm_correction, correction_id=asked.pk, by=who)
    Correction.objects.all()._raw_delete("default")
    mine = make_asked(record, cast.county)
    assert "does not decide" in said(confirm_correction, correction_id=mine.pk, by=cast.county)


@pytest.mark.parametrize(
    "changes",
    [{"reason": "anders"}, {"after": {"attendances": 1}}, {"before": {}}, {"record_id": 0}],
)
def test_what_was_asked_stays_as_it_was_asked(cast, record, month, changes):
    asked = Correction.objects.filter(pk=make_asked(record, cast.agency).pk)
    with pytest.raises(IntegrityError, match="decided once"), transaction.atomic():
        asked.update(**changes)


def test_what_was_decided_stays_decided(cast, record, told):
    asked = ask(cast, record, told, attendances=24)
    refuse_correction(correction_id=asked.pk, by=cast.county, refusal="不符")
    with pytest.raises(IntegrityError, match="decided once"), transaction.atomic():
        Correction.objects.update(status="asked", decided_by=None, decided_at=None)


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("correction_changes_something", {"after": {}}),
        ("correction_makes_a_later_version", {"version": 1}),
        ("correction_says_why", {"reason": ""}),
        ("correction_decided_by_another", {"status": "refused", "refusal": "不符"}),
    ],
)
def test_the_database_keeps_what_the_actions_keep(cast, record, month, name, fields):
    row = make_asked(record, cast.agency)
    Correction.objects.all()._raw_delete("default")
    row.pk = None
    for field, value in fields.items():
        setattr(row, field, value)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        row.save(force_insert=True)


def test_twenty_clicks_decide_once(cast, record, told, as_user):
    asked = ask(cast, record, told, attendances=24)
    client = as_user(cast.county)
    for _click in range(20):
        answer = client.post(reverse("correction_confirm", args=[asked.pk]), follow=True)
        assert answer.status_code == 200
    record.refresh_from_db()
    assert record.version == 2
    client.post(reverse("correction_refuse", args=[asked.pk]), {"refusal": "不符"})
    asked.refresh_from_db()
    assert (asked.status, asked.refusal) == ("confirmed", "")

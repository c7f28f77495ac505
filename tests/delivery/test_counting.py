"""Services of a confirmed month that were forgotten, and those that should not have been counted."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from projects.delivery.actions import (
    ask_addition,
    ask_to_count,
    confirm_correction,
    rebuild_dirty,
    refuse_correction,
)
from projects.delivery.models import Correction, CountySummary, ServiceRecord
from projects.delivery.summary_check import check_summaries
from tests.delivery.months_world import JUNE, make_confirmed, make_submitted, typed
from tests.factories import make_group, make_service

pytestmark = pytest.mark.django_db


@pytest.fixture
def record(project, worker):
    return make_service(project, worker)


@pytest.fixture
def month(record, project, cast):
    return make_confirmed(project, cast.agency, cast.county)


def entry(record, **changes):
    told = {"method": "lecture", "day": date(2018, 5, 20), "hours": 2, "attendances": 12}
    return {**told, "place_id": record.place_id, "worker_ids": [record.lead_id], **changes}


def accepted(correction, cast):
    confirm_correction(correction_id=correction.pk, by=cast.county)
    rebuild_dirty()
    assert not check_summaries().differences


def attendances():
    return sum(CountySummary.objects.values_list("attendances", flat=True))


def test_a_forgotten_service_counts_once_the_county_has_accepted_it(
    as_user, cast, record, month, places
):
    client, address = as_user(cast.agency), reverse("service_add", args=[month.pk])
    assert address in client.get(month.get_absolute_url()).content.decode()
    page = client.get(address)
    data = typed(page, method="lecture", date="2018-05-20", hours="2", attendances="12")
    data |= {"place": record.place_id, "workers": [record.lead_id]}
    assert "reason" in client.post(address, data).context["form"].errors
    data["reason"] = "签到表交晚了。"
    assert "date" in client.post(address, {**data, "date": "2018-06-01"}).context["form"].errors
    assert client.post(address, data).status_code == 302
    client.post(address, data)  # the second click
    made = ServiceRecord.everything.get(counts=False)
    assert "不计入" in client.get(made.get_absolute_url()).content.decode()
    assert list(ServiceRecord.objects.all()) == [record]
    assert attendances() == 25
    county, asked = as_user(cast.county), made.corrections.get()
    assert county.get(month.get_absolute_url()).context["since"] == []
    assert "12" in county.get(asked.get_absolute_url()).content.decode()
    county.post(reverse("correction_confirm", args=[asked.pk]))
    accepted_month = county.get(month.get_absolute_url())
    assert [row[1:3] for row in accepted_month.context["since"]] == [(1, 12)]
    assert accepted_month.context["total"]["records"] == 1
    rebuild_dirty()
    assert not check_summaries().differences
    assert attendances() == 37
    assert ServiceRecord.objects.get(pk=made.pk).version == 2


def test_a_service_that_is_taken_out_stays_and_does_not_count(as_user, cast, record, month):
    client, address = as_user(cast.agency), reverse("service_count", args=[record.pk])
    assert address in client.get(record.get_absolute_url()).content.decode()
    client.post(address, {"counts": "0", "reason": " "})
    assert not Correction.objects.exists()
    client.post(address, {"counts": "0", "reason": "与另一条记录重复。"})
    accepted(Correction.objects.get(), cast)
    assert not ServiceRecord.objects.exists()
    assert attendances() == 0
    before = month.figures
    month.refresh_from_db()
    assert month.figures == before
    for who in (cast.agency, cast.county):
        reader = as_user(who)
        page = reader.get(record.get_absolute_url()).content.decode()
        assert "不计入" in page
        assert "与另一条记录重复。" in page
        shown = reader.get(month.get_absolute_url())
        assert [row[1:3] for row in shown.context["since"]] == [(-1, -25)]
        assert list(shown.context["services"]) == [record]
        assert not reader.get(reverse("service_list")).context["object_list"]
    # It may count again, by the same way.
    again = ask_to_count(service_id=record.pk, counts=True, reason="并不重复。", by=cast.agency)
    accepted(again, cast)
    assert attendances() == 25


def test_a_session_that_was_taken_out_leaves_its_number_to_another(cast, project, worker):
    group = make_group(project, worker)
    first = make_service(project, worker, group=group, session=1)
    make_confirmed(project, cast.agency, cast.county)
    told = entry(first, method="group", group_id=group.pk, session=1)
    add = {"project_id": project.pk, "reason": "补记", "by": cast.agency, "anyway": True, **told}
    with pytest.raises(ValidationError) as refusal, transaction.atomic():
        ask_addition(**add)
    assert "session" in refusal.value.message_dict
    accepted(ask_to_count(service_id=first.pk, counts=False, reason="误记", by=cast.agency), cast)
    accepted(ask_addition(**add).corrections.get(), cast)
    with pytest.raises(ValidationError):
        accepted(
            ask_to_count(service_id=first.pk, counts=True, reason="补记", by=cast.agency), cast
        )


def test_what_the_county_refuses_to_count_does_not_count(cast, project, record, month):
    made = ask_addition(project_id=project.pk, reason="补记", by=cast.agency, **entry(record))
    asked = made.corrections.get()
    with pytest.raises(ValidationError):
        confirm_correction(correction_id=asked.pk, by=cast.agency)
    refuse_correction(correction_id=asked.pk, by=cast.county, refusal="无签到表。")
    made.refresh_from_db()
    assert (made.counts, made.version) == (False, 1)


def test_only_a_confirmed_month_takes_what_was_forgotten(as_user, cast, project, record):
    told = entry(record, day=JUNE)
    make_submitted(project, cast.agency)
    for day in (JUNE, date(2018, 5, 20)):
        with pytest.raises(ValidationError) as refusal:
            ask_addition(
                project_id=project.pk, reason="补记", by=cast.agency, **{**told, "day": day}
            )
        assert "date" in refusal.value.message_dict


def test_the_database_lets_nothing_count_or_not_count_without_the_county(
    cast, project, record, month, worker
):
    waiting = make_service(project, worker, counts=False)
    for row, counts in ((record, False), (waiting, True)):
        rows = ServiceRecord.everything.filter(pk=row.pk)
        with pytest.raises(IntegrityError, match="submitted or confirmed"), transaction.atomic():
            rows.update(counts=counts)
    with pytest.raises(IntegrityError, match="submitted or confirmed"), transaction.atomic():
        make_service(project, worker, number="S-2")

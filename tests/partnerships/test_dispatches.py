"""Batches and who went: entered by the agency or the province, within the pairing."""

import uuid
from datetime import date

import pytest
from django.urls import reverse

from projects.partnerships.models import Dispatch, DispatchMember
from tests.factories import make_agency, make_worker
from tests.partnerships.partners import make_dispatch, make_pairing

pytestmark = pytest.mark.django_db


@pytest.fixture
def pairing(agency):
    return make_pairing(agency, until=date(2018, 12, 31))


@pytest.fixture
def typed() -> dict:
    return {
        "place": "固原市西吉县",
        "starts": "2018-06-04",
        "ends": "2018-06-15",
        "purpose": "督导带教",
        "submission": str(uuid.uuid4()),
    }


def errors(response, form: str = "form") -> dict:
    assert response.status_code == 200
    return response.context[form].errors


def test_the_agency_enters_a_batch_which_takes_the_next_number(as_user, cast, pairing, typed):
    make_dispatch(pairing, number=3)
    client, page = as_user(cast.agency), reverse("dispatch_create", args=[pairing.pk])
    assert "宁夏回族自治区固原市西吉县" in client.get(page).text
    response = client.post(page, typed)
    made = Dispatch.objects.get(number=4)
    assert response.url == made.get_absolute_url()
    assert (made.pairing, made.created_by, made.length) == (pairing, cast.agency, 12)


@pytest.mark.parametrize(
    "days",
    [
        {"starts": "2017-11-05"},
        {"ends": "2019-01-01"},
    ],
)
def test_a_batch_lies_within_its_pairing(as_user, cast, pairing, typed, days):
    page = reverse("dispatch_create", args=[pairing.pk])
    assert "starts" in errors(as_user(cast.agency).post(page, {**typed, **days}))
    assert not Dispatch.objects.exists()


def test_a_batch_does_not_end_before_it_begins(as_user, cast, pairing, typed):
    page = reverse("dispatch_create", args=[pairing.pk])
    assert errors(as_user(cast.agency).post(page, {**typed, "ends": "2018-06-03"}))["__all__"]


def test_the_agency_enters_who_went_and_corrects_the_days(as_user, cast, pairing, worker):
    sent = make_dispatch(pairing)
    client, page = as_user(cast.agency), reverse("dispatch_member_set", args=[sent.pk])
    assert client.post(page, {"worker": worker.pk, "days": 8}).url == sent.get_absolute_url()
    client.post(page, {"worker": worker.pk, "days": 10})
    member = sent.members.get()
    assert (member.worker, member.days) == (worker, 10)
    assert [version.days for version in member.history.all()] == [10, 8]
    shown = client.get(sent.get_absolute_url()).context["dispatch"]
    assert (shown.person_trips, shown.days) == (1, 10)


def test_nobody_works_more_days_than_the_batch_lasts(as_user, cast, pairing, worker):
    sent = make_dispatch(pairing)
    page = reverse("dispatch_member_set", args=[sent.pk])
    response = as_user(cast.agency).post(page, {"worker": worker.pk, "days": 13})
    assert "days" in errors(response, "member_form")
    assert not sent.members.exists()


def test_a_batch_is_not_shortened_below_what_a_member_worked(as_user, cast, pairing, worker, typed):
    sent = make_dispatch(pairing, worker, days=9)
    edited = {**typed, "ends": "2018-06-11", "version": sent.version}
    page = reverse("dispatch_edit", args=[sent.pk])
    assert "ends" in errors(as_user(cast.agency).post(page, edited))
    assert as_user(cast.agency).post(page, {**edited, "ends": "2018-06-12"}).status_code == 302


def test_only_the_staff_of_the_helping_agency_goes(as_user, cast, pairing, places):
    sent = make_dispatch(pairing)
    stranger = make_worker(places.own, make_agency(places.own))
    page = reverse("dispatch_member_set", args=[sent.pk])
    response = as_user(cast.province).post(page, {"worker": stranger.pk, "days": 5})
    assert "worker" in errors(response, "member_form")


def test_who_did_not_go_is_taken_out_and_stays_in_the_history(as_user, cast, pairing, worker):
    member = make_dispatch(pairing, worker).members.get()
    as_user(cast.agency).post(reverse("dispatch_member_remove", args=[member.pk]))
    assert not DispatchMember.objects.exists()
    gone = DispatchMember.history.latest()
    assert (gone.history_type, gone.history_user, gone.worker) == ("-", cast.agency, worker)


def test_an_official_reads_a_batch_and_enters_nobody(as_user, cast, pairing, worker):
    sent = make_dispatch(pairing, worker)
    page = as_user(cast.county).get(sent.get_absolute_url())
    assert worker.name in page.text
    assert reverse("dispatch_member_set", args=[sent.pk]) not in page.text


def test_the_list_is_narrowed_to_a_year_and_a_pairing(as_user, cast, pairing, places):
    early = make_dispatch(pairing, starts=date(2017, 12, 4), ends=date(2017, 12, 15))
    late = make_dispatch(pairing)
    other = make_dispatch(make_pairing(make_agency(places.own)))

    def found(**asked):
        return set(as_user(cast.county).get(reverse("dispatch_list"), asked).context["object_list"])

    assert found(year=2017) == {early}
    assert found(year=2018, pairing=pairing.pk) == {late}
    assert found() == {early, late, other}

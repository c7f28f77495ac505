"""Pairings: who registers them, and that nobody is in two of a programme at a time."""

import uuid
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from projects.partnerships.models import Pairing
from tests.factories import make_agency, make_worker
from tests.partnerships.partners import make_dispatch, make_pairing

pytestmark = pytest.mark.django_db

NEW = reverse("pairing_create")
LIST = reverse("pairing_list")


@pytest.fixture
def typed(agency) -> dict:
    """What the province types for a new pairing."""
    return {
        "helper": agency.pk,
        "helped_name": "西吉县同心圆社会工作服务中心",
        "helped_province": "宁夏回族自治区",
        "helped_place": "固原市西吉县",
        "programme": "牵手计划",
        "since": "2017-11-06",
        "own_funds": "on",
        "submission": str(uuid.uuid4()),
    }


def edited(pairing: Pairing, **fields) -> dict:
    names = ("helped_name", "helped_province", "helped_place", "programme", "since")
    same = {name: getattr(pairing, name) for name in names}
    return {"helper": pairing.helper_id, "version": pairing.version, **same, **fields}


def errors(response) -> dict:
    assert response.status_code == 200
    return response.context["form"].errors


def test_the_province_registers_a_pairing_with_an_agency_of_another_province(
    as_user, cast, agency, typed
):
    response = as_user(cast.province).post(NEW, typed, follow=True)
    pairing = Pairing.objects.get()
    assert response.redirect_chain[-1][0] == pairing.get_absolute_url()
    assert (pairing.helper, pairing.own_funds, pairing.created_by) == (agency, True, cast.province)
    assert pairing.history.get().history_user == cast.province


def test_a_double_click_registers_one_pairing(as_user, cast, typed):
    client = as_user(cast.province)
    assert client.post(NEW, typed).url == client.post(NEW, typed).url
    assert Pairing.objects.count() == 1


def test_an_agency_is_in_one_pairing_of_a_programme_at_a_time(as_user, cast, agency, typed):
    pairing = make_pairing(agency, until=date(2018, 6, 30))
    client = as_user(cast.province)
    assert "helper" in errors(client.post(NEW, {**typed, "since": "2018-06-30"}))
    assert client.post(NEW, {**typed, "since": "2018-07-01"}).status_code == 302
    longer = client.post(
        reverse("pairing_edit", args=[pairing.pk]), edited(pairing, until="2018-07-01")
    )
    assert "helper" in errors(longer)


def test_another_programme_may_pair_it_again(as_user, cast, agency, typed):
    make_pairing(agency)
    assert as_user(cast.province).post(NEW, {**typed, "programme": "东西协作"}).status_code == 302


def test_a_helped_agency_has_one_helper_at_a_time(as_user, cast, places, typed):
    make_pairing(make_agency(places.own), helped_name=typed["helped_name"])
    assert errors(as_user(cast.province).post(NEW, typed))
    Pairing.objects.update(until=date(2018, 6, 30))
    assert "helped_name" in errors(as_user(cast.province).post(NEW, typed))


def test_the_database_refuses_a_second_pairing_that_goes_on(agency, places):
    make_pairing(agency)
    with pytest.raises(IntegrityError, match=r"one_pairing_a_helper|UNIQUE"), transaction.atomic():
        make_pairing(agency, helped_name="另一家")
    with pytest.raises(IntegrityError, match=r"helped_agency|UNIQUE"), transaction.atomic():
        make_pairing(make_agency(places.own), helped_name=Pairing.objects.get().helped_name)


def test_the_last_day_does_not_lie_before_the_first(as_user, cast, typed):
    wrong = errors(as_user(cast.province).post(NEW, {**typed, "until": "2017-11-05"}))
    assert wrong["__all__"]


def test_an_edit_leaves_no_batch_outside_the_pairing(as_user, cast, agency):
    pairing = make_pairing(agency)
    make_dispatch(pairing)
    client, page = as_user(cast.province), reverse("pairing_edit", args=[pairing.pk])
    assert "since" in errors(client.post(page, edited(pairing, until="2018-06-14")))
    assert client.post(page, edited(pairing, until="2018-06-15")).status_code == 302


def test_the_list_counts_batches_person_trips_and_days_of_each(as_user, cast, agency, places):
    pairing = make_pairing(agency)
    staff = [make_worker(places.own, agency) for _number in range(3)]
    make_dispatch(pairing, *staff[:2], days=8)
    make_dispatch(pairing, *staff, days=5)
    make_pairing(make_agency(places.own))
    rows = as_user(cast.county).get(LIST, {"q": pairing.helped_name}).context["object_list"]
    assert [(row.batches, row.person_trips, row.days) for row in rows] == [(2, 5, 31)]


def test_the_list_is_narrowed_to_what_runs_and_to_a_place(as_user, cast, agency, places):
    ended = make_pairing(agency, until=date(2018, 6, 30))
    running = make_pairing(make_agency(places.sibling))

    def found(**asked):
        return set(as_user(cast.province).get(LIST, asked).context["object_list"])

    assert found(state="running") == found(place=places.sibling.code) == {running}
    assert found(state="ended") == found(place=places.own.code) == {ended}


def test_a_pairing_below_the_rule_shows_a_hint_and_bars_nothing(
    as_user, cast, agency, worker, settings
):
    pairing = make_pairing(agency)
    make_dispatch(pairing, worker, days=6, ends=date(2018, 6, 10))
    make_dispatch(pairing, days=6, starts=date(2018, 7, 2), ends=date(2018, 7, 12))
    page = as_user(cast.county).get(pairing.get_absolute_url())
    assert len(page.context["hints"]) == 3
    assert all(hint.startswith("2018") for hint in page.context["hints"])
    settings.DISPATCH_WORKERS, settings.DISPATCH_WORKER_DAYS = 1, 6
    settings.DISPATCH_VISIT_DAYS = 7
    assert as_user(cast.county).get(pairing.get_absolute_url()).context["hints"] == []


def test_an_empty_list_says_who_begins(as_user, cast):
    assert NEW in as_user(cast.province).get(LIST).text
    assert NEW not in as_user(cast.agency).get(LIST).text

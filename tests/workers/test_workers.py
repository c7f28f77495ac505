"""Social workers and their certificates: who keeps them, and what the form refuses."""

import uuid
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from pytest_django.asserts import assertNumQueries

from projects.common.encryption import keyed_hash
from projects.workers.actions import save_worker
from projects.workers.models import Certificate, SocialWorker
from tests.factories import make_worker
from tests.records import id_number

LIST = reverse("worker_list")
NEW = reverse("worker_create")
RESIDENT = "350102199003070020"
TAIWAN = "830000197805120015"


@pytest.fixture
def typed(places, agency) -> dict:
    """What the county official of 闽侯 types for a new worker."""
    return {
        "name": "林秀芳",
        "id_number": RESIDENT,
        "phone": "138 0000 5678",
        "place": places.minhou.pk,
        "agency": agency.pk,
        "since": "2015-09-01",
        "submission": str(uuid.uuid4()),
    }


CERTIFICATE = {
    "certificate_level": "social_worker",
    "certificate_number": "2016035012345",
    "certificate_issued_on": "2016-11-01",
}


def errors(response) -> dict:
    assert response.status_code == 200
    return response.context["form"].errors


def editing(worker: SocialWorker, **changes) -> dict:
    """What the form of ``worker`` sends, with some boxes changed."""
    return {
        "name": worker.name,
        "id_number": "",
        "phone": worker.phone,
        "place": worker.place_id,
        "agency": worker.agency_id or "",
        "since": worker.since.isoformat(),
        "version": worker.version,
        **changes,
    }


def test_the_county_registers_a_certified_worker(as_user, cast, typed):
    response = as_user(cast.county).post(NEW, typed | CERTIFICATE, follow=True)
    worker = SocialWorker.objects.get(id_hash=keyed_hash(RESIDENT))
    assert response.redirect_chain[-1][0] == worker.get_absolute_url()
    assert (worker.phone, worker.created_by) == ("13800005678", cast.county)
    assert not worker.certified_on(date(2016, 10, 31))
    assert worker.certified_on(date(2016, 11, 1))


def test_an_agency_registers_its_own_staff_and_nobody_elses(as_user, cast, typed):
    client = as_user(cast.agency)
    assert 'name="agency"' not in client.get(NEW).text
    client.post(NEW, typed | {"agency": cast.other_agency.agency.pk})
    assert SocialWorker.objects.get(name="林秀芳").agency == cast.agency.agency


def test_a_worker_without_agency_is_staff_of_a_community(as_user, cast, typed):
    response = as_user(cast.county).post(NEW, typed | {"agency": ""}, follow=True)
    assert SocialWorker.objects.get(name="林秀芳").agency is None
    assert response.status_code == 200


def test_a_taiwan_residence_permit_is_an_id_number(as_user, cast, typed):
    as_user(cast.county).post(NEW, typed | {"id_number": TAIWAN})
    assert SocialWorker.objects.filter(id_hash=keyed_hash(TAIWAN)).exists()


def test_the_number_is_encrypted_in_the_database_and_masked_on_every_page(as_user, cast, typed):
    client = as_user(cast.county)
    client.post(NEW, typed)
    worker = SocialWorker.objects.get(name="林秀芳")
    with connection.cursor() as cursor:
        cursor.execute("SELECT id_number FROM workers_socialworker WHERE id = %s", [worker.pk])
        stored = cursor.fetchone()[0]
    assert worker.id_number == RESIDENT
    assert RESIDENT[6:14] not in stored
    pages = [worker.get_absolute_url(), reverse("worker_edit", args=[worker.pk]), LIST]
    for page in pages:
        text = client.get(page).text
        assert RESIDENT[6:14] not in text
        assert "13800005678" not in text or page.endswith("edit/")
    assert "350***********0020" in client.get(pages[0]).text


def test_one_person_is_registered_once(as_user, cast, places, typed):
    other = make_worker(places.minhou, id_number=RESIDENT)
    found = errors(as_user(cast.county).post(NEW, typed))
    assert set(found) == {"id_number"}
    assert other.name in found["id_number"][0]


def test_a_duplicate_out_of_sight_is_refused_without_telling_who_it_is(
    as_user, cast, places, typed
):
    hidden = make_worker(places.meilie, id_number=RESIDENT)
    found = errors(as_user(cast.county).post(NEW, typed))
    assert set(found) == {"id_number"}
    assert hidden.name not in found["id_number"][0]


def test_a_double_click_registers_one_worker(as_user, cast, typed):
    client = as_user(cast.county)
    first = client.post(NEW, typed | CERTIFICATE)
    again = client.post(NEW, typed | CERTIFICATE)
    worker = SocialWorker.objects.get(name="林秀芳")
    assert (first.status_code, again.status_code) == (302, 302)
    assert again.url == first.url == worker.get_absolute_url()
    assert worker.certificates.count() == 1


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"name": ""}, "name"),
        ({"id_number": ""}, "id_number"),
        ({"id_number": "350102199003070021"}, "id_number"),
        ({"id_number": "350102199013070020"}, "id_number"),
        ({"id_number": "35010219900307002"}, "id_number"),
        ({"phone": "12345678901"}, "phone"),
        ({"since": "2015-02-30"}, "since"),
        ({"since": "2099-01-01"}, "since"),
        ({"certificate_number": "ZS20"}, "certificate_number"),
        ({"certificate_number": ""}, "certificate_number"),
        ({"certificate_level": ""}, "certificate_level"),
        ({"certificate_issued_on": ""}, "certificate_issued_on"),
        ({"certificate_issued_on": "2099-01-01"}, "certificate_issued_on"),
        (
            {"certificate_level": "senior", "certificate_issued_on": "2018-12-31"},
            "certificate_issued_on",
        ),
    ],
)
def test_a_fault_is_named_at_its_field_and_nothing_is_saved(as_user, cast, typed, changes, wrong):
    response = as_user(cast.county).post(NEW, typed | CERTIFICATE | changes)
    assert set(errors(response)) == {wrong}
    assert not SocialWorker.objects.filter(name="林秀芳").exists()


def test_the_senior_certificate_exists_since_2019(as_user, cast, typed):
    senior = CERTIFICATE | {"certificate_level": "senior", "certificate_issued_on": "2019-01-01"}
    assert as_user(cast.county).post(NEW, typed | senior).status_code == 302


def test_a_certificate_number_belongs_to_one_worker(as_user, cast, worker, typed):
    taken = worker.certificates.get().number
    response = as_user(cast.county).post(
        NEW, typed | CERTIFICATE | {"certificate_number": taken.lower()}
    )
    assert set(errors(response)) == {"certificate_number"}


def test_editing_keeps_the_number_that_is_not_typed_again(as_user, cast, worker):
    before = worker.id_number
    page = reverse("worker_edit", args=[worker.pk])
    assert as_user(cast.county).post(page, editing(worker, name="改名")).status_code == 302
    worker.refresh_from_db()
    assert (worker.name, worker.id_number) == ("改名", before)
    assert worker.id_hash == keyed_hash(before)


def test_editing_adds_a_further_certificate_but_none_of_the_same_level(as_user, cast, worker):
    client = as_user(cast.agency)
    page = reverse("worker_edit", args=[worker.pk])
    same = client.post(page, editing(worker, **CERTIFICATE))
    assert set(errors(same)) == {"certificate_level"}
    more = {**CERTIFICATE, "certificate_level": "senior", "certificate_issued_on": "2020-06-01"}
    assert client.post(page, editing(worker, **more)).status_code == 302
    assert worker.certificates.count() == 2
    assert SocialWorker.objects.with_certificate().get(pk=worker.pk).certificate_level == "senior"


def test_a_worker_leaves_after_starting(as_user, cast, worker):
    page = reverse("worker_edit", args=[worker.pk])
    client = as_user(cast.county)
    reversed_dates = client.post(page, editing(worker, left_on="2015-09-01"))
    assert set(errors(reversed_dates)) == {"left_on"}
    assert client.post(page, editing(worker, left_on="2020-01-01")).status_code == 302
    assert worker not in SocialWorker.objects.active_on(date(2020, 1, 1))
    assert worker in SocialWorker.objects.active_on(date(2019, 12, 31))


def test_the_second_of_two_editors_sees_both_versions(as_user, cast, worker):
    page = reverse("worker_edit", args=[worker.pk])
    first = as_user(cast.county).post(page, editing(worker, name="甲某"))
    second = as_user(cast.agency).post(page, editing(worker, name="乙某"))
    assert (first.status_code, second.status_code) == (302, 409)
    assert "甲某" in second.text
    assert "乙某" in second.text


def test_who_sees_and_who_edits_a_worker(as_user, cast, worker):
    page, edit = worker.get_absolute_url(), reverse("worker_edit", args=[worker.pk])
    expected = {"county": (200, 200), "agency": (200, 200), "city": (200, 403)}
    expected |= {"province": (200, 403), "auditor": (200, 403)}
    hidden = ("sibling_county", "other_city", "sibling_agency", "clerk", "evaluator", "sysadmin")
    expected |= dict.fromkeys(hidden, (404, 404))
    for name, statuses in expected.items():
        client = as_user(getattr(cast, name))
        assert (client.get(page).status_code, client.get(edit).status_code) == statuses, name


def test_a_list_page_makes_three_queries_once_the_choices_are_remembered(
    as_user, cast, places, agency
):
    for _ in range(30):
        make_worker(places.minhou, agency)
    client = as_user(cast.county)
    for query in ("", "?page=2", f"?place={places.minhou.code}&agency={agency.pk}&sort=-since"):
        client.get(LIST + query)
        with assertNumQueries(3):
            assert client.get(LIST + query).status_code == 200


def test_filters_narrow_the_list(as_user, cast, places, agency):
    plain = make_worker(places.minhou, name="张无证", certified__never=True)
    held = make_worker(places.gulou, agency, name="李持证")
    gone = make_worker(places.minhou, agency, name="王离职", left_on=date(2020, 1, 1))
    client = as_user(cast.city)

    def found(**query) -> set:
        return set(client.get(LIST, query).context["object_list"])

    assert found() == {plain, held, gone}
    assert found(q="无证") == {plain}
    assert found(q=held.certificates.get().number) == {held}
    assert found(place=places.gulou.code) == {held}
    assert found(agency=agency.pk) == {held, gone}
    assert found(certificate="any") == {held, gone}
    assert found(certificate="none") == {plain}
    assert found(certificate="assistant") == set()
    assert found(state="active") == {plain, held}
    assert found(state="left") == {gone}
    assert found(place=places.meilie.code) == set()


def test_two_who_save_the_same_number_at_once_leave_one_entry(worker, places):
    late = SocialWorker(name="迟到", place=places.minhou, since=date(2018, 1, 1))
    with pytest.raises(ValidationError) as refused:
        save_worker(worker=late, id_number=worker.id_number)
    assert set(refused.value.error_dict) == {"id_number"}


def test_a_taken_certificate_number_saves_no_worker_either(worker, places):
    late = SocialWorker(name="迟到", place=places.minhou, since=date(2018, 1, 1))
    taken = Certificate(
        level="assistant", number=worker.certificates.get().number, issued_on=date(2018, 1, 1)
    )
    with pytest.raises(ValidationError) as refused:
        save_worker(worker=late, id_number=id_number(77), certificate=taken)
    assert set(refused.value.error_dict) == {"certificate_number"}
    assert not SocialWorker.objects.filter(name="迟到").exists()


def test_the_database_refuses_what_the_form_would(worker):
    refused = [
        {"level": "senior", "number": "ABC123", "issued_on": date(2018, 12, 31)},
        {"level": "social_worker", "number": "ABC124", "issued_on": date(2018, 1, 1)},
    ]
    for fields in refused:
        with pytest.raises(IntegrityError), transaction.atomic():
            worker.certificates.create(**fields)

"""Honours: whom a programme honoured, once, of the register or by name."""

import uuid
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from projects.workers.models import Honour
from tests.factories import make_honour, make_worker

LIST, NEW = reverse("honour_list"), reverse("honour_create")


def typed(**changes) -> dict:
    return {
        "programme": "百人计划",
        "batch": "3",
        "year": "2018",
        "certificate_number": "",
        "name": "",
        "place": "",
        "amount": "100,000.00",
        "document_number": "闽民〔2018〕99号",
        "submission": str(uuid.uuid4()),
        **changes,
    }


def errors(answer) -> set[str]:
    assert answer.status_code == 200
    return set(answer.context["form"].errors)


def test_somebody_of_the_register_is_named_by_a_certificate(as_user, cast, worker):
    number = worker.certificates.get().number
    client = as_user(cast.city)
    answer = client.post(NEW, typed(certificate_number=number.lower(), name="别名"), follow=True)
    honour = Honour.objects.get()
    assert answer.redirect_chain[-1][0] == honour.get_absolute_url()
    assert (honour.worker, honour.name, honour.place) == (worker, "", worker.place)
    assert (honour.amount, honour.created_by) == (Decimal("100000.00"), cast.city)
    again = client.post(NEW, typed(certificate_number=number, batch="2"))
    assert errors(again) == {"__all__"}


def test_anybody_else_is_named_with_a_place(as_user, cast, places):
    client = as_user(cast.province)
    assert errors(client.post(NEW, typed())) == {"name", "place"}
    assert errors(client.post(NEW, typed(name="王外人"))) == {"place"}
    assert client.post(NEW, typed(name="王外人", place=places.minhou.pk)).status_code == 302
    twice = typed(name="王外人", place=places.minhou.pk, batch="1")
    assert errors(client.post(NEW, twice)) == {"__all__"}
    assert Honour.objects.get().person == "王外人"


def test_a_certificate_of_another_area_is_nobodys(as_user, cast, places):
    stranger = make_worker(places.meilie)
    number = stranger.certificates.get().number
    page = as_user(cast.city).post(NEW, typed(certificate_number=number))
    assert errors(page) == {"certificate_number"}
    assert stranger.name not in page.text


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"batch": "0"}, "batch"),
        ({"year": "1999"}, "year"),
        ({"amount": "0"}, "amount"),
        ({"amount": "1.001"}, "amount"),
        ({"document_number": ""}, "document_number"),
    ],
)
def test_a_fault_is_named_at_its_field(as_user, cast, places, changes, wrong):
    sent = typed(name="王外人", place=places.minhou.pk, **changes)
    assert errors(as_user(cast.province).post(NEW, sent)) == {wrong}
    assert not Honour.objects.exists()


def test_an_edit_keeps_the_person_and_the_second_editor_sees_both_versions(as_user, cast, worker):
    honour = make_honour(worker.place, worker)
    page = reverse("honour_edit", args=[honour.pk])
    number = worker.certificates.get().number
    client = as_user(cast.province)
    assert number in client.get(page).text
    sent = typed(certificate_number=number, year="2017", version=honour.version)
    assert client.post(page, sent).status_code == 302
    assert client.post(page, sent | {"year": "2016"}).status_code == 409
    honour.refresh_from_db()
    assert (honour.year, honour.worker) == (2017, worker)


def test_filters_narrow_the_list_within_the_area(as_user, cast, places, worker):
    own, other = make_honour(places.minhou, worker), make_honour(places.meilie, batch=1, year=2016)

    def found(user, **query) -> set:
        return set(as_user(user).get(LIST, query).context["object_list"])

    assert found(cast.province) == {own, other}
    assert found(cast.city) == found(cast.county) == found(cast.province, q=worker.name) == {own}
    assert found(cast.sibling_county) == set()
    assert found(cast.province, batch="1") == found(cast.province, year="2016") == {other}
    assert found(cast.province, place=places.sanming.code, q="王外") == {other}


@pytest.mark.parametrize(
    "fields", [{"name": "也有名"}, {"amount": Decimal(0)}, {"batch": 9}], ids=lambda one: str(one)
)
def test_the_database_refuses_what_the_form_would(worker, fields):
    make_honour(worker.place, worker)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_honour(worker.place, **{"worker": worker} | fields)


def test_an_honour_without_anybody_is_refused(places):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_honour(places.minhou, name="")

"""Opening who somebody is, or what was written, with a reason: read now, and on record."""

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from projects.audit.models import Access
from projects.delivery.actions import opening
from projects.delivery.models import Beneficiary
from tests.factories import make_beneficiary, make_case, make_service

pytestmark = pytest.mark.django_db

WHY = {"reason": "核对低保发放名单"}


@pytest.fixture
def entry(agency, places, project):
    return make_beneficiary(agency, places.fulong, phone="13850001234")


@pytest.fixture
def service(project, worker):
    return make_service(project, worker, process="上门探访独居老人", note="血压偏高")


@pytest.mark.parametrize("role", ["agency", "county", "city", "province"])
def test_with_a_reason_the_name_and_the_numbers_are_on_the_page_and_in_the_log(
    as_user, cast, entry, role
):
    client, user = as_user(getattr(cast, role)), getattr(cast, role)
    assert entry.id_number not in client.get(entry.get_absolute_url()).content.decode()
    page = client.post(reverse("beneficiary_open", args=[entry.pk]), WHY)
    text = page.content.decode()
    for told in (entry.name, entry.id_number, "13850001234"):
        assert told in text
    assert "no-store" in page["Cache-Control"]
    logged = Access.objects.get()
    assert (logged.owner, logged.about, logged.what, logged.user, logged.reason) == (
        *(entry, entry.number, "identity", user),
        WHY["reason"],
    )


@pytest.mark.parametrize("reason", ["", "  ", "看看"])
def test_without_a_reason_nothing_is_shown_and_nothing_logged(as_user, cast, entry, reason):
    page = as_user(cast.county).post(
        reverse("beneficiary_open", args=[entry.pk]), {"reason": reason}
    )
    assert entry.id_number not in page.content.decode()
    assert "事由" in page.content.decode()
    assert not Access.objects.exists()


@pytest.mark.parametrize(
    ("role", "status"),
    [
        *(("auditor", 403), ("clerk", 404), ("evaluator", 404), ("sysadmin", 404)),
        *(("sibling_agency", 404), ("sibling_county", 404), ("other_city", 404)),
    ],
)
def test_who_may_not_open_does_not(as_user, cast, entry, role, status):
    address = reverse("beneficiary_open", args=[entry.pk])
    client = as_user(getattr(cast, role))
    assert client.post(address, WHY).status_code == status
    assert not Access.objects.exists()


def test_a_link_opens_nothing(as_user, cast, entry, service):
    client = as_user(cast.county)
    for address in (
        reverse("beneficiary_open", args=[entry.pk]),
        reverse("narrative_open", args=["service", service.pk]),
    ):
        assert client.get(address, WHY).status_code == 405


def test_an_erased_entry_has_nothing_to_open(as_user, cast, entry):
    opening_address = reverse("beneficiary_open", args=[entry.pk])
    address = reverse("beneficiary_erase", args=[entry.pk])
    client = as_user(cast.agency)
    assert client.post(address, {"reason": "本人要求"}).url == entry.get_absolute_url()
    assert client.post(opening_address, WHY).status_code == 302
    assert not Access.objects.exists()


def test_an_official_opens_what_the_agency_wrote_of_a_service(as_user, cast, service):
    page = as_user(cast.county).post(reverse("narrative_open", args=["service", service.pk]), WHY)
    for text in ("上门探访独居老人", "血压偏高"):
        assert text in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert Access.objects.get().about == service.number


def test_an_official_opens_a_case_file(cast, project, worker):
    case = make_case(project, worker, assessment="高血压")
    texts = opening.open_narrative(kind="case", record_id=case.pk, by=cast.county, **WHY)
    assert [one.text for one in texts] == ["独居，子女在外务工", "高血压"]
    assert Access.objects.get().about == case.number
    for user in (cast.sibling_county, cast.auditor, cast.agency):
        with pytest.raises(ValidationError):
            opening.open_narrative(kind="case", record_id=case.pk, by=user, **WHY)


def test_what_is_opened_is_not_in_the_log(as_user, cast, service, entry):
    client = as_user(cast.county)
    client.post(reverse("narrative_open", args=["service", service.pk]), WHY)
    client.post(reverse("beneficiary_open", args=[entry.pk]), WHY)
    stored = " ".join(str(value) for row in Access.objects.values_list() for value in row)
    for secret in ("探访", entry.name, entry.id_number):
        assert secret not in stored


def test_reading_and_logging_are_one_transaction(cast, entry, monkeypatch):
    """Where the log cannot be written, nothing is read out."""

    def fail(**words):
        raise RuntimeError("disk full")

    monkeypatch.setattr(opening, "record_access", fail)
    with pytest.raises(RuntimeError), transaction.atomic():
        opening.open_identity(beneficiary_id=entry.pk, reason=WHY["reason"], by=cast.county)


def test_a_case_holds_up_the_erasing_and_the_page_says_so(as_user, cast, entry, project, worker):
    make_case(project, worker, beneficiary=entry)
    address = reverse("beneficiary_erase", args=[entry.pk])
    page = as_user(cast.agency).post(address, {"reason": "本人要求"})
    assert "未结个案" in page.content.decode()
    assert Beneficiary.objects.not_erased().count() == 1

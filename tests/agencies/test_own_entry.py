"""An agency keeps its own entry up to date; key facts wait for the registering authority."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from projects.agencies.actions.agencies import confirm_change, decline_change
from projects.agencies.models import FactChange
from tests.simultaneous import at_once


@pytest.fixture
def agency(cast):
    return cast.agency.agency


@pytest.fixture
def typed(agency, places) -> dict:
    """What the form shows, as the agency sends it back."""
    return {
        "name": agency.name,
        "authority": agency.authority,
        "legal_representative": agency.legal_representative,
        "grade": agency.grade,
        "graded_on": agency.graded_on or "",
        "phone": "13800005678",
        "staff_count": "12",
        "party_branch": "joint",
        "fields_of_work": ["elders", "children"],
        "service_area": [places.minhou.pk, places.meilie.pk],
        "version": agency.version,
    }


def edit(agency) -> str:
    return reverse("agency_edit", args=[agency.pk])


def verb(change, name: str) -> str:
    return reverse(f"agency_change_{name}", args=[change.pk])


@pytest.fixture
def change(as_user, cast, agency, typed) -> FactChange:
    as_user(cast.agency).post(edit(agency), typed | {"legal_representative": "陈新任"})
    return agency.fact_changes.get()


def test_what_is_its_own_changes_at_once(as_user, cast, agency, typed, places):
    page = as_user(cast.agency).post(edit(agency), typed, follow=True)
    agency.refresh_from_db()
    assert (agency.staff_count, agency.phone, agency.party_branch) == (12, "13800005678", "joint")
    assert {one.field for one in agency.fields.all()} == {"elders", "children"}
    assert set(agency.service_area.all()) == {places.minhou, places.meilie}
    assert not agency.fact_changes.exists()
    assert "13800005678" in page.text


def test_a_key_fact_waits_and_the_rest_is_saved(as_user, cast, agency, change):
    before = agency.legal_representative
    agency.refresh_from_db()
    assert agency.legal_representative == before
    assert agency.staff_count == 12
    assert change.facts == {"legal_representative": [before, "陈新任"]}
    assert change.created_by == cast.agency


def test_it_cannot_change_its_credit_code_or_place(as_user, cast, agency, typed, places):
    code, place = agency.credit_code, agency.place
    as_user(cast.agency).post(
        edit(agency), typed | {"credit_code": "52350200MJB123456M", "place": places.meilie.pk}
    )
    agency.refresh_from_db()
    assert (agency.credit_code, agency.place) == (code, place)


def test_while_one_waits_no_other_is_asked_for(as_user, cast, agency, typed, change):
    typed["version"] = 2
    page = as_user(cast.agency).get(edit(agency))
    assert page.context["form"].fields["name"].disabled
    as_user(cast.agency).post(edit(agency), typed | {"name": "别的名字"})
    assert agency.fact_changes.count() == 1


def test_the_registering_authority_confirms(as_user, cast, agency, change):
    as_user(cast.county).post(verb(change, "confirm"))
    agency.refresh_from_db()
    change.refresh_from_db()
    assert agency.legal_representative == "陈新任"
    assert (change.status, change.decided_by) == ("confirmed", cast.county)


def test_a_decline_needs_a_reason_and_leaves_the_entry(as_user, cast, agency, change):
    as_user(cast.county).post(verb(change, "decline"), {"reason": ""})
    change.refresh_from_db()
    assert change.waits
    as_user(cast.county).post(verb(change, "decline"), {"reason": "请先到民政局办理变更登记"})
    change.refresh_from_db()
    agency.refresh_from_db()
    assert change.status == "declined"
    assert agency.legal_representative != "陈新任"
    assert "请先到民政局办理变更登记" in as_user(cast.agency).get(agency.get_absolute_url()).text


def test_the_agency_withdraws_and_asks_again(as_user, cast, agency, typed, change):
    as_user(cast.agency).post(verb(change, "withdraw"))
    agency.refresh_from_db()
    as_user(cast.agency).post(
        edit(agency), typed | {"version": agency.version, "name": "闽侯县新名社会工作服务中心"}
    )
    assert agency.fact_changes.waiting().get().facts["name"][1] == "闽侯县新名社会工作服务中心"


@pytest.mark.parametrize(
    "who", ["sibling_county", "other_city", "clerk", "auditor", "sibling_agency"]
)
def test_nobody_else_decides(as_user, cast, change, who):
    for name in ("confirm", "decline", "withdraw"):
        answer = as_user(getattr(cast, who)).post(verb(change, name), {"reason": "不"})
        assert answer.status_code in (403, 404)
    change.refresh_from_db()
    assert change.waits


def test_what_the_registry_changed_meanwhile_is_not_overwritten(cast, agency, change):
    agency.legal_representative = "第三人"
    agency.save()
    with pytest.raises(ValidationError):
        confirm_change(change_id=change.pk, by=cast.county)
    agency.refresh_from_db()
    assert agency.legal_representative == "第三人"


def test_the_database_lets_one_change_wait(agency, change):
    with pytest.raises(IntegrityError, match="one_fact_change_waits"), transaction.atomic():
        FactChange.objects.create(agency=agency, facts={"name": ["a", "b"]})


@pytest.mark.django_db(transaction=True)
def test_of_a_confirmation_and_a_decline_in_the_same_moment_one_holds(cast, agency):
    change = FactChange.objects.create(
        agency=agency, facts={"authority": [agency.authority, "闽侯县民政局"]}
    )

    calls = [
        lambda: confirm_change(change_id=change.pk, by=cast.county),
        lambda: decline_change(change_id=change.pk, by=cast.county, reason="不"),
    ]
    results = at_once(calls * 4)
    assert sum(isinstance(result, FactChange) for result in results) == 1

"""Two agencies enter or erase one person at the same moment, on real connections."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from projects.common.encryption import keyed_hash
from projects.delivery.actions import erase_person, register_person
from projects.delivery.models import Beneficiary, Person
from tests.factories import make_project, make_user
from tests.records import id_number
from tests.simultaneous import at_once

pytestmark = pytest.mark.django_db(transaction=True)
NUMBER = id_number(12)


@pytest.fixture(autouse=True)
def _real_database():
    if connection.vendor != "postgresql":
        pytest.skip("needs many connections to PostgreSQL")


def entering(places, by, number=NUMBER):
    return lambda: register_person(
        by=by,
        name="林示例",
        id_number=number,
        groups=["residents"],
        place_id=places.fulong.pk,
        consent_on=date(2018, 4, 2),
    )


@pytest.fixture
def staffs(cast, project, plan, places):
    """Staff of three agencies that work in the same county."""
    others = [cast.sibling_agency, cast.other_agency]
    for user in others:
        make_project(places.own, agency=user.agency, plan=plan, status="running")
    return [cast.agency, *others]


def test_three_agencies_that_enter_one_person_at_once_make_one_person(staffs, places):
    entries = at_once([entering(places, by) for by in staffs] * 7)
    made = [entry for entry in entries if isinstance(entry, Beneficiary)]
    assert len(made) == 3
    assert Person.objects.count() == 1
    refused = [entry for entry in entries if isinstance(entry, ValidationError)]
    assert all("id_number" in refusal.message_dict for refusal in refused)


def test_one_agency_that_enters_one_person_20_times_at_once_makes_one_entry(staffs, places):
    colleagues = [make_user("agency", agency=staffs[0].agency) for _number in range(20)]
    at_once([entering(places, by) for by in colleagues])
    assert Beneficiary.objects.count() == 1


def test_erasing_the_last_entry_while_others_enter_leaves_nobody_split(staffs, places):
    """Whoever is entered after or before the erasing: live entries of one number are one person."""
    ours, *theirs = staffs
    for round_number in range(5):
        number = id_number(100 + round_number)
        entry = entering(places, ours, number)()
        erasing = [
            lambda entry=entry: erase_person(beneficiary_id=entry.pk, reason="本人要求", by=ours)
        ]
        results = at_once([*erasing, *(entering(places, by, number) for by in theirs)])
        assert all(isinstance(one, Beneficiary) for one in results), results
        live = Beneficiary.objects.not_erased().filter(pk__in=[one.pk for one in results])
        assert len({one.person_id for one in live}) == 1
        assert {one.person.id_hash for one in live} == {keyed_hash(number)}

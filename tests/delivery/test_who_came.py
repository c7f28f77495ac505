"""Who of the register came: found by name, number or ID number, and counted once."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from projects.delivery.actions.attendance import change_who_came
from projects.delivery.finding import find_people
from projects.delivery.models import Attendance, Beneficiary, Person
from tests.factories import make_beneficiary, make_group, make_service

pytestmark = pytest.mark.django_db


@pytest.fixture
def service(project, worker):
    return make_service(project, worker, attendances=2)


@pytest.fixture
def people(agency, places):
    names = ("林秀英", "陈秀珠", "王大海")
    return [make_beneficiary(agency, places.fulong, name=name) for name in names]


def came(service) -> set[str]:
    return {one.beneficiary.name for one in Attendance.objects.filter(record=service)}


def test_those_who_came_are_added_and_taken_out(cast, service, people):
    ids = [person.pk for person in people]
    change_who_came(service_id=service.pk, by=cast.agency, add=ids[:2])
    change_who_came(service_id=service.pk, by=cast.agency, add=ids[2:], remove=ids[:1])
    assert came(service) == {"陈秀珠", "王大海"}


def test_no_more_people_are_named_than_came(cast, service, people):
    with pytest.raises(ValidationError):
        change_who_came(service_id=service.pk, by=cast.agency, add=[one.pk for one in people])


def test_people_of_another_register_are_refused(cast, service, places):
    theirs = make_beneficiary(cast.sibling_agency.agency, places.zhongshan)
    with pytest.raises(ValidationError):
        change_who_came(service_id=service.pk, by=cast.agency, add=[theirs.pk])
    assert not came(service)


def test_only_the_agency_says_who_came(cast, service, people):
    with pytest.raises(ValidationError):
        change_who_came(service_id=service.pk, by=cast.county, add=[people[0].pk])


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("秀", {"林秀英", "陈秀珠"}),
        (" 王大海 ", {"王大海"}),
        ("海王", set()),
        ("", set()),
    ],
)
def test_people_are_found_by_a_part_of_the_name(cast, people, typed, names):
    assert {person.name for person in find_people(cast.agency, typed)} == names


def test_people_are_found_by_number_and_by_the_whole_id_number(cast, people):
    one = people[1]
    assert find_people(cast.agency, one.number) == [one]
    assert find_people(cast.agency, one.id_number) == [one]
    assert find_people(cast.agency, one.id_number[:17]) == []
    assert find_people(cast.sibling_agency, "秀") == []


def test_one_of_5000_people_is_found_by_name(cast, agency, places, people):
    persons = Person.objects.bulk_create(Person() for _number in range(5000))
    like = {"agency": agency, "place": places.fulong, "sex": "female", "groups": ["residents"]}
    Beneficiary.objects.bulk_create(
        Beneficiary(
            **like,
            number=f"N{n}",
            person=person,
            name=f"郑示例{n}",
            consent_on=date(2018, 5, 1),
        )
        for n, person in enumerate(persons)
    )
    (found,) = find_people(cast.agency, "林秀英")
    assert found == people[0]


def test_the_page_shows_masked_names_and_offers_the_members_of_the_group(
    as_user, cast, project, worker, people
):
    group = make_group(project, worker, *people[:2])
    service = make_service(project, worker, group=group, session=1)
    client = as_user(cast.agency)
    address = reverse("service_people", args=[service.pk])
    page = client.get(address)
    assert {person.name for person in page.context["members"]} == {"林秀英", "陈秀珠"}
    client.post(address, {"add": [people[0].pk]})
    page = client.post(address, {"q": "大海"})
    text = page.content.decode()
    assert "林*" in text
    assert "王*" in text
    assert "林秀英" not in text
    assert {person.name for person in page.context["members"]} == {"陈秀珠"}
    client.post(address, {"remove": [people[0].pk], "add": ["x", "9" * 30]})
    assert not came(service)

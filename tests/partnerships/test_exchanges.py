"""Exchange with Taiwan: registered by the province; only candidates have a year, an age and a result."""

import uuid

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from projects.partnerships.models import Exchange
from tests.partnerships.partners import make_candidate, make_exchange

pytestmark = pytest.mark.django_db

NEW = reverse("exchange_create")


@pytest.fixture
def typed(places) -> dict:
    return {
        "kind": "candidate",
        "on": "2018-06-09",
        "place": places.own.pk,
        "count": 1,
        "exam_year": 2018,
        "age": 63,
        "passed": "unknown",
        "submission": str(uuid.uuid4()),
    }


def test_the_province_registers_a_candidate_whose_result_is_not_known_yet(as_user, cast, typed):
    response = as_user(cast.province).post(NEW, typed, follow=True)
    made = Exchange.objects.get()
    assert response.redirect_chain[-1][0] == made.get_absolute_url()
    assert (made.age, made.exam_year, made.passed, made.count) == (63, 2018, None, 1)


@pytest.mark.parametrize(
    "wrong", [{"age": ""}, {"exam_year": ""}, {"count": 2}, {"kind": "intern"}, {"count": 0}]
)
def test_a_candidate_alone_is_one_person_with_year_and_age(as_user, cast, typed, wrong):
    response = as_user(cast.province).post(NEW, {**typed, **wrong})
    assert response.status_code == 200
    assert response.context["form"].errors
    assert not Exchange.objects.exists()


def test_the_database_holds_it_too(places):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_candidate(places.own, age=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_exchange(places.own, passed=True)


def test_an_exchange_counts_for_a_place_and_is_read_there(as_user, cast, places, agency):
    province = make_exchange(places.fujian)
    own = make_exchange(places.own, agency)
    other = make_exchange(places.other)

    def seen_by(user):
        return set(as_user(user).get(reverse("exchange_list")).context["object_list"])

    assert seen_by(cast.province) == {province, own, other}
    assert seen_by(cast.city) == seen_by(cast.county) == seen_by(cast.agency) == {own}
    assert seen_by(cast.other_city) == {other}


def test_the_list_is_narrowed_to_a_kind_and_a_year(as_user, cast, places):
    visit, candidate = make_exchange(places.own), make_candidate(places.own)

    def found(**asked):
        page = as_user(cast.province).get(reverse("exchange_list"), asked)
        return set(page.context["object_list"])

    assert found(kind="candidate") == {candidate}
    assert found(year=2018) == {visit, candidate}
    assert not found(year=2017)

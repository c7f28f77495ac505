"""Which services are unusual: of everybody who worked at them, by the rule of their place."""

from datetime import date, time
from decimal import Decimal

import pytest

from projects.delivery.models import ServiceRecord, ServiceRule
from tests.factories import make_assignment, make_service, make_worker

pytestmark = pytest.mark.django_db
MORNING = {"starts_at": time(9), "ends_at": time(11)}
NOON = {"starts_at": time(10, 30), "ends_at": time(12)}
LATER = {"starts_at": time(11), "ends_at": time(12)}


@pytest.fixture
def serve(project):
    """`serve(*workers, **fields)` gives the id of a service on 10 May."""
    return lambda *workers, **fields: make_service(project, *workers, **fields).pk


@pytest.fixture
def helper(project, places, agency):
    other = make_worker(places.own, agency)
    make_assignment(project, other, role="worker")
    return other


@pytest.fixture
def rule(cast, places):
    """`rule(place, …)` sets the rule of a place."""
    return lambda place, **said: ServiceRule.objects.create(
        place=place, created_by=cast.province, **said
    )


def unusual():
    return set(
        ServiceRecord.objects.unusual(ServiceRule.objects.all()).values_list("pk", flat=True)
    )


def test_two_services_at_the_same_time_are_unusual_whoever_leads_or_helps(
    serve, worker, helper, places, agency
):
    third = make_worker(places.own, agency)
    pairs = (
        ((worker,), (worker,)),
        ((worker,), (third, worker)),
        ((third, worker), (helper, worker)),
    )
    for month, (first, second) in enumerate(pairs, start=5):
        day = date(2018, month, 1)
        both = {serve(*first, date=day, **MORNING), serve(*second, date=day, **NOON)}
        assert unusual() == both
        ServiceRecord.objects.filter(pk__in=both).delete()


def test_services_after_each_other_or_of_different_people_are_not(serve, worker, helper):
    serve(worker, **MORNING)
    serve(worker, **LATER)
    serve(helper, **MORNING)
    serve(worker)  # without times
    assert unusual() == set()


def test_the_hours_of_a_day_count_those_helped_with(serve, worker, helper):
    led = serve(helper, hours=Decimal(8))
    helped = serve(worker, helper, hours=Decimal(5))
    serve(worker, hours=Decimal(6))
    assert unusual() == {led, helped}


def test_the_nearest_rule_says_how_many_hours_are_usual(serve, worker, places, rule):
    record = serve(worker, hours=Decimal(9))
    assert unusual() == set()
    rule(places.fujian, most_hours=Decimal(8))
    assert unusual() == {record}
    rule(places.own, most_hours=Decimal(10))
    assert unusual() == set()
    rule(places.other, most_hours=Decimal(2))
    assert unusual() == set()


def test_what_the_rule_allows_is_not_unusual(serve, worker, places, rule):
    both = {serve(worker, hours=Decimal(7), **MORNING), serve(worker, hours=Decimal(7), **NOON)}
    assert unusual() == both
    said = rule(places.own, overlap="allow")
    assert unusual() == both
    said.long_hours = "allow"
    said.save()
    assert unusual() == set()

"""Which services are unusual: of everybody who worked at them, by the rule of their place."""

from collections import defaultdict
from datetime import date, time, timedelta
from decimal import Decimal
from itertools import permutations
from random import Random

import pytest

from projects.delivery.models import ServiceRecord, ServiceRule
from tests.factories import make_assignment, make_project, make_service, make_worker

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


def test_the_answer_is_what_looking_at_each_pair_gives_also_among_a_few(
    project, plan, places, agency, rule
):
    chance, day = Random(2018), date(2018, 5, 1)
    rule(places.fujian, most_hours=Decimal(4))
    rule(places.sibling, long_hours="allow")
    rule(places.other, overlap="allow", most_hours=Decimal(5))
    projects = [
        project,
        *(
            make_project(place, agency=agency, plan=plan)
            for place in (places.sibling, places.other)
        ),
    ]
    workers = [make_worker(places.own, agency) for _number in range(6)]
    at = projects[0].sites.get().place
    for number in range(250):
        lead, *helped = chance.sample(workers, chance.choice((1, 1, 2, 4)))
        begins = chance.choice((None, *range(8, 18)))
        record = ServiceRecord.objects.create(
            number=f"R{number}",
            project=chance.choice(projects),
            method=ServiceRecord.Method.HOME_VISIT,
            date=day + timedelta(chance.randrange(30)),
            starts_at=begins and time(begins, chance.choice((0, 30))),
            ends_at=begins and time(begins + chance.choice((1, 1, 3)), chance.choice((30, 45))),
            hours=Decimal(chance.randrange(1, 25)) / 10,
            place=at,
            county_code=at.code[:6].ljust(12, "0"),
            attendances=1,
            lead=lead,
            counts=chance.random() < 0.9,
        )
        record.assistants.set(helped)
    expected = reckoned({projects[0]: (True, 4), projects[1]: (True, 99), projects[2]: (False, 5)})
    assert 60 < len(expected) < 200
    rows = ServiceRecord.objects.all()
    for some in (
        rows,
        rows.filter(project=projects[2]),
        rows.filter(date=day).select_related("lead"),
        rows.filter(pk__in=sorted(expected)[::9]),
        rows.filter(pk__in=[]),
    ):
        found = list(some.unusual(ServiceRule.objects.all()).values_list("pk", flat=True))
        assert sorted(found) == sorted(expected & set(some.values_list("pk", flat=True)))


def reckoned(said):
    """``said``: project → whether overlaps are watched there, and the hours that are usual."""
    days = defaultdict(list)
    for record in ServiceRecord.objects.select_related("project").prefetch_related("assistants"):
        for worker in record.workers:
            days[worker, record.date].append(record)
    found = set()
    for day in days.values():
        hours = sum(record.hours for record in day)
        found |= {one.pk for one in day if hours > said[one.project][1]}
        found |= {
            one.pk
            for one, two in permutations(day, 2)
            if said[one.project][0]
            and (one.starts_at and two.starts_at)
            and (one.starts_at < two.ends_at and one.ends_at > two.starts_at)
        }
    return found

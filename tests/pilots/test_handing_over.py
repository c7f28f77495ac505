"""Handing a place on a project over, and what is flagged about those who work there."""

import uuid
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from projects.pilots.actions.assignments import hand_over
from projects.pilots.models import Assignment
from projects.workers.actions import register_worker
from tests.factories import make_assignment, make_project, make_worker
from tests.simultaneous import at_once

TODAY = timezone.localdate()


@pytest.fixture
def project(places, plan, cast):
    return make_project(
        places.minhou,
        agency=cast.agency.agency,
        plan=plan,
        status="running",
        starts=TODAY - timedelta(days=60),
        ends=TODAY + timedelta(days=200),
    )


@pytest.fixture
def old(project, places, cast) -> Assignment:
    worker = make_worker(places.minhou, cast.agency.agency)
    return make_assignment(project, worker, share=60)


@pytest.fixture
def successor(places, cast):
    return make_worker(places.minhou, cast.agency.agency)


def url(assignment) -> str:
    return reverse("assignment_hand_over", args=[assignment.pk])


def test_the_successor_takes_the_same_place_on_the_next_day(as_user, cast, old, successor):
    client = as_user(cast.agency)
    assert old.worker not in client.get(url(old)).context["form"].fields["worker"].queryset
    typed = {"worker": successor.pk, "first_day": TODAY, "submission": uuid.uuid4()}
    client.post(url(old), typed)
    client.post(url(old), typed)  # the second of two clicks
    old.refresh_from_db()
    new = old.handed_to
    assert old.ends == TODAY - timedelta(days=1)
    assert (new.worker, new.role, new.share, new.starts, new.ends) == (
        successor,
        "lead",
        60,
        TODAY,
        None,
    )
    assert Assignment.objects.count() == 2
    assert successor.name in client.get(old.get_absolute_url()).text
    assert old.worker.name in client.get(new.get_absolute_url()).text


def test_a_lead_is_handed_to_a_certified_worker_only(as_user, cast, old, places):
    trainee = make_worker(places.minhou, cast.agency.agency, certified__never=True)
    page = as_user(cast.agency).post(url(old), {"worker": trainee.pk, "first_day": TODAY})
    assert page.status_code == 200
    assert page.context["form"].errors
    old.refresh_from_db()
    assert old.ends is None


def test_a_day_before_the_predecessor_began_is_refused_at_the_field(as_user, cast, old, successor):
    typed = {"worker": successor.pk, "first_day": old.starts}
    page = as_user(cast.agency).post(url(old), typed)
    assert "first_day" in page.context["form"].errors


def test_a_place_stays_with_the_agency_of_the_project(cast, old, places):
    moved_on = make_worker(places.minhou, cast.sibling_agency.agency)
    with pytest.raises(ValidationError, match="不是"):
        hand_over(assignment=old, successor=moved_on, first_day=TODAY, by=cast.agency)
    old.refresh_from_db()
    assert old.ends is None


def test_a_stranger_does_not_hand_over(as_user, cast, old):
    assert as_user(cast.sibling_agency).get(url(old)).status_code == 404
    assert as_user(cast.city).get(url(old)).status_code == 403


@pytest.mark.django_db(transaction=True)
def test_of_many_who_hand_over_in_the_same_moment_one_does(cast, old, places):
    others = [make_worker(places.minhou, cast.agency.agency) for _number in range(8)]
    results = at_once(
        [
            lambda worker=worker: hand_over(
                assignment=old, successor=worker, first_day=TODAY, by=cast.agency
            )
            for worker in others
        ]
    )
    assert sum(isinstance(result, Assignment) for result in results) == 1
    assert sum(isinstance(result, ValidationError) for result in results) == 7


def flags(assignment) -> tuple:
    row = Assignment.objects.with_flags(TODAY).get(pk=assignment.pk)
    return row.full_share, row.is_certified, row.is_registered


def test_time_over_all_projects_is_added_up_on_the_day(old, places, plan, cast):
    assert flags(old)[0] == 60

    def also(**fields):
        other = make_project(
            places.minhou,
            agency=cast.agency.agency,
            plan=plan,
            status="running",
            starts=TODAY - timedelta(days=60),
            ends=TODAY + timedelta(days=5),
        )
        return make_assignment(other, old.worker, **fields)

    also(role="worker", share=50)
    also(role="worker", share=50, ends=TODAY - timedelta(days=1))
    also(role="worker", share=50, starts=TODAY + timedelta(days=1))
    assert flags(old)[0] == 110


def test_the_list_shows_only_the_flagged_where_asked(as_user, cast, old):
    register_worker(worker_id=old.worker_id, starts_on=TODAY - timedelta(days=30), by=cast.agency)
    client = as_user(cast.county)
    assert not client.get(reverse("assignment_list"), {"flag": "yes"}).context["object_list"]
    Assignment.objects.update(share=100)
    make_assignment(
        make_project(
            old.project.place,
            agency=old.project.agency,
            plan=old.project.plan,
            status="running",
            starts=TODAY,
            ends=TODAY + timedelta(days=9),
        ),
        old.worker,
        role="worker",
        share=1,
    )
    assert len(client.get(reverse("assignment_list"), {"flag": "yes"}).context["object_list"]) == 2


def test_what_is_over_is_judged_by_its_last_day(old, cast):
    old.project.starts, old.project.ends = date(2018, 4, 1), date(2019, 3, 31)
    old.project.save()
    old.starts = date(2018, 4, 1)
    old.save()
    register_worker(worker_id=old.worker_id, starts_on=date(2017, 9, 1), by=cast.agency)
    assert flags(old) == (60, True, True)
    register = old.worker.registrations.get()
    register.ends_on = date(2019, 3, 30)
    register.save()
    assert flags(old) == (60, True, False)

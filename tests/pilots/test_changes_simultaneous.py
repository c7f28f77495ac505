"""Two people decide, and two people ask, at the same moment, on real connections."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from projects.common.drafts import DraftOutdated, save_draft
from projects.common.models import FormDraft
from projects.pilots.actions.changes import ask_change, decide_change
from projects.pilots.changes import present
from projects.pilots.models import BudgetLine, ChangeRequest, Project
from tests.factories import make_project, make_user
from tests.simultaneous import at_once

pytestmark = pytest.mark.django_db(transaction=True)
TIMES = 12


@pytest.fixture(autouse=True)
def _real_database():
    if connection.vendor != "postgresql":
        pytest.skip("needs many connections to PostgreSQL")


@pytest.fixture
def running(places, agency, plan, worker) -> Project:
    project = make_project(places.own, agency=agency, plan=plan, status="running", lead=worker)
    for category, amount in (("staff", "6000.00"), ("activity", "4000.00")):
        BudgetLine.objects.create(project=project, category=category, amount=Decimal(amount))
    return project


def dates_change(project: Project, days: int) -> ChangeRequest:
    after = {"ends": (project.ends + timedelta(days=days)).isoformat()}
    return ChangeRequest(
        project=project, kind="dates", before=present(project, "dates"), after=after, reason="x"
    )


def test_only_one_of_many_deciders_is_heard(running, cast):
    change = ask_change(change=dates_change(running, 20), by=cast.agency)
    people = [make_user("county", place=cast.county.place) for _number in range(TIMES)]
    results = at_once(
        [
            lambda by=by, number=number: decide_change(
                change_id=change.pk, by=by, approve=number % 2 == 0, reason="x"
            )
            for number, by in enumerate(people)
        ]
    )
    refused = [result for result in results if isinstance(result, ValidationError)]
    assert len(refused) == TIMES - 1
    old = running.ends
    running.refresh_from_db()
    change.refresh_from_db()
    approved = change.status == "approved"
    assert running.ends == (old + timedelta(days=20) if approved else old)


def test_of_many_requests_of_one_kind_one_is_filed(running, cast):
    results = at_once(
        [
            lambda days=days: ask_change(change=dates_change(running, days), by=cast.agency)
            for days in range(1, TIMES + 1)
        ]
    )
    assert sum(isinstance(result, ChangeRequest) for result in results) == 1
    assert ChangeRequest.objects.count() == 1


def test_requests_of_several_kinds_get_a_number_each(running, cast, places):
    budget = ChangeRequest(
        project=running,
        kind="budget",
        before=present(running, "budget"),
        after={"lines": {"staff": "5000.00", "activity": "5000.00"}},
        reason="x",
    )
    sites = ChangeRequest(
        project=running,
        kind="sites",
        before=present(running, "sites"),
        after={"places": [[places.qingqi.pk, "青岐"]]},
        reason="x",
    )
    changes = [dates_change(running, 3), budget, sites]
    results = at_once(
        [lambda change=change: ask_change(change=change, by=cast.agency) for change in changes]
    )
    assert {result.number[-3:] for result in results} == {"B01", "B02", "B03"}


def test_two_devices_that_save_their_first_at_once_make_one_draft(cast):
    key = "7d444840-9dc0-11d1-b245-5ffdce74fad2"

    def save(text: str) -> object:
        try:
            return save_draft(
                user=cast.county,
                form="project",
                key=key,
                title=text,
                data={"name": [text]},
                version=0,
            )
        except DraftOutdated as outdated:
            return outdated

    results = at_once([lambda text=str(number): save(text) for number in range(TIMES)])
    saved = [result for result in results if isinstance(result, FormDraft)]
    assert len(saved) == 1
    assert FormDraft.objects.get().title == saved[0].title

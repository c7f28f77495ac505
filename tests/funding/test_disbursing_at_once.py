"""Two officials and twenty clicks at the same moment: each fen is paid once, and nobody waits for ever."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from projects.funding.actions import approve_all, check, propose_reversal
from projects.funding.models import Disbursement, Source
from tests.factories import make_user
from tests.funding.paying_world import paid, paying
from tests.simultaneous import at_once

pytestmark = pytest.mark.django_db(transaction=True)
SHARE = Decimal("18000.00")


@pytest.fixture(autouse=True)
def _real_database():
    if connection.vendor != "postgresql":
        pytest.skip("needs many connections to PostgreSQL")


@pytest.fixture
def world(cast, places, plan):
    return paying(cast, places, plan)


def paid_of(source):
    return Source.objects.get(pk=source.pk).paid


def test_a_proposal_sent_20_times_at_once_is_made_once(cast, world):
    key = uuid4()
    results = at_once([lambda: world.propose(cast.county, submission_key=key)] * 20)
    assert len({entry.pk for entry in results}) == Disbursement.objects.count() == 1


def test_20_forms_for_the_same_share_at_once_make_one_proposal(cast, world):
    results = at_once([lambda: world.propose(cast.county)] * 20)
    assert sum(isinstance(one, Disbursement) for one in results) == 1
    assert Disbursement.objects.count() == 1


def test_an_approval_clicked_20_times_at_once_pays_once(cast, world):
    entry = world.propose(cast.county)
    clicks = [lambda: check(disbursement_id=entry.pk, approve=True, by=world.checker)] * 20
    assert all(isinstance(one, Disbursement) for one in at_once(clicks))
    assert paid_of(world.county) == SHARE


def test_of_two_checkers_at_once_one_decides(cast, world, places):
    other = make_user("county", place=places.own)
    entry = world.propose(cast.county)
    yes = [lambda: check(disbursement_id=entry.pk, approve=True, by=world.checker)] * 5
    no = [lambda: check(disbursement_id=entry.pk, approve=False, refusal="不对", by=other)] * 5
    results = at_once([call for pair in zip(yes, no, strict=True) for call in pair])
    assert sum(isinstance(one, ValidationError) for one in results) == 5
    entry.refresh_from_db()
    assert paid_of(world.county) == (SHARE if entry.status == "approved" else 0)


def test_bulk_approvals_of_two_people_that_cross_pay_each_once(cast, places, plan):
    worlds = [paying(cast, places, plan) for _ in range(4)]
    ids = [one.propose(cast.county).pk for one in worlds]
    first, second = worlds[0].checker, worlds[1].checker
    calls = [
        lambda: approve_all(ids=ids, by=first),
        lambda: approve_all(ids=ids[::-1], by=second),
    ] * 5
    results = at_once(calls)
    winners = {one[0].checked_by_id for one in results if isinstance(one, list)}
    assert len(winners) == 1
    assert sum(isinstance(one, ValidationError) for one in results) == 5
    assert [paid_of(one.county) for one in worlds] == [SHARE] * 4


def test_a_reversal_proposed_20_times_at_once_is_proposed_once(cast, world):
    entry = paid(world, cast.county, world.checker)
    call = lambda: propose_reversal(disbursement_id=entry.pk, reason="付错", by=cast.county)  # noqa: E731
    results = at_once([call] * 20)
    assert sum(isinstance(one, Disbursement) for one in results) == 1

"""Notices, objections and contracts when several people act at the same moment."""

import uuid
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from projects.pilots.actions.contracts import save_contract
from projects.pilots.actions.moves import AlreadyDone, MoveRefused, move
from projects.pilots.actions.notices import announce, file_objection, handle_objection
from projects.pilots.models import Contract, Objection, Project, PublicNotice
from tests.factories import make_contract, make_notice, make_objection
from tests.pilots.test_simultaneous import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _real_database():
    if connection.vendor != "postgresql":
        pytest.skip("needs many connections to PostgreSQL")


@pytest.fixture
def last_hour(bare, cast, monkeypatch) -> PublicNotice:
    """A notice about which the two sides disagree whether its last day has passed."""
    today = timezone.localdate()
    notice = make_notice(
        bare("notice"), cast.province, starts=today - timedelta(days=8), ends=today
    )
    # Whoever confirms is past midnight already; whoever objects is not.
    monkeypatch.setattr(
        "projects.pilots.actions.moves.timezone.localdate", lambda *args: today + timedelta(days=1)
    )
    monkeypatch.setattr(PublicNotice, "open_on", lambda notice, day: notice.withdrawn_on is None)
    return notice


def filed(notice: PublicNotice, **fields) -> Objection:
    fields = {"submission_key": uuid.uuid4(), "name": "林", "phone": "13800000000", **fields}
    return file_objection(objection=Objection(notice=notice, text="异议", **fields))


def test_no_project_is_confirmed_over_an_objection(cast, last_hour):
    """Ten object while ten confirm: either an objection came first, or none came at all."""

    def work(number: int):
        if number % 2:
            return filed(PublicNotice.objects.get(pk=last_hour.pk))
        return move(project_id=last_hour.project_id, name="confirm", by=cast.province)

    results = at_once(work)
    kinds = (Objection, MoveRefused, ValidationError)
    moved = [row for row in results if not isinstance(row, kinds)]
    status = Project.objects.get().status
    if status == Project.Status.CONTRACTING:
        assert len(moved) == 1
        assert not Objection.objects.exists()
    else:
        assert (status, moved) == (Project.Status.NOTICE, [])
        assert Objection.objects.count() == len(results) // 2


def test_an_approved_project_is_announced_once(cast, bare):
    project = bare("approved")
    today = timezone.localdate()
    PublicNotice.clean, clean = lambda notice: None, PublicNotice.clean
    try:
        results = at_once(
            lambda _number: announce(
                notice=PublicNotice(
                    project_id=project.pk, starts=today, ends=today + timedelta(days=8), text="公示"
                ),
                by=cast.province,
            ),
            times=8,
        )
    finally:
        PublicNotice.clean = clean
    assert sum(isinstance(one, PublicNotice) for one in results) == 1
    assert sum(isinstance(one, AlreadyDone) for one in results) == 7
    assert project.moves.count() == PublicNotice.objects.count() == 1


def test_the_same_objection_sent_many_times_is_kept_once(cast, bare):
    today = timezone.localdate()
    notice = make_notice(
        bare("notice"), cast.province, starts=today, ends=today + timedelta(days=8)
    )
    data = {
        "submission": str(uuid.uuid4()),
        "name": "林秀英",
        "phone": "13800000000",
        "text": "服务地点不清楚。",
    }
    address = reverse("objection_create", args=[notice.pk])
    answers = at_once(lambda _number: Client().post(address, data), times=6)
    assert [answer.status_code for answer in answers] == [302] * 6
    assert Objection.objects.count() == 1


def test_an_objection_is_answered_once(cast, bare):
    objection = make_objection(make_notice(bare("notice"), cast.province))
    results = at_once(
        lambda number: handle_objection(
            objection_id=objection.pk,
            outcome="not_upheld",
            answer=f"答复{number}",
            by=cast.province,
        ),
        times=8,
    )
    kept = [one for one in results if isinstance(one, Objection)]
    assert len(kept) == 1
    objection.refresh_from_db()
    assert objection.answer == kept[0].answer


def new_contract(project: Project, number: str) -> Contract:
    draft = Contract(
        project=Project.objects.select_related("agency", "place").get(pk=project.pk),
        number=number,
        purchaser="闽侯县民政局",
        place_id=project.place_id,
        method="consultation",
        amount=Decimal("150000.00"),
        signed_on=date(2018, 4, 2),
        starts=date(2018, 4, 10),
        ends=date(2019, 4, 9),
    )
    return save_contract(contract=draft, communities=[])


def test_a_project_gets_one_contract_and_a_number_is_taken_once(bare):
    projects = [bare("contracting", lead=None) for _number in range(4)]
    results = at_once(lambda number: new_contract(projects[number % 4], "1号"), times=8)
    assert sum(isinstance(one, Contract) for one in results) == 1
    assert all(isinstance(one, Contract | ValidationError | IntegrityError) for one in results)
    results = at_once(lambda number: new_contract(projects[-1], f"{number + 2}号"), times=8)
    made = Contract.objects.filter(project=projects[-1]).count()
    assert made == 1
    assert sum(isinstance(one, Contract) for one in results) <= 1


def test_the_start_does_not_overtake_a_change_of_the_contract(cast, bare):
    """The edit and the start meet at the project's row: what is edited after the start is refused."""
    project = bare("contracting")
    contract = make_contract(project)

    def work(number: int):
        if number:
            return move(project_id=project.pk, name="start", by=cast.county)
        changed = Contract.objects.select_related("project__agency", "place").get(pk=contract.pk)
        changed.purchaser = "改后"
        return save_contract(contract=changed, communities=[])

    edit, start = at_once(work, times=2)
    assert not isinstance(start, Exception)
    contract.refresh_from_db()
    assert (contract.purchaser == "改后") == isinstance(edit, Contract)

"""Every operation of the ledger crossing every other at random: nobody waits for ever, all adds up."""

from collections import Counter
from decimal import Decimal
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from projects.funding import actions
from projects.funding.models import (
    Allocation,
    Budget,
    Disbursement,
    Expenditure,
    Refund,
    Source,
    Transfer,
)
from projects.funding.reconcile import reconcile
from tests.factories import make_budget
from tests.funding.ledger_world import DAY, plan_costs
from tests.funding.paying_world import PAY_DAY, paid, paying
from tests.simultaneous import at_once

pytestmark = pytest.mark.django_db(transaction=True)
SEED, CALLS = 20261124, 500
WHY = {"reason": "交叉"}
PAPER = {"document_number": "榕财社〔2018〕9号", "document_date": DAY}


@pytest.fixture(autouse=True)
def _real_database():
    if connection.vendor != "postgresql":
        pytest.skip("needs many connections to PostgreSQL")


@pytest.fixture
def world(cast, places, plan) -> SimpleNamespace:
    """Two projects paid by county and city, two with proposals, and a line of the city to hand down."""
    projects = [paying(cast, places, plan, name=name) for name in "甲乙丙丁"]
    for one in projects:
        plan_costs(one.project)
    for one in projects[:2]:
        paid(one, cast.county, one.checker)
        paid(one, cast.city, one.city_checker, one.city)
    for one in projects[2:]:
        one.propose(cast.county)
        one.propose(cast.city, one.city)
    line = make_budget(places.fuzhou, plan, amount=Decimal("2000.00"))
    return SimpleNamespace(projects=projects, line=line, cast=cast, own=places.own)


def drawn(rows: Any, chance: Random) -> Any:
    """One of ``rows`` as they are now; refuses like an action where there is none."""
    found = list(rows.order_by("pk"))
    if not found:
        raise ValidationError("nothing is there yet")
    return chance.choice(found)


def fen(chance: Random, most: int = 400_00) -> Decimal:
    return Decimal(chance.randint(1, most)).scaleb(-2)


def holder(world: SimpleNamespace, source: Source, chance: Random) -> Any:
    """One of the two officials of the place that pays ``source``."""
    one, cast = world.projects[0], world.cast
    county = source.budget.holder_id == world.own.pk
    return chance.choice([cast.county, one.checker] if county else [cast.city, one.city_checker])


def transfer(world, chance):
    fields = {"place_id": world.own.pk, "amount": fen(chance), "day": DAY, "by": world.cast.city}
    return actions.transfer(budget_id=world.line.pk, **fields)


def reverse_transfer(world, chance):
    entry = drawn(Transfer.objects.filter(reverses=None), chance)
    return actions.reverse_transfer(transfer_id=entry.pk, by=world.cast.city, **WHY)


def amend(world, chance):
    fields = {"change": fen(chance) * chance.choice([1, -1]), "by": world.cast.city, **PAPER, **WHY}
    return actions.amend(budget_id=world.line.pk, **fields)


def allocate(world, chance):
    line = drawn(Budget.objects.filter(amount__lt=10_000_00), chance)
    by = world.cast.county if line.holder_id == world.own.pk else world.cast.city
    fields = {"amount": fen(chance), "day": DAY, "by": by}
    project = chance.choice(world.projects).project
    return actions.allocate(project_id=project.pk, budget_id=line.pk, **fields)


def reverse_allocation(world, chance):
    grants = Allocation.objects.filter(kind="grant").select_related("budget")
    entry = drawn(grants, chance)
    by = world.cast.county if entry.budget.holder_id == world.own.pk else world.cast.city
    return actions.reverse_allocation(allocation_id=entry.pk, by=by, **WHY)


def release(world, chance):
    source = drawn(Source.objects.select_related("budget"), chance)
    fields = {"amount": fen(chance), "day": DAY, "by": holder(world, source, chance), **WHY}
    return actions.release(project_id=source.project_id, budget_id=source.budget_id, **fields)


def commit(world, chance):
    one = chance.choice(world.projects)
    source = drawn(Source.objects.filter(project=one.project), chance)
    part = fen(chance) * chance.choice([1, -1])
    fields = {"parts": {source.pk: part}, "day": DAY, "by": world.cast.county, **WHY}
    return actions.commit(contract_id=one.contract.pk, **fields)


def propose(world, chance):
    one = chance.choice(world.projects)
    source = drawn(Source.objects.filter(project=one.project).select_related("budget"), chance)
    return one.propose(holder(world, source, chance), source, day=PAY_DAY)


def propose_reversal(world, chance):
    entry = drawn(Disbursement.objects.select_related("source__budget"), chance)
    by = holder(world, entry.source, chance)
    return actions.propose_reversal(disbursement_id=entry.pk, by=by, **WHY)


def check(world, chance):
    waiting = Disbursement.objects.filter(status="proposed").select_related("source__budget")
    entry = drawn(waiting, chance)
    fields = {"approve": chance.random() < 0.8, "by": holder(world, entry.source, chance)}
    return actions.check(disbursement_id=entry.pk, refusal="不对", **fields)


def approve_all(world, chance):
    holding = chance.choice([one.budget.holder for one in sources()])
    rows = Disbursement.objects.filter(status="proposed", source__budget__holder=holding)
    entries = list(rows.select_related("source__budget"))
    by = holder(world, drawn(rows.select_related("source__budget"), chance).source, chance)
    ids = [entry.pk for entry in entries if entry.created_by_id != by.pk]
    chance.shuffle(ids)
    return actions.approve_all(ids=ids, by=by)


def sources() -> list[Source]:
    return list(Source.objects.select_related("budget__holder").order_by("pk"))


def receive(world, chance):
    entry = drawn(Disbursement.objects.filter(status="approved", received_on=None), chance)
    today = timezone.localdate()
    return actions.receive(disbursement_id=entry.pk, day=today, by=world.cast.agency)


def spend(world, chance):
    project = chance.choice(world.projects).project
    line = chance.choice(list(project.budget_lines.all()))
    fields = {"amount": fen(chance), "day": DAY, "voucher": "记-1", "purpose": "活动"}
    return actions.spend(project_id=project.pk, line_id=line.pk, by=world.cast.agency, **fields)


def reverse_expenditure(world, chance):
    entry = drawn(Expenditure.objects.filter(reverses=None), chance)
    return actions.reverse_expenditure(expenditure_id=entry.pk, by=world.cast.agency, **WHY)


def refund(world, chance):
    project = chance.choice(world.projects).project
    fields = {"amount": fen(chance), "day": DAY, "by": world.cast.county}
    return actions.refund(project_id=project.pk, **fields)


def reverse_refund(world, chance):
    entry = drawn(Refund.objects.filter(reverses=None), chance)
    return actions.reverse_refund(refund_id=entry.pk, by=world.cast.county, **WHY)


def settle(world, chance):
    project = chance.choice(world.projects).project
    return actions.settle(project_id=project.pk, settled_on=DAY, by=world.cast.county)


OPERATIONS = (
    *(transfer, reverse_transfer, amend, allocate, reverse_allocation, release, commit),
    *(propose, propose_reversal, check, check, approve_all, approve_all, receive),
    *(spend, reverse_expenditure, refund, reverse_refund, settle),
)


def test_operations_that_cross_at_random_end_and_the_ledger_adds_up(world):
    done: Counter[str] = Counter()

    def call(number: int) -> Any:
        chance = Random(SEED + number)
        operation = chance.choice(OPERATIONS)

        def made() -> Any:
            result = operation(world, chance)
            done[operation.__name__] += 1
            return result

        return made

    # A deadlock, a lost lock or a CHECK that nobody put into words ends the test with its own error.
    at_once([call(number) for number in range(CALLS)])
    # By chance a few find nothing to do: all the money contracted, or every tranche already paid.
    assert len({operation.__name__ for operation in OPERATIONS} - set(done)) <= 3, done
    run = reconcile()
    assert (run.differences, run.details) == (0, [])

"""The same form sent 20 times at once, through the real pages: one entry, and nobody sees an error."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from projects.common.models import Versioned
from projects.funding.actions import TrancheRow, refund, save_plan, settle, spend, transfer
from projects.funding.models import (
    Allocation,
    Amendment,
    Budget,
    Commitment,
    Disbursement,
    Expenditure,
    Refund,
    Settlement,
    TranchePlan,
    Transfer,
)
from projects.funding.reconcile import reconcile
from projects.pilots.models import Contract
from tests.factories import make_budget
from tests.funding.ledger_world import give, plan_costs, second_of
from tests.funding.paying_world import PAY_DAY, contracted, paid, paying
from tests.simultaneous import at_once

pytestmark = pytest.mark.django_db(transaction=True)
CLICKS = 20
DAY = "2018-05-02"
PAPER = {"document_number": "闽财社〔2018〕9号"}


@dataclass
class Click:
    """Who sends which form to where, and how many rows of ``model`` it makes."""

    user: Any
    address: str
    data: dict[str, Any]
    model: Any
    rows: int = 1


def a_budget(cast, places, plan) -> Click:
    data = {"payer": "county", "plan": plan.pk, "year": "2018", "nature": "general", **PAPER}
    data |= {"document_date": DAY, "amount": "1000.00"}
    return Click(cast.county, reverse("budget_create"), data, Budget)


def an_amendment(cast, places, plan) -> Click:
    line = make_budget(places.own, plan, amount=Decimal("1000.00"))
    data = {
        "direction": "less",
        "change": "900.00",
        "document_date": DAY,
        "reason": "压减",
        **PAPER,
    }
    return Click(cast.county, reverse("budget_amend", args=[line.pk]), data, Amendment)


def a_transfer(cast, places, plan) -> Click:
    line = make_budget(places.fuzhou, plan, amount=Decimal("1000.00"))
    data = {"place": places.own.pk, "amount": "1000.00", "day": DAY, **PAPER}
    return Click(cast.city, reverse("budget_transfer", args=[line.pk]), data, Transfer)


def an_allocation(cast, places, plan) -> Click:
    contract, *_sources = contracted(cast, places, plan)
    line = make_budget(places.own, plan, amount=Decimal("1000.00"), nature="donation")
    data = {"project": contract.project_id, "budget": line.pk, "amount": "1000.00", "day": DAY}
    return Click(cast.county, reverse("allocation_create"), data, Allocation)


def a_release(cast, places, plan) -> Click:
    _contract, source, _city = contracted(cast, places, plan)
    data = {"amount": str(source.allocated), "reason": "不再签约", "day": DAY}
    entry = Allocation.objects.get(budget=source.budget)
    return Click(cast.county, reverse("allocation_release", args=[entry.pk]), data, Allocation)


def a_commitment(cast, places, plan) -> Click:
    contract, source, city = contracted(cast, places, plan)
    data = {f"source_{one.pk}": str(one.allocated) for one in (source, city)} | {"day": DAY}
    address = reverse("project_commitments", args=[contract.project_id])
    return Click(cast.county, address, data, Commitment, rows=2)


def a_tranche_plan(cast, places, plan) -> Click:
    contract, *_sources = contracted(cast, places, plan)
    data = {}
    for number, row in enumerate((("40", "signing", DAY), ("60", "final", "2019-06-01")), 1):
        for name, value in zip(("percent", "milestone", "planned_on"), row, strict=True):
            data[f"{name}_{number}"] = value
    address = reverse("project_tranches", args=[contract.project_id])
    return Click(cast.county, address, data, TranchePlan)


def a_plan_changed(cast, places, plan) -> Click:
    click = a_tranche_plan(cast, places, plan)
    contract = Contract.objects.get()
    rows = (TrancheRow(30, "signing", PAY_DAY), TrancheRow(70, "final", date(2019, 6, 1)))
    save_plan(contract_id=contract.pk, rows=rows, by=second_of(cast.county), submission_key=uuid4())
    return replace(click, data={**click.data, "version": "1"}, rows=0)


def a_disbursement(cast, places, plan) -> Click:
    world = paying(cast, places, plan)
    query = f"?tranche={world.tranche().pk}&source={world.county.pk}"
    address = reverse("disbursement_create") + query
    return Click(cast.county, address, {"day": PAY_DAY.isoformat()}, Disbursement)


def many_disbursements(cast, places, plan) -> Click:
    worlds = [paying(cast, places, plan, name=name) for name in ("甲", "乙")]
    keys = [f"{one.tranche().pk}-{one.county.pk}" for one in worlds]
    data = {"what": "propose", "key": keys, "total": "36000.00", "day": PAY_DAY.isoformat()}
    return Click(cast.county, reverse("disbursement_bulk"), data, Disbursement, rows=2)


def a_payment(cast, places, plan) -> Any:
    """A project whose two sources were paid their shares of the first tranche."""
    world = paying(cast, places, plan)
    plan_costs(world.project)
    world.entry = paid(world, cast.county, world.checker)
    paid(world, cast.city, world.city_checker, world.city)
    return world


def an_approval(cast, places, plan) -> Click:
    world = paying(cast, places, plan)
    entry = world.propose(cast.county)
    address = reverse("disbursement_check", args=[entry.pk])
    return Click(world.checker, address, {"verdict": "approve"}, Disbursement, rows=0)


def a_receipt(cast, places, plan) -> Click:
    world = a_payment(cast, places, plan)
    address = reverse("disbursement_receipt", args=[world.entry.pk])
    return Click(cast.agency, address, {"received_on": DAY}, Disbursement, rows=0)


def an_expenditure(cast, places, plan) -> Click:
    world = a_payment(cast, places, plan)
    line = world.project.budget_lines.get(category="staff")
    data = {"line": line.pk, "amount": "30000.00", "day": DAY, "voucher": "记-1", "purpose": "工资"}
    address = reverse("expenditure_create", args=[world.project.pk])
    return Click(cast.agency, address, data, Expenditure, rows=2)


def a_refund(cast, places, plan) -> Click:
    world = a_payment(cast, places, plan)
    address = reverse("refund_create", args=[world.project.pk])
    return Click(cast.county, address, {"amount": "30000.00", "day": DAY}, Refund, rows=2)


def a_settlement(cast, places, plan) -> Click:
    world = a_payment(cast, places, plan)
    data = {"settled_on": DAY, "auditor": "某会计师事务所", "opinion": "unqualified"}
    data["version"] = "1"  # as the page has it, also before the first statement
    address = reverse("settlement_state", args=[world.project.pk])
    return Click(cast.county, address, data, Settlement)


def a_settlement_stated_anew(cast, places, plan) -> Click:
    click = a_settlement(cast, places, plan)
    project, other = Contract.objects.get().project, second_of(cast.county)
    settle(project_id=project.pk, settled_on=PAY_DAY, by=other, submission_key=uuid4())
    return replace(click, rows=0)


def a_transfer_taken_back(cast, places, plan) -> Click:
    line = make_budget(places.fuzhou, plan, amount=Decimal("1000.00"))
    amount, day = Decimal("1000.00"), date(2018, 5, 2)
    entry = transfer(
        budget_id=line.pk, place_id=places.own.pk, amount=amount, day=day, by=cast.city
    )
    address = reverse("transfer_reverse", args=[entry.pk])
    return Click(cast.city, address, {"reason": "错"}, Transfer)


def an_allocation_taken_back(cast, places, plan) -> Click:
    contract, *_sources = contracted(cast, places, plan)
    line = make_budget(places.own, plan, amount=Decimal("1000.00"), nature="donation")
    entry = give(contract.project, cast.county, line, "1000.00")
    address = reverse("allocation_reverse", args=[entry.pk])
    return Click(cast.county, address, {"reason": "错"}, Allocation)


def a_payment_taken_back(cast, places, plan) -> Click:
    world = a_payment(cast, places, plan)
    address = reverse("disbursement_reverse", args=[world.entry.pk])
    return Click(cast.county, address, {"reason": "错"}, Disbursement)


def an_expenditure_taken_back(cast, places, plan) -> Click:
    world = a_payment(cast, places, plan)
    line = world.project.budget_lines.get(category="staff")
    paper = {"voucher": "记-1", "purpose": "工资", "day": date(2018, 5, 2)}
    project = {"project_id": world.project.pk, "line_id": line.pk, "source_id": world.county.pk}
    entry = spend(**project, amount=Decimal("10.00"), by=cast.agency, **paper)[0]
    address = reverse("expenditure_reverse", args=[entry.pk])
    return Click(cast.agency, address, {"reason": "错"}, Expenditure)


def a_refund_taken_back(cast, places, plan) -> Click:
    world = a_payment(cast, places, plan)
    entry = refund(project_id=world.project.pk, day=date(2018, 5, 2), by=cast.county)[0]
    address = reverse("refund_reverse", args=[entry.pk])
    return Click(cast.county, address, {"reason": "错"}, Refund)


CLICKED: tuple[Callable[..., Click], ...] = (
    *(a_budget, an_amendment, a_transfer, an_allocation, a_release, a_commitment, a_tranche_plan),
    *(a_plan_changed, a_settlement_stated_anew),
    *(a_disbursement, many_disbursements, an_approval, a_receipt, an_expenditure, a_refund),
    *(a_settlement, a_transfer_taken_back, an_allocation_taken_back, a_payment_taken_back),
    *(an_expenditure_taken_back, a_refund_taken_back),
)
# Their second click finds the entry taken back already, and is led to it with these words.
TOLD = tuple(one for one in CLICKED if one.__name__.endswith("taken_back"))


@pytest.fixture(autouse=True)
def _real_database():
    if connection.vendor != "postgresql":
        pytest.skip("needs many connections to PostgreSQL")


def versions_of(model) -> int:
    """How often rows of ``model`` were saved, where that is counted."""
    if not issubclass(model, Versioned):
        return 0
    return sum(model.objects.values_list("version", flat=True))


@pytest.mark.parametrize("kind", CLICKED, ids=lambda kind: kind.__name__)
def test_a_form_sent_20_times_at_once_makes_one_entry(cast, places, plan, kind):
    click = kind(cast, places, plan)
    data = {**click.data, "submission": str(uuid4())}
    first = Client()
    first.force_login(click.user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    before, versions = click.model.objects.count(), versions_of(click.model)

    def send() -> Any:
        client = Client()
        client.cookies = first.cookies.copy()
        return client.post(click.address, data)

    answers = at_once([send] * CLICKS)
    words = [
        (one.status_code, one.context["form"].errors if one.context else "") for one in answers
    ]
    assert {one.status_code for one in answers} == {302}, words
    assert click.model.objects.count() - before == click.rows
    assert versions_of(click.model) - versions == (1 if issubclass(click.model, Versioned) else 0)
    places_led_to = {one.url for one in answers}
    assert len(places_led_to) <= (2 if kind in TOLD else 1), places_led_to
    assert reconcile().differences == 0

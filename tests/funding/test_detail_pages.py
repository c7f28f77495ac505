"""A page of money asks the database as often for many rows below its record as for a few."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.urls import reverse

from projects.funding.actions import amend, refund, spend, transfer
from projects.funding.models import BankUnmatch, Expenditure
from tests.factories import (
    make_allocation,
    make_attachment,
    make_budget,
    make_project,
    make_transfer,
    make_user,
)
from tests.funding.bank_world import make_bank_line, make_payment
from tests.funding.spending_world import pay, plan_cost
from tests.test_detail_pages import MANY, asked

DAY = date(2018, 6, 1)
World = SimpleNamespace
Page = tuple[str, Callable[[int], None]]


@pytest.fixture
def world(places, cast, plan, agency, project) -> World:
    line = plan_cost(project)
    return World(places=places, cast=cast, plan=plan, agency=agency, project=project, line=line)


def pay_and_spend(world: World, n: int) -> Expenditure:
    """100.00 of a new line paid to the project, 10.00 of them spent."""
    source = pay(world.project, world.cast, "100.00", day=date(2018, 5, 1 + n))
    return spend(
        project_id=world.project.pk,
        line_id=world.line.pk,
        source_id=source.pk,
        amount=Decimal("10.00"),
        day=DAY,
        voucher="记-1",
        purpose="工资",
        by=world.cast.agency,
    )[0]


def money_page(world: World) -> Page:
    def grow(n: int) -> None:
        pay_and_spend(world, n)

    return reverse("project_money", args=[world.project.pk]), grow


def settlement_page(world: World) -> Page:
    def grow(n: int) -> None:
        pay_and_spend(world, n)
        refund(project_id=world.project.pk, amount=Decimal(5), day=DAY, by=world.cast.county)

    return reverse("project_settlement", args=[world.project.pk]), grow


def commitments_page(world: World) -> Page:
    return reverse("project_commitments", args=[world.project.pk]), money_page(world)[1]


def tranches_page(world: World) -> Page:
    return reverse("project_tranches", args=[world.project.pk]), money_page(world)[1]


def expenditure_page(world: World) -> Page:
    entry = pay_and_spend(world, MANY + 1)

    def grow(n: int) -> None:
        pay_and_spend(world, n)  # under the same voucher
        make_attachment(entry, make_user("agency", agency=world.agency), kind="voucher")

    return entry.get_absolute_url(), grow


def budget_page(world: World) -> Page:
    line = make_budget(world.places.fuzhou, world.plan)

    def grow(n: int) -> None:
        by = make_user("city", place=world.places.fuzhou)
        paper = {"document_number": f"榕财〔2018〕{n}号", "document_date": DAY, "reason": "调整"}
        amend(budget_id=line.pk, change=Decimal(100), by=by, **paper)
        down = {"place_id": world.places.own.pk, "day": DAY, "document_number": "榕财〔2018〕9号"}
        transfer(budget_id=line.pk, amount=Decimal(10), by=by, **down)
        own = {"agency": world.agency, "plan": world.plan, "status": "running"}
        make_allocation(line, make_project(world.places.own, **own), "10.00")

    return line.get_absolute_url(), grow


def place_page(world: World) -> Page:
    def grow(n: int) -> None:
        line = make_budget(world.places.fuzhou, world.plan)
        make_transfer(line, world.places.own, "10.00")
        own = {"agency": world.agency, "plan": world.plan, "status": "running"}
        make_allocation(line, make_project(world.places.own, **own), "10.00")

    return reverse("place_money", args=[world.places.fuzhou.code]), grow


def matrix_page(world: World) -> Page:
    places = (world.places.fujian, world.places.fuzhou, world.places.own)

    def grow(n: int) -> None:
        pay(world.project, world.cast, "100.00", place=places[n % 3])
        make_budget(world.places.sibling, world.plan)

    return reverse("money_matrix"), grow


def bank_line_page(world: World) -> Page:
    fuzhou, cast = world.places.fuzhou, world.cast
    line = make_bank_line(fuzhou, "100.00", world.agency.name)

    def grow(n: int) -> None:
        budget = make_budget(fuzhou, world.plan)
        payment = make_payment(budget, world.project, cast.city, cast.province, "100.00")
        by = make_user("city", place=fuzhou)
        BankUnmatch.objects.create(line=line, disbursement=payment, reason="错配", created_by=by)
        make_bank_line(fuzhou, "100.00", world.agency.name)

    return line.get_absolute_url(), grow


OF_PROJECT = (money_page, settlement_page, commitments_page, tranches_page, expenditure_page)
OF_OFFICIALS = (budget_page, place_page, matrix_page, bank_line_page)
CASES = [
    *((page, role) for page in OF_PROJECT for role in ("province", "county", "agency")),
    *((page, role) for page in OF_OFFICIALS for role in ("province", "city")),
]


@pytest.mark.parametrize(("page", "role"), CASES, ids=lambda one: getattr(one, "__name__", one))
def test_a_page_with_many_rows_asks_no_more_than_one_with_few(page, role, world, as_user):
    address, grow = page(world)
    client = as_user(getattr(world.cast, role))
    for n in range(3):  # one row of a kind may save what the second one asks for
        grow(n)
    few = asked(client, address)
    for n in range(3, 3 + MANY):
        grow(n)
    many = asked(client, address)
    assert len(many) <= len(few), "\n".join(query["sql"] for query in many)

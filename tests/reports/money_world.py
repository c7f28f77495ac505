"""Money of all levels at every stage, small enough to be added up by hand."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

from projects.funding.actions import amend, transfer
from projects.funding.actions.counters import move
from projects.funding.models import Expenditure, Refund
from tests.factories import make_agency, make_budget, make_project
from tests.funding.spending_world import pay, plan_cost


def make_money(places, plan, cast) -> SimpleNamespace:
    """Projects of 闽侯 (paid by three levels), 梅列 and 平潭; each budget line is of 500,000.00 yuan.

    The province's lottery line hands 5,000.00 down to 福州, and 福州 2,000.00 of it to 闽侯. The
    county of 闽侯 holds a line of a township, the province one of the centre, both untouched.
    """
    agency = make_agency(places.minhou)

    def project(county, **fields):
        return make_project(county, agency=agency, plan=plan, status="running", **fields)

    own, other = project(places.minhou), project(places.meilie)
    island = project(places.pingtan, sites=(places.liushuicun,))
    sources = SimpleNamespace(
        province=pay(own, cast, "1000.00", place=places.fujian, nature="lottery"),
        city=pay(own, cast, "200.50", place=places.fuzhou),
        county=pay(own, cast, "30.05"),
        other=pay(other, cast, "400.00", place=places.fujian),
        island=pay(island, cast, "7.00"),
    )
    make_budget(places.fujian, plan, level="central", nature="earmarked")
    make_budget(places.ganzhe, plan, holder=places.minhou, level="township")
    line = sources.province.budget
    handed = transfer(
        budget_id=line.pk,
        place_id=places.fuzhou.pk,
        amount=Decimal("5000.00"),
        day=date(2018, 5, 2),
        by=cast.province,
    )
    transfer(
        budget_id=handed.target_id,
        place_id=places.minhou.pk,
        amount=Decimal("2000.00"),
        day=date(2018, 8, 1),
        by=cast.city,
    )
    amend(
        budget_id=sources.other.budget_id,
        change=Decimal("-100.50"),
        document_number="闽财社〔2018〕99号",
        document_date=date(2018, 7, 1),
        reason="调减",
        by=cast.province,
    )
    spent(sources.province, "250.25")
    spent(sources.county, "30.05")
    given_back(sources.province, "100.00")
    return SimpleNamespace(own=own, other=other, island=island, sources=sources, agency=agency)


def spent(source, amount: str, day: date = date(2018, 6, 1)) -> Expenditure:
    """``amount`` yuan of ``source`` that the agency spent."""
    money = Decimal(amount)
    line = source.project.budget_lines.first() or plan_cost(source.project)
    move(source, spent=money, refusal="")
    return Expenditure.objects.create(
        number=f"ZC-T-{Expenditure.objects.count() + 1}",
        source=source,
        line=line,
        amount=money,
        day=day,
        voucher="记-1",
        purpose="社工补贴",
    )


def given_back(source, amount: str, day: date = date(2018, 9, 1)) -> Refund:
    """``amount`` yuan of ``source`` that went back."""
    money = Decimal(amount)
    move(source, returned=money, refusal="")
    number = f"TH-T-{Refund.objects.count() + 1}"
    return Refund.objects.create(number=number, source=source, amount=money, day=day)

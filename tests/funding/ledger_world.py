"""Projects with money, walked down the chain by the real actions."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from projects.funding.actions import (
    TrancheRow,
    allocate,
    amend,
    check,
    commit,
    propose,
    refund,
    release,
    reverse_allocation,
    reverse_expenditure,
    reverse_refund,
    reverse_transfer,
    save_plan,
    spend,
    transfer,
)
from projects.funding.models import Budget, Disbursement, Source, Tranche
from projects.pilots.models import BudgetLine, Contract, Project
from tests.factories import Cast, make_budget, make_contract, make_user

CATEGORIES = {"staff": "60000.00", "activity": "40000.00", "management": "20000.00"}
DAY = date(2018, 5, 2)


def money(amount: str | int) -> Decimal:
    return Decimal(amount).quantize(Decimal("0.01"))


def make_payers(cast: Cast, places: SimpleNamespace, plan: Any, amount: str = "1000.00") -> list:
    """(official, budget line) of province, city and county, each of ``amount`` yuan."""
    return [
        (user, make_budget(place, plan, amount=money(amount)))
        for user, place in (
            (cast.province, places.fujian),
            (cast.city, places.fuzhou),
            (cast.county, places.own),
        )
    ]


def plan_costs(project: Project) -> None:
    """The planned cost of ``project``: 120,000 yuan in three categories."""
    for category, amount in CATEGORIES.items():
        BudgetLine.objects.get_or_create(
            project=project, category=category, defaults={"amount": money(amount)}
        )


def give(project: Project, user: Any, budget: Budget, amount: str, day: date = DAY) -> Any:
    """``user`` allocates ``amount`` yuan of ``budget`` to ``project``."""
    return allocate(
        project_id=project.pk, budget_id=budget.pk, amount=money(amount), day=day, by=user
    )


def second_of(user: Any) -> Any:
    """A colleague of ``user``, who checks what she proposes."""
    return make_user(user.role, place=user.place, username=f"second_{user.username}")


def plan_tranches(
    contract: Contract, by: Any, percents: tuple[int, ...] = (40, 60)
) -> list[Tranche]:
    """The tranche plan of ``contract``: on signing, the last after the final evaluation."""
    milestones = ["signing"] * (len(percents) - 1) + ["final"]
    rows = [
        TrancheRow(percent, milestone, contract.starts)
        for percent, milestone in zip(percents, milestones, strict=True)
    ]
    plan = save_plan(contract_id=contract.pk, rows=rows, by=by)
    return list(plan.tranches.order_by("number"))


def pay(source: Source, tranche: Tranche, by: Any, checker: Any) -> Disbursement:
    """The share of ``source`` in ``tranche``, proposed by ``by`` and approved by ``checker``."""
    entry = propose(tranche_id=tranche.pk, source_id=source.pk, day=DAY, by=by)
    return check(disbursement_id=entry.pk, approve=True, by=checker)


def a_paid_project(project: Project, cast: Cast, budget: Budget, amount: str = "1000.00") -> Source:
    """``amount`` yuan of the county's ``budget``, contracted whole and paid by 40 per cent."""
    plan_costs(project)
    give(project, cast.county, budget, amount)
    source = Source.objects.get(project=project, budget=budget)
    contract = make_contract(project, amount=money(amount))
    parts = {source.pk: money(amount)}
    commit(contract_id=contract.pk, parts=parts, day=DAY, by=cast.county)
    first, _last = plan_tranches(contract, cast.county)
    pay(source, first, cast.county, second_of(cast.county))
    source.refresh_from_db()
    return source


def a_walked_ledger(cast: Cast, places: SimpleNamespace, plan: Any, project: Project) -> Source:
    """Entries of every kind, each also taken back once; the source that was paid."""
    province = make_budget(places.fujian, plan, amount=money("5000.00"))
    paper = {"document_number": "闽财社〔2018〕9号", "reason": "预算调整"}
    for change in ("600.00", "-100.00"):
        fields = {"change": money(change), "document_date": DAY, "by": cast.province, **paper}
        amend(budget_id=province.pk, **fields)
    down = {"budget_id": province.pk, "place_id": places.own.pk, "day": DAY, "by": cast.province}
    transfer(amount=money("1500.00"), **down)
    entry = transfer(amount=money("300.00"), **down)
    reverse_transfer(transfer_id=entry.pk, reason="多下达", by=cast.province)
    entry = give(project, cast.province, province, "80.00")
    reverse_allocation(allocation_id=entry.pk, reason="重复", by=cast.province)
    source = a_paid_project(project, cast, entry_line(province), "1000.00")
    give(project, cast.county, source.budget, "50.00")
    fields = {"project_id": project.pk, "day": DAY, "by": cast.county}
    release(budget_id=source.budget_id, amount=money("20.00"), reason="不再签约", **fields)
    line = project.budget_lines.get(category="staff")
    used = {"project_id": project.pk, "line_id": line.pk, "day": DAY, "by": cast.agency}
    for amount in ("120.00", "30.50"):
        spent = spend(amount=money(amount), voucher="记-1", purpose="工资", **used)
    reverse_expenditure(expenditure_id=spent[0].pk, reason="凭证有误", by=cast.agency)
    for amount in ("10.00", "5.55"):
        back = refund(amount=money(amount), **fields)
    reverse_refund(refund_id=back[0].pk, reason="退错", by=cast.county)
    source.refresh_from_db()
    return source


def entry_line(budget: Budget) -> Budget:
    """The line that the first transfer of ``budget`` fed."""
    return Budget.objects.get(parent=budget)

"""Money that has come as far as the agency: paid sources, and the planned cost to spend it on."""

from datetime import date
from decimal import Decimal

from django.utils import timezone

from projects.funding.actions.counters import move
from projects.funding.models import Commitment, Disbursement, Source, Tranche, TranchePlan
from projects.pilots.models import BudgetLine, Contract
from tests.factories import make_allocation, make_budget, make_contract

PAID_ON = date(2018, 5, 4)


def pay(project, cast, amount="1000.00", *, place=None, day=PAID_ON, **budget) -> Source:
    """``amount`` yuan of a new line of ``place`` (the county), contracted and paid to the agency."""
    line = make_budget(place or project.place, project.plan, **budget)
    make_allocation(line, project, amount)
    return pay_out(Source.objects.get(project=project, budget=line), cast, day=day)


def pay_out(source, cast, *, day=PAID_ON) -> Source:
    """All that is allocated of ``source``, contracted and paid to the agency."""
    project, money = source.project, source.allocated
    contract = Contract.objects.filter(project=project).first() or make_contract(project)
    plan, _made = TranchePlan.objects.get_or_create(contract=contract, defaults={"percent": 100})
    tranche, _made = Tranche.objects.get_or_create(
        plan=plan, number=1, defaults={"percent": 100, "milestone": "signing", "planned_on": day}
    )
    entry = {"source": source, "amount": money, "day": day, "created_by": cast.county}
    move(contract, committed=money, refusal="")
    move(source, contracted=money, paid=money, refusal="")
    Commitment.objects.create(number=f"HT-T-{source.pk}", contract=contract, **entry)
    Disbursement.objects.create(
        number=f"BF-T-{source.pk}",
        tranche=tranche,
        gross=money,
        status="approved",
        checked_by=cast.province,
        checked_at=timezone.now(),
        **entry,
    )
    return source


def plan_cost(project, category="staff", amount="5000.00") -> BudgetLine:
    """What ``project`` plans to spend on a category."""
    return BudgetLine.objects.create(project=project, category=category, amount=Decimal(amount))

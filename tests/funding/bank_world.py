"""Payments and the lines of bank statements about them."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.utils import timezone

from projects.accounts.models import User
from projects.funding.models import (
    BankLine,
    Budget,
    Disbursement,
    Source,
    Tranche,
    TranchePlan,
)
from projects.pilots.models import Project
from projects.places.models import Place
from tests.factories import make_contract

DAY = date(2018, 5, 10)


def make_payment(
    budget: Budget, project: Project, by: User, checker: User, amount: str, **fields: Any
) -> Disbursement:
    """A disbursement with a tranche of its own, written as it stands, without the way to it."""
    contract = getattr(project, "contract", None) or make_contract(project)
    plan, _made = TranchePlan.objects.get_or_create(contract=contract, defaults={"percent": 100})
    number = plan.tranches.count() + 1
    tranche = Tranche.objects.create(
        plan=plan, number=number, percent=1, milestone="signing", planned_on=DAY
    )
    source, _made = Source.objects.get_or_create(project=project, budget=budget)
    money = Decimal(amount)
    checked = {"checked_by": checker, "checked_at": timezone.now()}
    if fields.get("status") == "proposed":
        checked = {}
    payment = Disbursement.objects.create(
        **{
            "number": uuid4().hex[:30],  # no dash: its own number is made of its id
            "source": source,
            "tranche": tranche,
            "gross": money,
            "amount": money,
            "day": DAY,
            "status": Disbursement.Status.APPROVED,
            "created_by": by,
            **checked,
            **fields,
        }
    )
    if "number" not in fields:
        payment.number = f"BF-2018-{payment.pk:06d}"
        payment.save(update_fields=["number"])
    return payment


def make_bank_line(holder: Place, amount: str, payee: str, **fields: Any) -> BankLine:
    """A line of the statement of ``holder``."""
    number = fields.pop("bank_number", f"N{BankLine.objects.count() + 1:08d}")
    return BankLine.objects.create(
        holder=holder,
        amount=Decimal(amount),
        payee=payee,
        bank_number=number,
        **{"day": DAY, **fields},
    )

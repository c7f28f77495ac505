"""Saving generated rows: in bulk, and numbered as their own rooms number them."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django.db import models
from django.db.models import Value
from django.db.models.functions import Cast, Concat, ExtractYear, LPad

from projects.delivery.models import Beneficiary, CaseFile, GroupMember, Person, ServiceGroup
from projects.demo.days import CHINA
from projects.demo.ledger import Ledger
from projects.demo.money import Funds
from projects.demo.work import Work
from projects.funding.models import (
    Allocation,
    Amendment,
    BankLine,
    Budget,
    Commitment,
    Disbursement,
    Expenditure,
    Refund,
    Source,
    SpendingRule,
    Tranche,
    TranchePlan,
    Transfer,
)
from projects.funding.models.entry import Entry

BATCH = 2_000
WORK: tuple[type[models.Model], ...] = (Person, Beneficiary, CaseFile, ServiceGroup, GroupMember)
ENTERED_AT = time(9, 30)
LEDGER: tuple[type[models.Model], ...] = (
    *(Budget, Transfer, Amendment, Source, Allocation, Commitment, TranchePlan, Tranche),
    *(Disbursement, Expenditure, Refund, BankLine, SpendingRule),
)


def insert(model: type[models.Model], rows: Sequence[Any]) -> None:
    """Writes ``rows``, which get their ids."""
    model._default_manager.bulk_create(rows, batch_size=BATCH)


def save_funds(funds: Funds) -> None:
    """Budget lines, each after the one that it came from, and what was given out of them."""
    depth = 0
    while rows := [budget for budget in funds.budgets if _depth(budget) == depth]:
        insert(Budget, rows)
        depth += 1
    insert(Amendment, funds.amendments)
    _enter(Transfer, funds.transfers)
    insert(Source, funds.sources)
    _enter(Allocation, funds.allocations)
    _date(Budget, funds.budgets, "document_date")
    _date(Amendment, funds.amendments, "document_date")
    _date(Transfer, funds.transfers, "day")
    _date(Allocation, funds.allocations, "day")


def save_ledger(ledger: Ledger) -> None:
    """What followed from the allocations; contracts and categories are saved with their totals."""
    insert(SpendingRule, ledger.rules)
    _enter(Commitment, ledger.commitments)
    insert(TranchePlan, ledger.plans)
    insert(Tranche, ledger.tranches)
    _enter(Disbursement, ledger.disbursements)
    _enter(Expenditure, ledger.expenditures)
    _enter(Refund, ledger.refunds)
    for line in ledger.bank_lines:
        if paid := line.disbursement:
            line.reference = f"{paid.PREFIX}-{paid.day.year}-{paid.pk:06d}"
    insert(BankLine, ledger.bank_lines)
    _date(Disbursement, ledger.disbursements, "day", days_before=3)


def save_work(work: Work) -> None:
    """Cases and groups, after the people they are about and before the services that name them."""
    insert(Person, work.people)
    insert(Beneficiary, work.register)
    insert(CaseFile, work.cases)
    insert(ServiceGroup, work.groups)
    insert(GroupMember, work.members)
    number_by_id(Beneficiary, work.register, "FWDX", "consent_on", 6)
    number_by_id(CaseFile, work.cases, "GA", "opened_on", 7)
    number_by_id(ServiceGroup, work.groups, "XZ", "opened_on", 7)


def _date(
    model: type[models.Model], rows: Sequence[Any], day: str, *, days_before: int = 0
) -> None:
    """Lets rows have been entered in the time that they are about; making a row puts the present in."""
    for row in rows:
        entered_on = getattr(row, day) - timedelta(days=days_before)
        row.created_at = datetime.combine(entered_on, ENTERED_AT, CHINA)
    model._default_manager.bulk_update(rows, ["created_at"], batch_size=BATCH)


def _depth(budget: Budget) -> int:
    return 1 + _depth(budget.parent) if budget.parent else 0


def _enter(model: type[Entry], entries: Sequence[Any]) -> None:
    """Writes entries, first those that others reverse, and gives each the number made of its id."""
    insert(model, [entry for entry in entries if entry.reverses is None])
    insert(model, [entry for entry in entries if entry.reverses is not None])
    number_by_id(model, entries, model.PREFIX, "day", 6)


def number_by_id(
    model: type[models.Model], rows: Sequence[Any], letters: str, day: str, digits: int
) -> None:
    """Numbers rows as their own room does, by year and id, so that later numbers do not meet theirs."""
    year = Cast(ExtractYear(day), models.CharField())
    own = LPad(Cast("pk", models.CharField()), digits, Value("0"))
    number = Concat(Value(f"{letters}-"), year, Value("-"), own)
    model._default_manager.filter(pk__in=[row.pk for row in rows]).update(number=number)

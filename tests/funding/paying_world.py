"""A contracted project with two payers and a plan, walked there by the real actions."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from projects.accounts.models import User
from projects.funding.actions import TrancheRow, check, commit, propose, save_plan
from projects.funding.models import Source, Tranche, TranchePlan
from projects.pilots.models import Contract, Project
from tests.factories import make_allocation, make_budget, make_contract, make_project, make_user

PAY_DAY = date(2018, 4, 10)
ROWS = (
    TrancheRow(30, "signing", date(2018, 4, 5)),
    TrancheRow(40, "midterm", date(2018, 10, 1)),
    TrancheRow(30, "final", date(2019, 6, 1)),
)


@dataclass
class Paying:
    """``county`` and ``city`` pay; ``checker`` and ``city_checker`` are their colleagues."""

    project: Project
    contract: Contract
    plan: TranchePlan
    county: Source
    city: Source
    checker: User
    city_checker: User

    def tranche(self, number: int = 1) -> Tranche:
        return self.plan.tranches.get(number=number)

    def propose(self, by: Any, source: Source | None = None, number: int = 1, **fields: Any) -> Any:
        """What ``by`` proposes: the county's share of the first tranche, unless told otherwise."""
        given = {"day": PAY_DAY, **fields}
        source = source or self.county
        return propose(tranche_id=self.tranche(number).pk, source_id=source.pk, by=by, **given)


def contracted(cast: Any, places: Any, plan: Any, **fields: Any) -> tuple[Contract, Source, Source]:
    """A running project with 60,000.01 yuan of the county, 40,000.00 of the city; nothing divided yet."""
    project = make_project(
        places.own, agency=cast.agency.agency, plan=plan, status="running", **fields
    )
    sources = []
    for place, amount in ((places.own, "60000.01"), (places.fuzhou, "40000.00")):
        line = make_budget(place, plan, amount=Decimal(amount))
        make_allocation(line, project, amount)
        sources.append(Source.objects.get(budget=line))
    contract = make_contract(project, amount=Decimal("100000.01"))
    return contract, *sources


def paying(cast: Any, places: Any, plan: Any, **fields: Any) -> Paying:
    """The contract divided and its tranches planned; nothing proposed yet."""
    contract, county, city = contracted(cast, places, plan, **fields)
    commit(contract_id=contract.pk, by=cast.county)
    planned = save_plan(contract_id=contract.pk, rows=ROWS, by=cast.county)
    for record in (contract, county, city):
        record.refresh_from_db()
    return Paying(
        contract.project,
        contract,
        planned,
        county,
        city,
        make_user("county", place=places.own, name="复核员"),
        make_user("city", place=places.fuzhou, name="市复核员"),
    )


def paid(world: Paying, by: Any, checker: Any, source: Source | None = None, **fields: Any) -> Any:
    """A payment that ``by`` proposed and ``checker`` approved."""
    entry = world.propose(by, source, **fields)
    return check(disbursement_id=entry.pk, approve=True, by=checker)

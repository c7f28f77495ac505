"""The ledger as of a day: sums of entries by place, level that pays and nature. Yuan, never rounded."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Self

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy

from projects.common.money import ZERO
from projects.common.money import total as total_of
from projects.funding.models import (
    Allocation,
    Amendment,
    Budget,
    Commitment,
    Disbursement,
    Expenditure,
    Refund,
    Transfer,
)
from projects.funding.stages import LABELS
from projects.pilots.models import ActionPlan, Project
from projects.places.models import Place
from projects.reports.definitions.behind import Behind, Part
from projects.reports.definitions.places import within

Sums = dict[str, Decimal]  # stage: yuan

# Where a yuan is counted: where it is paid from, or where it lies.
PAYER, RECEIVER = "payer", "receiver"

# The rates: a stage in per cent of another.
RATES = {
    "allocated_rate": ("allocated", "budget"),
    "paid_rate": ("paid", "contracted"),
    "spent_rate": ("spent", "paid"),
    "execution_rate": ("spent", "contracted"),
}


@dataclass(frozen=True)
class Entries(Part):
    """Entries of the ledger; ``budget`` is the path from one to the line that its money is of."""

    counts: str = "amount"
    day: str = "day"
    about: str = "budget"
    budget: str = "budget"

    @property
    def _line(self) -> str:
        return f"{self.budget}__" if self.budget else ""

    def inside(self, where: Q) -> Self:
        """Those in a place, with what the list says of them."""
        named = f"{self.about}__place" if self.about else "place"
        return replace(self, records=self.records.filter(where).select_related(self.place, named))

    def of(self, payer: str, nature: str) -> Self:
        """Those of a level that pays and a nature; "" is every."""
        asked = {f"{self._line}level": payer, f"{self._line}nature": nature}
        return self.only(**{path: value for path, value in asked.items() if value})

    def sums(self) -> Iterator[tuple[str, str, str, str, Decimal]]:
        """(code of the place, its level, level that pays, nature, yuan); one query."""
        keys = (f"{self.place}__code", f"{self.place}__level")
        kinds = (f"{self._line}level", f"{self._line}nature")
        rows = self.records.order_by().values_list(*keys, *kinds)
        for code, level, payer, nature, amount in rows.annotate(sum=total_of(self.counts)):
            yield code, level, payer, nature, self.sign * amount


@dataclass(frozen=True)
class Ledger:
    """What ``user`` may see of a plan's money within ``place``, up to a day."""

    user: Any
    plan: ActionPlan
    place: Place
    as_of: date

    def parts(self, stage: str, basis: str) -> list["Entries"]:
        """The entries that make up a stage, within the place and up to the day."""
        found = self._budgeted(basis) if stage == "budget" else [self._moved(stage, basis)]
        return [part.inside(within(self.place, f"{part.place}__code")) for part in found]

    def _moved(self, stage: str, basis: str) -> "Entries":
        """What has moved the running total of a stage, as far as the user may see it."""
        path = "" if stage == "allocated" else "source__"
        rows: QuerySet
        match stage:
            case "allocated":
                rows = Allocation.objects.visible_to(self.user)
            case "contracted":
                rows = Commitment.objects.visible_to(self.user).select_related("contract")
            case "paid":
                rows = Disbursement.objects.visible_to(self.user).counted()
            case "spent":
                rows = Expenditure.objects.visible_to(self.user)
            case _:
                rows = Refund.objects.visible_to(self.user)
        return Entries(
            LABELS[stage],
            rows.filter(**{f"{path}budget__plan": self.plan, "day__lte": self.as_of}),
            place=f"{path}{'budget' if basis == PAYER else 'project'}__place",
            about=f"{path}project",
            budget=f"{path}budget",
        )

    def _budgeted(self, basis: str) -> list["Entries"]:
        """What was budgeted: at who pays, or at who holds it after the transfers.

        A line counts from the date of its document, with the amendments dated up to the day: its
        amount has all of them, so the later ones are taken off.
        """
        where = "place" if basis == PAYER else "holder"
        lines = Budget.objects.visible_to(self.user).first_lines()
        lines = lines.filter(plan=self.plan, document_date__lte=self.as_of)
        later = Amendment.objects.visible_to(self.user).filter(
            budget__in=lines, document_date__gt=self.as_of
        )
        dated: dict[str, Any] = {"day": "document_date"}
        found = [
            Entries(gettext_lazy("Budget lines"), lines, place=where, about="", budget="", **dated),
            Entries(
                gettext_lazy("Amended after the day"),
                later.select_related("budget__place"),
                counts="change",
                sign=-1,
                place=f"budget__{where}",
                **dated,
            ),
        ]
        if basis == PAYER:
            return found
        moved = Transfer.objects.visible_to(self.user).filter(
            day__lte=self.as_of, budget__plan=self.plan
        )
        out, into = gettext_lazy("Transferred away"), gettext_lazy("Transferred here")
        return [
            *found,
            Entries(out, moved, sign=-1, place="budget__holder"),
            Entries(into, moved, place="target__holder"),
        ]

    def sums(self, stage: str, basis: str) -> Iterator[tuple[str, str, str, str, Decimal]]:
        """(code of the place, its level, level that pays, nature, yuan) of a stage; one query a part."""
        for part in self.parts(stage, basis):
            yield from part.sums()

    def sums_of_projects(self, stage: str) -> dict[int, Decimal]:
        """The yuan of a stage by project; one query."""
        (part,) = self.parts(stage, RECEIVER)
        rows = part.records.order_by().values_list(part.about)
        return dict(rows.annotate(sum=total_of(part.counts)))

    def places(self) -> set[tuple[str, str]]:
        """(code, level) of every place that may have money of the plan; three queries."""
        projects = Project.objects.visible_to(self.user).filter(plan=self.plan)
        lines = Budget.objects.visible_to(self.user).filter(plan=self.plan)
        rows = ((projects, "place"), (lines, "place"), (lines, "holder"))
        return {
            place
            for found, where in rows
            for place in found.order_by().values_list(f"{where}__code", f"{where}__level")
        }

    def within(self, lookup: str) -> Q:
        """Rows whose place code at ``lookup`` lies in the place, or did in its predecessors."""
        return within(self.place, lookup)


def added(*parts: Sums) -> Sums:
    """The sums of several parts, stage by stage."""
    stages = dict.fromkeys(stage for part in parts for stage in part)
    return {stage: sum((part.get(stage, ZERO) for part in parts), ZERO) for stage in stages}


def balance(sums: Sums) -> Decimal:
    """What lies with agencies: paid, neither spent nor returned."""
    return sums.get("paid", ZERO) - sums.get("spent", ZERO) - sums.get("returned", ZERO)


def behind(column: str, parts: Callable[[str], Iterable[Part]]) -> Behind:
    """What stands behind a column of money, from the ``parts`` of each stage."""
    if column in RATES:
        stage, whole = RATES[column]
        return Behind(tuple(parts(stage)), of=tuple(parts(whole)))
    if column == "balance":
        gone = (part.taken_off() for stage in ("spent", "returned") for part in parts(stage))
        return Behind((*parts("paid"), *gone))
    return Behind(tuple(parts(column)))


def as_yuan(amount: Decimal) -> str:
    """An amount as a table holds it."""
    return f"{amount:.2f}"

"""From each figure of the matrix to the records that add up to it."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.urls import reverse

from projects.funding.matrix import Matrix, Row
from projects.funding.models import Budget
from projects.funding.stages import OF_SOURCE, Amounts

LISTS = {
    "budget": "budget_list",
    "allocated": "allocation_list",
    "paid": "disbursement_list",
    "spent": "expenditure_list",
}


class Linked(NamedTuple):
    """A row of a table: its amounts by stage with the address of their records, or of its place."""

    label: Any
    amounts: Amounts
    cells: list[tuple[str, Decimal, str]]
    parts: list[Any]
    url: str


@dataclass(frozen=True)
class Shown:
    """The matrix as the page shows it. ``query``: what the lists are narrowed to besides the row."""

    matrix: Matrix
    user: Any
    query: dict[str, str]
    by: str
    place: str

    @property
    def reads_budgets(self) -> bool:
        """Whether budget lines are open to the reader."""
        return self.user.role in Budget.objects.all().readers

    @property
    def levels(self) -> list[Linked]:
        """Level by level, each with its natures."""
        return [
            self._linked(
                level,
                [self._linked(part, [], level.key, part.key) for part in level.parts.values()],
                level.key,
            )
            for level in self.matrix.levels
        ]

    @property
    def places(self) -> list[Linked]:
        """Place by place; a reporting line opens onto its places."""
        return [
            Linked(row.label, row.amounts, [], [], self._inside(row.key))
            for row in self.matrix.places
        ]

    @property
    def place_url(self) -> str:
        """The page of the place to which the matrix is narrowed, where it is in the reader's scope."""
        in_scope = any(low <= self.place < high for low, high in self.user.scope.ranges)
        # A township's money lies at its county, which has the page.
        is_division = self.matrix.name and self.place.endswith("000000")
        return reverse("place_money", args=[self.place]) if in_scope and is_division else ""

    def _inside(self, code: str) -> str:
        """The address of a place's own matrix, where there is more to see than in the row."""
        if code == self.place or self.user.place is None or code == self.user.place.code:
            return ""
        query = {**self.query, "by": self.by, "place": code}
        return f"?{urlencode({key: value for key, value in query.items() if value})}"

    def _linked(self, row: Row, parts: list[Linked], level: str, nature: str = "") -> Linked:
        stages = (
            ("budget", *OF_SOURCE, "balance") if self.reads_budgets else (*OF_SOURCE, "balance")
        )
        # By where it lies the rows are levels of the holder, not of who pays.
        of_row = {"level" if self.by == "payer" else "lies": level, "nature": nature}
        query = {**self.query, **of_row, self.by: self.place}
        cells = [(stage, getattr(row.amounts, stage), _records(stage, query)) for stage in stages]
        return Linked(row.label, row.amounts, cells, parts, "")


def _records(stage: str, query: dict[str, str]) -> str:
    """The address of the list behind a stage; "" for a stage without a list."""
    if stage not in LISTS:
        return ""
    # Of disbursements only what was paid out counts, not what is proposed or refused.
    asked = {**query, "counted": "1" if stage == "paid" else ""}
    return f"{reverse(LISTS[stage])}?{urlencode({key: value for key, value in asked.items() if value})}"

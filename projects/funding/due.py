"""What is due: shares of tranches that nobody has proposed yet, and the sums of what was ticked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Exists, F, OuterRef

from projects.common.money import ZERO
from projects.funding.models import Budget, Disbursement, Source
from projects.funding.querysets.money import reached_on
from projects.funding.shares import shares_of
from projects.pilots.querysets import LIVE

TRANCHES = "project__contract__tranche_plan__tranches"


def due_rows(user: Any) -> Any:
    """Sources that ``user`` reads, once for each of their tranches that is neither proposed nor paid.

    With ``tranche_id``, ``tranche_number``, ``milestone``, ``planned_on`` and ``reached_on``.
    """
    standing = Disbursement.objects.standing()
    settled = standing.filter(source=OuterRef("pk"), tranche=OuterRef("tranche_id"))
    return (
        Source.objects.visible_to(user)
        .filter(
            contracted__gt=F("paid"), project__status__in=LIVE, **{f"{TRANCHES}__isnull": False}
        )
        .annotate(
            tranche_id=F(f"{TRANCHES}__pk"),
            tranche_number=F(f"{TRANCHES}__number"),
            milestone=F(f"{TRANCHES}__milestone"),
            planned_on=F(f"{TRANCHES}__planned_on"),
            reached_on=reached_on(f"{TRANCHES}__milestone", "project__contract"),
        )
        .filter(~Exists(settled))
    )


def payable(rows: Any, user: Any) -> Any:
    """Of ``rows`` those that ``user`` may propose: of lines that she gives out, milestone reached."""
    return rows.filter(budget__in=Budget.objects.held_by(user), reached_on__isnull=False)


@dataclass(frozen=True)
class Line:
    """One ticked payment as the confirmation shows it; ``amount`` is yuan."""

    key: str
    project: Any
    budget: Any
    number: int
    amount: Decimal


def ticked_to_propose(user: Any, keys: Sequence[str]) -> list[Line]:
    """The due shares that ``keys`` ("tranche-source") name, as far as ``user`` may propose them."""
    wanted = set(keys)
    rows = payable(due_rows(user), user).select_related("project__place", "budget__place")
    sources = {key.partition("-")[2] for key in wanted}
    found = list(rows.filter(pk__in=[pk for pk in sources if pk]))
    shares = shares_of(found)
    return [
        Line(key, row.project, row.budget, row.tranche_number, shares[row.pk][row.tranche_id])
        for row in found
        if (key := f"{row.tranche_id}-{row.pk}") in wanted
    ]


def ticked_to_approve(user: Any, keys: Iterable[str]) -> list[Line]:
    """The proposals of ids ``keys`` that ``user`` may approve."""
    rows = to_check(user).filter(pk__in=[key for key in keys if "-" not in key])
    return [
        Line(str(row.pk), row.source.project, row.source.budget, row.tranche.number, row.amount)
        for row in rows
    ]


def to_check(user: Any) -> Any:
    """Proposals of the user's place that somebody else made: those that await her check."""
    rows = Disbursement.objects.payable_by(user).proposed().exclude(created_by=user.pk)
    return rows.select_related(
        "source__project__place", "source__budget__place", "tranche", "created_by"
    ).order_by("day", "pk")


def sums(lines: Sequence[Line], of: Any) -> list[tuple[Any, int, Decimal]]:
    """(label, how many, yuan) of each group that ``of`` names, in the order of appearance."""
    groups: dict[Any, list[Decimal]] = {}
    for line in lines:
        groups.setdefault(of(line), []).append(line.amount)
    return [(label, len(parts), sum(parts, ZERO)) for label, parts in groups.items()]

"""What each tranche pays of each source, to the fen."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from projects.common.money import FEN, ZERO
from projects.common.sharing import largest_remainder
from projects.funding.models import Disbursement, Source, Tranche


def shares(
    contracted: Decimal, tranches: Sequence[Tranche], settled: Mapping[int, Decimal]
) -> dict[int, Decimal]:
    """Yuan of one source by tranche id; they add up to ``contracted`` exactly.

    ``settled`` is what was proposed or paid already, before deductions, by tranche id: it stays. The
    others divide the rest by their per cent, so a contract that changed meanwhile still comes out.
    """
    rest = max(contracted - sum(settled.values(), ZERO), ZERO)
    still_open = [one for one in tranches if one.pk not in settled]
    parts = (
        largest_remainder(int(rest / FEN), [one.percent for one in still_open])
        if still_open
        else []
    )
    opened = {one.pk: part * FEN for one, part in zip(still_open, parts, strict=True)}
    return {one.pk: settled.get(one.pk, opened.get(one.pk, ZERO)) for one in tranches}


def shares_of(sources: Iterable[Source]) -> dict[int, dict[int, Decimal]]:
    """{source id: {tranche id: yuan}} of sources that the caller may read; two queries for all of them."""
    found = list(sources)
    settled: dict[int, dict[int, Decimal]] = {source.pk: {} for source in found}
    for entry in Disbursement.objects.standing().filter(source__in=found):
        settled[entry.source_id][entry.tranche_id] = entry.gross
    by_project: dict[int, list[Tranche]] = {}
    rows = Tranche.objects.filter(plan__contract__project__in={one.project_id for one in found})
    for tranche in rows.select_related("plan__contract").order_by("plan", "number"):
        by_project.setdefault(tranche.plan.contract.project_id, []).append(tranche)
    return {
        source.pk: shares(
            source.contracted, by_project.get(source.project_id, []), settled[source.pk]
        )
        for source in found
    }

"""Keeping the totals of months true, whoever writes records and however many at once.

Whoever writes takes the locks in one order: the project, its rows, and last the months, sorted. A
record that is logged is added in its own transaction. A correction, or a load of many, marks its months
instead, and a job rebuilds these from the records: a person who came to two services of a month and is
taken out of one is still counted, and nobody has to reckon how.
"""

from collections.abc import Iterable, Sequence

from django.db import transaction

from projects.delivery.actions.marks import locked, mark_dirty, mark_years
from projects.delivery.models import (
    CountySummary,
    ProjectSummary,
    ServiceRecord,
    SummaryMonth,
)
from projects.delivery.totals import (
    CountyMonth,
    Totals,
    added,
    by_county,
    cell_of,
    within,
)

AT_ONCE = 300  # months rebuilt in one transaction


@transaction.atomic(savepoint=False)
def counted(before: CountyMonth | None, after: ServiceRecord) -> None:
    """Counts a record that has just been written, with those who assisted and those who came.

    ``before`` is ``cell_of`` the record as it was before a correction; None where it is new. Call it
    last in the transaction that writes the record.
    """
    cell = cell_of(after)
    if before is not None:
        mark_dirty([before, cell])
        return
    if cell in locked([cell]):
        return  # to be rebuilt, from this record too
    mark_years([cell])
    totals = Totals.of_record(after)
    key = {**cell._asdict(), "method": after.method}
    for rows, owner in (
        (CountySummary.objects.all(), {"plan_id": after.project.plan_id}),
        (ProjectSummary.objects.all(), {"project_id": after.project_id}),
    ):
        row = rows.filter(**key, **owner).first()
        if row is None:
            rows.create(**key, **owner, **totals.columns)
        else:
            whole = Totals.of_rows([row, totals])
            rows.filter(pk=row.pk).update(**whole.columns)


def count_many(cells: Iterable[CountyMonth]) -> None:
    """Counts whatever was written in these months: for loads of many records, new or changed.

    One statement however many they are; the totals are rebuilt by the job. Call it once, last in the
    transaction: the months are locked in their order.
    """
    mark_dirty(cells)


def rebuild_dirty(cells: Sequence[CountyMonth] | None = None) -> int:
    """Rebuilds the months that are marked (of ``cells``, or all) and gives how many there were."""
    waiting = SummaryMonth.objects.dirty()
    if cells is not None:
        waiting = waiting.filter(within(cells, "month"))
    found = [CountyMonth(*pair) for pair in waiting.values_list("county_code", "month")]
    recount(found)
    return len(found)


def recount(cells: Iterable[CountyMonth]) -> None:
    """Makes the totals of these months anew from the records."""
    wanted = sorted(set(cells))
    for start in range(0, len(wanted), AT_ONCE):
        _rebuild(wanted[start : start + AT_ONCE])


def recount_all() -> None:
    """Makes all totals anew: after a load that did not count, or when nobody trusts them."""
    recount(all_months())


def all_months() -> list[CountyMonth]:
    """Every county and month that has records or totals."""
    records = ServiceRecord.objects.order_by().values_list("county_code", "date").distinct()
    found = {CountyMonth(county, day.replace(day=1)) for county, day in records.iterator()}
    known = SummaryMonth.objects.values_list("county_code", "month")
    return sorted(found.union(CountyMonth(*pair) for pair in known))


@transaction.atomic
def _rebuild(cells: Sequence[CountyMonth]) -> None:
    locked(cells)
    mark_years(cells)
    # Read after the lock: whoever logs now adds to what is written here, and nobody did before.
    totals = added(ServiceRecord.objects.filter(within(cells)))
    where = within(cells, "month")
    for model in (CountySummary, ProjectSummary):
        model._default_manager.filter(where).delete()
    CountySummary.objects.bulk_create(
        (
            CountySummary(
                plan_id=plan, county_code=county, month=month, method=method, **whole.columns
            )
            for (plan, county, month, method), whole in by_county(totals).items()
        ),
        batch_size=1000,
    )
    ProjectSummary.objects.bulk_create(
        (
            ProjectSummary(
                project_id=key.project,
                county_code=key.county_code,
                month=key.month,
                method=key.method,
                **whole.columns,
            )
            for key, whole in totals.items()
        ),
        batch_size=1000,
    )
    SummaryMonth.objects.filter(where, is_dirty=True).update(is_dirty=False)

"""What was served from one day to another, and whom: for reports, which read no service one by one."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from pyroaring import BitMap

from projects.common.bitmaps import Tally
from projects.common.roles import Role
from projects.delivery.actions.summaries import rebuild_dirty
from projects.delivery.models import (
    Beneficiary,
    CountySummary,
    ProjectSummary,
    ServiceRecord,
    SummaryMonth,
)
from projects.delivery.totals import CountyMonth, added, month_of, next_month
from projects.pilots.models import ActionPlan


class Served(NamedTuple):
    """What services of one method in one county add up to, of one project where projects are asked for."""

    county_code: str
    project: int | None
    method: str
    records: int
    attendances: int
    people: Tally


def served_between(
    *, user: Any, plan: ActionPlan, first: date, last: date, where: Q, by_project: bool = False
) -> Iterator[Served]:
    """What ``user`` may see of a plan's services from ``first`` to ``last``, in the counties ``where`` says.

    Whole months come from their totals, those that are marked after they were rebuilt; the days of a
    month that begins or ends within the period come from the records. At most eight queries, and those
    of a rebuild.
    """
    whole = first if first.day == 1 else next_month(month_of(first))
    after = month_of(last + timedelta(days=1))
    days = Q(date__gte=first, date__lte=last)
    if whole < after:
        rows = _months(user, plan, by_project).filter(where, month__gte=whole, month__lt=after)
        yield from _of_months(rows, by_project)
        days &= Q(date__lt=whole) | Q(date__gte=after)
    if whole > first or after <= last:
        records = ServiceRecord.objects.visible_to(user).filter(where, days, project__plan=plan)
        for key, part in added(records).items():
            project = key.project if by_project else None
            figures = (part.records, part.attendances, part.people)
            yield Served(key.county_code, project, key.method, *figures)


def _months(user: Any, plan: ActionPlan, by_project: bool) -> QuerySet[Any]:
    # An agency reads its own projects alone, so it has no totals of counties.
    if by_project or user.scope.role == Role.AGENCY:
        return ProjectSummary.objects.visible_to(user).filter(project__plan=plan)
    return CountySummary.objects.visible_to(user).filter(plan=plan)


def _of_months(rows: QuerySet[Any], by_project: bool) -> Iterator[Served]:
    figures = ("method", "records", "attendances", "people")
    project = "project" if by_project else "pk"
    for county, pk, *rest in rows.values_list("county_code", project, *figures).iterator():
        yield Served(county, pk if by_project else None, *rest)


def rebuild_between(*, first: date, last: date, where: Q) -> None:
    """Rebuilds the marked months of these days and counties: whoever reads totals does this first."""
    waiting = SummaryMonth.objects.dirty().filter(
        where, month__gte=month_of(first), month__lte=last
    )
    rebuild_dirty([CountyMonth(*cell) for cell in waiting.values_list("county_code", "month")])


def people_by_group() -> dict[str, BitMap]:
    """Who of the register is of each target group, as any of the agencies that know her says."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    entries = Beneficiary.objects.order_by().values_list("groups", "person")
    for groups, person in entries.iterator():
        for group in groups:
            found[group].append(person)
    return {group: BitMap(people) for group, people in found.items()}

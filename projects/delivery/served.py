"""What was served from one day to another, and whom: for reports, which read no service one by one."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet, Sum
from pyroaring import BitMap

from projects.common.bitmaps import Tally
from projects.common.roles import Role
from projects.delivery.actions.summaries import rebuild_dirty
from projects.delivery.models import (
    Beneficiary,
    CountySummary,
    CountyYear,
    ProjectSummary,
    ServiceRecord,
    SummaryMonth,
    SummaryYear,
)
from projects.delivery.totals import CountyMonth, added, came_to, month_of, next_month, tallied
from projects.pilots.models import ActionPlan
from projects.places.timeline import township_at

READ = ("method", "records", "attendances", "came")


class Served(NamedTuple):
    """What services of one method in one county add up to, of one project where projects are asked for.

    ``code`` is the county's, or that of the township where townships were asked for.
    ``method`` is empty where methods were not asked for and those of a year stand together, ``again``
    where it was not asked for how often they came.
    """

    code: str
    project: int | None
    method: str
    records: int
    attendances: int
    came: BitMap
    again: Tally = Tally()

    @property
    def people(self) -> Tally:
        """Who came, and how often."""
        return Tally.whole(self.came, self.again)


def served_between(
    *,
    user: Any,
    plan: ActionPlan,
    first: date,
    last: date,
    where: Q,
    by_project: bool = False,
    by_method: bool = True,
    how_often: bool = False,
) -> Iterator[Served]:
    """What ``user`` may see of a plan's services from ``first`` to ``last``, in the counties ``where`` says.

    Whole months come from their totals, whole years that are added up from theirs, in one query: nobody
    adds a year up between the two. The days of a month that begins or ends within the period come from
    the records. Months that are marked are to be rebuilt before. At most eight queries.
    """
    whole = first if first.day == 1 else next_month(month_of(first))
    after = month_of(last + timedelta(days=1))
    days = Q(date__gte=first, date__lte=last)
    if whole < after:
        figures = (*READ, "again") if how_often else READ
        # An agency reads its own projects alone, so it has no totals of counties.
        if by_project or user.scope.role == Role.AGENCY:
            own = ProjectSummary.objects.visible_to(user).filter(where, project__plan=plan)
            own = own.filter(_months(whole, after))
            yield from _read(own.values_list("county_code", "project", *figures), by_project)
        else:
            parts = _of_counties(user, plan, where, whole, after, by_method)
            one, *others = (part.values_list("county_code", "pk", *figures) for part in parts)
            yield from _read(one.union(*others, all=True) if others else one, by_project)
        days &= Q(date__lt=whole) | Q(date__gte=after)
    if whole > first or after <= last:
        records = ServiceRecord.objects.visible_to(user).filter(where, days, project__plan=plan)
        for key, part in added(records).items():
            project = key.project if by_project else None
            sums = (part.records, part.attendances)
            yield Served(key.county_code, project, key.method, *sums, *part.people.parted())


def served_in_townships(
    *, user: Any, plan: ActionPlan, first: date, last: date, where: Q
) -> Iterator[Served]:
    """The same by township of the places where they were, of which there are no totals: from the records."""
    records = ServiceRecord.objects.visible_to(user).order_by()
    records = records.filter(where, project__plan=plan, date__range=(first, last))
    attended = came_to(records).annotate(township=township_at("record__place__code"))
    by_person = attended.values_list("township", "record__method", "beneficiary__person")
    people = tallied(by_person.annotate(times=Count("pk")))
    rows = records.annotate(township=township_at("place__code")).values_list("township", "method")
    for code, method, number, attendances in rows.annotate(Count("pk"), Sum("attendances")):
        came, again = people.get((code, method), Tally()).parted()
        yield Served(code, None, method, number, attendances, came, again)


def _of_counties(
    user: Any, plan: ActionPlan, where: Q, whole: date, after: date, by_method: bool
) -> list[QuerySet[Any]]:
    """The totals of counties: months before and after whole years, years, and months of marked years."""
    months = CountySummary.objects.visible_to(user).filter(where, plan=plan).order_by()
    added_up = CountyYear.objects.visible_to(user).filter(where, plan=plan).order_by()
    added_up = added_up.exclude(method="") if by_method else added_up.filter(method="")
    years = range(whole.year + (whole.month > 1), after.year)
    if not years:
        return [months.filter(_months(whole, after))]
    january, end = date(years.start, 1, 1), date(years.stop, 1, 1)
    rows: list[QuerySet[Any]] = [
        months.filter(_months(whole, january)),
        months.filter(_months(end, after)),
    ]
    for year in years:
        marked = SummaryYear.objects.dirty().filter(year=year).values("county_code")
        rows.append(added_up.filter(year=year).exclude(county_code__in=marked))
        part = _months(date(year, 1, 1), date(year + 1, 1, 1))
        rows.append(months.filter(part, county_code__in=marked))
    return rows


def _months(first: date, after: date) -> Q:
    return Q(month__gte=first, month__lt=after)


def _read(rows: QuerySet[Any], by_project: bool) -> Iterator[Served]:
    for county, pk, *rest in rows.iterator():
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

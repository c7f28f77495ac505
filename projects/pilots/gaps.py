"""The gap list of a plan: which quota is open, and which counties have no project."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from projects.pilots.coverage import lines_within, qualifying_projects
from projects.pilots.models import ActionPlan, Project, Quota, Site
from projects.places.models import Place
from projects.places.timeline import ReportingLine, resolve_counties


@dataclass(frozen=True)
class QuotaLine:
    """A quota and how far it is filled.

    ``approved`` and ``registered`` (not yet approved) are counted in what the reader may see.
    ``is_whole``: whether that is all of the quota's place, so that one may say what is open.
    """

    quota: Quota
    approved: int
    registered: int
    is_whole: bool

    @property
    def open(self) -> int:
        """How many pilots are still to be approved."""
        return max(self.quota.number - self.approved, 0)

    @property
    def over(self) -> int:
        """How many were approved beyond the quota."""
        return max(self.approved - self.quota.number, 0)


@dataclass(frozen=True)
class CityGap:
    """A city (or what reports on its own): its counties, and those without a qualifying project."""

    name: str
    place: Place
    counties: tuple[Place, ...]
    missing: tuple[Place, ...]
    registered: frozenset[str]  # codes of counties in which a project is registered, not approved

    @property
    def total(self) -> int:
        """How many counties it has."""
        return len(self.counties)

    @property
    def covered(self) -> int:
        """In how many of its counties there is a qualifying project."""
        return len(self.counties) - len(self.missing)

    @property
    def named(self) -> list[tuple[Place, bool]]:
        """(county without a project, whether one is registered there)."""
        return [(county, county.code in self.registered) for county in self.missing]


@dataclass(frozen=True)
class GapList:
    """A plan's gaps for one reader: quotas counted ``today``, counties as of ``day``."""

    plan: ActionPlan
    today: date
    day: date
    quotas: list[QuotaLine]
    cities: list[CityGap]

    @property
    def counties(self) -> int:
        """Counties to cover."""
        return sum(len(city.counties) for city in self.cities)

    @property
    def covered(self) -> int:
        """Counties covered."""
        return sum(city.covered for city in self.cities)

    @property
    def open_cities(self) -> list[CityGap]:
        """The cities in which a county has no project."""
        return [city for city in self.cities if city.missing]


@dataclass(frozen=True)
class _Counted:
    """A project as quotas count it; ``lines`` are the codes of the cities in which it has sites."""

    level: str
    setting: str
    is_approved: bool
    lines: frozenset[str]

    def fits(self, quota: Quota) -> bool:
        return (
            quota.level in ("", self.level)
            and (not quota.rural or self.setting == Project.Setting.RURAL)
            and (quota.place is None or quota.place.code in self.lines)
        )


def gap_list(*, user: Any, plan: ActionPlan, today: date) -> GapList:
    """What is still missing of ``plan`` in the official ``user``'s places, in a constant number of queries.

    Counties are those of today, or of the plan's last day once it is over, and counted as the coverage
    report counts them. Quotas are filled by projects approved by today that were not terminated before
    they started; a project counts in each city where it has a site.
    """
    day = min(today, plan.ends)
    lines = lines_within(plan=plan, place=user.place, day=day)
    counts = set(qualifying_projects(user=user, plan=plan, as_of=day).values_list("pk", flat=True))
    projects = Project.objects.visible_to(user).filter(plan=plan).order_by()
    approved = set(projects.approved_by(today).values_list("pk", flat=True))
    pending = projects.filter(approved_on__isnull=True, terminated_on__isnull=True)
    registered = set(pending.values_list("pk", flat=True))
    kinds = {
        pk: (level, setting)
        for pk, level, setting in projects.values_list("pk", "level", "setting")
        if pk in approved or pk in registered
    }
    counties_of = _counties_of(user, plan, day)
    line_of = {county.code: line.code for line in lines for county in line.counties}
    counted = [
        _Counted(
            level,
            setting,
            pk in approved,
            frozenset(line_of[code] for code in counties_of[pk] if code in line_of),
        )
        for pk, (level, setting) in kinds.items()
    ]
    covered = {code for pk in counts for code in counties_of[pk]}
    waiting = {code for pk in registered for code in counties_of[pk]}
    return GapList(
        plan=plan,
        today=today,
        day=day,
        quotas=_quota_lines(user, plan, lines, counted),
        cities=[_city_gap(line, covered, waiting) for line in lines],
    )


def _counties_of(user: Any, plan: ActionPlan, day: date) -> defaultdict[int, set[str]]:
    """The codes that the counties of each project's sites have on the day."""
    rows = Site.objects.visible_to(user).filter(project__plan=plan).order_by()
    sites = list(rows.values_list("project", "place__code"))
    county_of = resolve_counties({code for _project, code in sites}, day)
    found: defaultdict[int, set[str]] = defaultdict(set)
    for project, code in sites:
        if code in county_of:
            found[project].add(county_of[code])
    return found


def _quota_lines(
    user: Any, plan: ActionPlan, lines: list[ReportingLine], counted: list[_Counted]
) -> list[QuotaLine]:
    """The quotas of the reader's cities, and for the province those of the whole."""
    everything = user.place.level == Place.Level.PROVINCE
    mine = {line.code for line in lines}
    found = []
    for quota in Quota.objects.visible_to(user).filter(plan=plan).select_related("place"):
        if quota.place is None and not everything:
            continue
        if quota.place is not None and quota.place.code not in mine:
            continue
        fitting = [project for project in counted if project.fits(quota)]
        done = sum(project.is_approved for project in fitting)
        whole = everything or (quota.place is not None and quota.place.pk == user.place.pk)
        found.append(QuotaLine(quota, done, len(fitting) - done, whole))
    return sorted(found, key=lambda line: order_of(line.quota))


def order_of(quota: Quota) -> tuple:
    """The province first, the cities in code order, last what reports on its own; rural lines after all."""
    levels = ["", *Project.Level.values]
    place = quota.place
    where = (bool(place.reports_as), place.code) if place else (False, "")
    return (*where, quota.rural, levels.index(quota.level))


def _city_gap(line: ReportingLine, covered: set[str], waiting: set[str]) -> CityGap:
    first = line.counties[0]
    place = first if first.reports_as or first.parent is None else first.parent
    return CityGap(
        name=line.name,
        place=place,
        counties=line.counties,
        missing=tuple(county for county in line.counties if county.code not in covered),
        registered=frozenset(waiting),
    )


def imbalances(plan: ActionPlan, quotas: Iterable[Quota]) -> list[str]:
    """Where the quotas of a plan do not add up to each other or to the plan's targets, in words.

    Cities must add up to the province's line of the same kind, levels to the line of any level, and
    where there is no such line, to the plan's target.
    """
    rows = list(quotas)
    targets = {False: plan.target_projects, True: plan.target_rural}
    found = []
    for rural, target in targets.items():
        kind = _("rural pilots") if rural else _("pilots")
        whole = {q.level: q.number for q in rows if q.rural == rural and q.place_id is None}
        stated = whole.get("", target)
        if stated != target:
            found.append(_sums(_("The whole province"), kind, stated, target))
        levels = [number for level, number in whole.items() if level]
        if levels and sum(levels) != stated:
            found.append(_sums(_("The levels"), kind, sum(levels), stated))
        for level in ["", *Project.Level.values]:
            cities = [q.number for q in rows if (q.rural, q.level) == (rural, level) and q.place_id]
            due = whole.get(level) if level else stated
            if cities and due is not None and sum(cities) != due:
                name = str(Project.Level(level).label) if level else kind
                found.append(_sums(_("The cities"), name, sum(cities), due))
    return found


def _sums(who: str, kind: str, number: int, due: int) -> str:
    text = _("%(who)s, %(kind)s: %(number)s, but %(due)s are planned.")
    return text % {"who": who, "kind": kind, "number": number, "due": due}


def rows_of(gaps: GapList) -> list[list[Any]]:
    """The gap list as rows of a file: the quotas, then every county with or without a project."""
    rows: list[list[Any]] = [
        [_("Quotas"), _("Counted on"), gaps.today.isoformat()],
        [
            _("Place"),
            _("Pilot level"),
            _("Rural only"),
            _("Quota"),
            _("Approved"),
            _("Registered, not approved"),
            pgettext("quota", "Open"),
        ],
    ]
    for line in gaps.quotas:
        quota = line.quota
        place = quota.place or gaps.plan.place
        level = quota.get_level_display() if quota.level else _("Any level")
        left = line.open if line.is_whole else ""
        rural = pgettext("in a table", "yes") if quota.rural else ""
        counts = [quota.number, line.approved, line.registered, left]
        rows.append([place.reports_as or place.name, level, rural, *counts])
    rows += [
        [],
        [_("Counties"), _("As of"), gaps.day.isoformat()],
        [_("City"), _("County"), _("Code"), _("Project"), _("Registered, not approved")],
    ]
    for city in gaps.cities:
        for county in city.counties:
            has = (
                pgettext("in a table", "no")
                if county in city.missing
                else pgettext("in a table", "yes")
            )
            waits = pgettext("in a table", "yes") if county.code in city.registered else ""
            rows.append([city.name, county.name, county.code, has, waits])
    return rows

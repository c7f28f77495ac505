"""Coverage: in which counties does a plan's money and work arrive, as of a day."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from projects.common.money import ZERO
from projects.common.money import total as total_of
from projects.funding.models import Allocation
from projects.pilots.coverage import qualifying_projects
from projects.pilots.models import ActionPlan, Project, Site
from projects.places.models import Place
from projects.places.timeline import resolve_counties
from projects.reports.definitions import TEN_THOUSAND_YUAN, Column, Definition, Progress, Row, Table
from projects.reports.definitions.places import counted_lines, has_whole_lines

PAYING = ("province", "city", "county")  # shown one by one; the total holds what others pay too

_COVERAGE = gettext_lazy("Coverage")
_PILOTS = gettext_lazy("Pilot projects")
_MONEY = gettext_lazy("Money allocated")
_COUNTIES = pgettext_lazy("unit", "counties")
_PROJECTS = pgettext_lazy("unit", "number")
_YUAN = pgettext_lazy("unit", "yuan")
_SUM = pgettext_lazy("table head", "Total")
_PROVINCE = pgettext_lazy("table head", "Province")
_CITY = pgettext_lazy("table head", "City")
_COUNTY = pgettext_lazy("table head", "County")


def _count(key: str, label: Any, head: Any) -> Column:
    return Column(key, label, _PROJECTS, "count", _PILOTS, head)


def _money(key: str, label: Any, head: Any) -> Column:
    return Column(key, label, _YUAN, "money", _MONEY, head)


COLUMNS = (
    Column(
        "counties",
        gettext_lazy("Counties to cover"),
        _COUNTIES,
        "count",
        _COVERAGE,
        pgettext_lazy("table head", "To cover"),
    ),
    Column(
        "covered",
        gettext_lazy("Counties covered"),
        _COUNTIES,
        "count",
        _COVERAGE,
        pgettext_lazy("table head", "Covered"),
    ),
    Column(
        "rate",
        gettext_lazy("Coverage rate"),
        pgettext_lazy("unit", "%"),
        "rate",
        _COVERAGE,
        pgettext_lazy("table head", "Rate\n(%)"),
    ),
    _count("projects", gettext_lazy("Pilot projects, total"), _SUM),
    _count("projects_province", gettext_lazy("Province pilots"), _PROVINCE),
    _count("projects_city", gettext_lazy("City pilots"), _CITY),
    _count("projects_county", gettext_lazy("County pilots"), _COUNTY),
    _count(
        "projects_rural",
        gettext_lazy("Rural pilots"),
        pgettext_lazy("table head", "Of which\nrural"),
    ),
    _money("allocated_total", gettext_lazy("Money allocated, total"), _SUM),
    _money("allocated_province", gettext_lazy("Allocated by the province"), _PROVINCE),
    _money("allocated_city", gettext_lazy("Allocated by cities"), _CITY),
    _money("allocated_county", gettext_lazy("Allocated by counties"), _COUNTY),
)


@dataclass
class Share:
    """What falls to a place: the projects that work in it, and the money of those that it registered."""

    projects: dict[int, tuple[str, str]] = field(default_factory=dict)  # id: pilot level, setting
    money: dict[str, Decimal] = field(default_factory=dict)  # level that pays: yuan

    def add(self, other: "Share") -> None:
        """Takes in another share; a project that is in both stays one."""
        self.projects |= other.projects
        for level, amount in other.money.items():
            self.money[level] = self.money.get(level, ZERO) + amount


class Coverage(Definition):
    """In which counties the money and work of a plan arrive.

    A project covers the counties of its sites, as they are on the day: it counts in each of them,
    and once in a subtotal. Its money counts once, in the county that registered it.
    """

    key = "coverage"
    name = gettext_lazy("Pilot coverage")
    description = gettext_lazy(
        "Which counties have a pilot project, how many there are, and what each level allocated to them"
    )
    number = gettext_lazy("Linkage statistics, table 1")
    unit = TEN_THOUSAND_YUAN
    columns = COLUMNS

    def check(self, *, user: Any, plan: Any, as_of: date, place: Place, **options: str) -> None:
        counted_lines(user=user, plan=plan, as_of=as_of, place=place)

    def count(
        self,
        *,
        user: Any,
        plan: ActionPlan,
        as_of: date,
        place: Place | None = None,
        on_progress: Progress | None = None,
        **options: str,
    ) -> Table:
        place = place or user.place or plan.place
        lines = counted_lines(user=user, plan=plan, as_of=as_of, place=place)
        shares = _shares(user, plan, as_of)
        counties = sum(len(line.counties) for line in lines)
        whole_lines = has_whole_lines(place)
        everything, covered, done = Share(), 0, 0
        rows: list[Row] = []
        for line in lines:
            parts = [shares[county.code] for county in line.counties]
            subtotal, active = _together(parts), sum(1 for part in parts if part.projects)
            if whole_lines:
                rows.append(_row(line.code, line.name, "city", len(parts), active, subtotal))
            for county, part in zip(line.counties, parts, strict=True):
                found = int(bool(part.projects))
                rows.append(_row(county.code, county.name, "county", 1, found, part))
            everything.add(subtotal)
            covered += active
            done += len(parts)
            if on_progress:
                on_progress(done, counties)
        return self.table(
            parameters={"plan": plan.code, "place": place.code, "since": plan.starts.isoformat()},
            as_of=as_of,
            total=_row(place.code, place.name, place.level, counties, covered, everything),
            rows=rows,
            example=plan.is_demo,
        )

    def title(self, total: Row, parameters: dict[str, str]) -> str:
        text = _("%(place)s: coverage by pilot projects of three-society linkage")
        return text % {"place": total["name"]}

    def notes(self, total: Row, parameters: dict[str, str], as_of: date) -> list[str]:
        return _notes(as_of, total)


coverage = Coverage()


def _shares(user: Any, plan: ActionPlan, as_of: date) -> defaultdict[str, Share]:
    """Each county's share, by the code that the county has on the day."""
    projects = qualifying_projects(user=user, plan=plan, as_of=as_of)
    known = {
        pk: (level, setting)
        for pk, level, setting in projects.values_list("pk", "level", "setting")
    }
    within = projects.values("pk")
    sites = list(
        Site.objects.filter(project__in=within).order_by().values_list("project", "place__code")
    )
    money = list(
        Allocation.objects.until(as_of)
        .filter(project__in=within)
        .order_by()
        .values_list("project__place__code", "budget__level")
        .annotate(amount=total_of("amount"))
    )
    codes = {code for _project, code in sites} | {code for code, _level, _amount in money}
    county_of = resolve_counties(codes, as_of)
    shares: defaultdict[str, Share] = defaultdict(Share)
    for project, code in sites:
        if project in known and code in county_of:
            shares[county_of[code]].projects[project] = known[project]
    for code, level, amount in money:
        if code in county_of:
            shares[county_of[code]].add(Share(money={level: amount}))
    return shares


def _together(parts: Iterable[Share]) -> Share:
    whole = Share()
    for part in parts:
        whole.add(part)
    return whole


def _row(code: str, name: str, level: str, counties: int, covered: int, share: Share) -> Row:
    kinds = list(share.projects.values())
    row: Row = {
        "place": code,
        "name": name,
        "level": level,
        "counties": counties,
        "covered": covered,
        "rate": round(covered * 100 / counties, 2),
        "projects": len(kinds),
        "projects_rural": sum(1 for _level, setting in kinds if setting == Project.Setting.RURAL),
        "allocated_total": f"{sum(share.money.values(), ZERO):.2f}",
    }
    for level_ in PAYING:
        row[f"projects_{level_}"] = sum(1 for pilot, _setting in kinds if pilot == level_)
        row[f"allocated_{level_}"] = f"{share.money.get(level_, ZERO):.2f}"
    return row


def _notes(as_of: date, total: Row) -> list[str]:
    """What a reader must know to read the figures right."""
    shown = sum(Decimal(total[f"allocated_{level}"]) for level in PAYING)
    others = Decimal(total["allocated_total"]) - shown
    sums = "4＝5＋6＋7；4≥8" if others else "4＝5＋6＋7；9＝10＋11＋12；4≥8"
    notes = [
        _(
            "Covered: a county with at least one qualifying project in the period. A project qualifies "
            "when it was approved, was not terminated before it started, and its implementation "
            "overlaps the period. Counties are counted once each, never projects over counties."
        ),
        _(
            "To cover: %(counties)s, by the divisions valid on %(day)s. Counties that are listed but "
            "not administered do not count; what reports on its own stands last."
        )
        % {"counties": total["counties"], "day": as_of.isoformat()},
        _(
            "A project counts in each county where it has a site, and once in a subtotal and in the "
            "total. Its money counts once, in the county that registered it, at the level that pays."
        ),
        _("These must hold: %(sums)s.") % {"sums": sums},
    ]
    if others:
        notes.append(
            _("Column 9 also holds %(amount)s yuan paid by other levels.")
            % {"amount": f"{others:,.2f}"}
        )
    return notes

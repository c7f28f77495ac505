"""Coverage: in which counties does a plan's money and work arrive, as of a day."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from projects.common.money import ZERO
from projects.pilots.models import ActionPlan, Project
from projects.places.models import Place
from projects.reports.definitions import (
    TEN_THOUSAND_YUAN,
    Column,
    Definition,
    Label,
    Progress,
    Row,
    Table,
)
from projects.reports.definitions.behind import Behind, Opener
from projects.reports.definitions.below import BELOW, Line, notes_below
from projects.reports.definitions.counted import PAYING, Counted, Share
from projects.reports.definitions.narrowing import (
    DEEPER_IF_ASKED,
    DEPTH,
    FIELD,
    PROJECT,
    SETTING,
    SHOWN,
    of_projects,
)
from projects.reports.definitions.places import counted_lines, counties_of, has_whole_lines
from projects.reports.definitions.rounding import rate

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
    opens = tuple(column.key for column in COLUMNS)
    options = (SETTING, FIELD, DEEPER_IF_ASKED)

    def labels_for(self, parameters: dict[str, str]) -> tuple[Label, ...]:
        return (PROJECT,) if parameters.get("depth") == "project" else ()

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
        depth: str = DEPTH.default,
        **options: str,
    ) -> Table:
        place = place or user.place or plan.place
        lines = counted_lines(user=user, plan=plan, as_of=as_of, place=place)
        only = of_projects(options)
        counted = Counted(user, plan, as_of, only)
        below = counted.below(depth)
        shares: dict[str, Share] = defaultdict(Share)
        of_lines: dict[str, dict[Line, Share]] = defaultdict(lambda: defaultdict(Share))
        for cell, share in counted.shares(by_project=depth in BELOW).items():
            shares[cell[0]].add(share)
            if cell in below:
                of_lines[cell[0]][below[cell]].add(share)
        counties = sum(len(line.counties) for line in lines)
        whole_lines = has_whole_lines(place)
        shown = {*SHOWN[depth], *(() if whole_lines else SHOWN["county"])}
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
                within = of_lines[county.code]
                rows += [_row_below(one, depth, within[one]) for one in sorted(within)]
            everything.add(subtotal)
            covered += active
            done += len(parts)
            if on_progress:
                on_progress(done, counties)
        total = _row(place.code, place.name, place.level, counties, covered, everything)
        rows = [row for row in rows if row["level"] in shown]
        if depth == PROJECT.key:
            total, *rows = [{PROJECT.key: "", **row} for row in (total, *rows)]
        parameters = {"plan": plan.code, "place": place.code, "since": plan.starts.isoformat()}
        if depth != DEPTH.default:
            parameters["depth"] = depth
        return self.table(
            parameters=parameters | only,
            as_of=as_of,
            total=total,
            rows=rows,
            example=plan.is_demo,
        )

    def opener(
        self,
        *,
        user: Any,
        plan: ActionPlan,
        as_of: date,
        place: Place,
        depth: str = DEPTH.default,
        **options: str,
    ) -> Opener:
        lines = counted_lines(user=user, plan=plan, as_of=as_of, place=place)
        counted = Counted(user, plan, as_of, of_projects(options))
        below = counted.below(depth)

        def opened(row: Row, column: str) -> Behind:
            if row["level"] in BELOW:
                about = (row["place"], row.get(PROJECT.key, ""))
                cells = [cell for cell, line in below.items() if line[:2] == about]
                return counted.behind(
                    column, {code for code, _pk in cells}, [pk for _, pk in cells]
                )
            return counted.behind(column, counties_of(row, lines))

        return opened

    def title(self, total: Row, parameters: dict[str, str]) -> str:
        text = _("%(place)s: coverage by pilot projects of three-society linkage")
        return text % {"place": total["name"]}

    def notes(self, total: Row, parameters: dict[str, str], as_of: date) -> list[str]:
        return [*_notes(as_of, total), *notes_below(parameters.get("depth", ""))]


coverage = Coverage()


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
        "rate": rate(covered, counties),
        "projects": len(kinds),
        "projects_rural": sum(1 for _level, setting in kinds if setting == Project.Setting.RURAL),
        "allocated_total": f"{sum(share.money.values(), ZERO):.2f}",
    }
    for level_ in PAYING:
        row[f"projects_{level_}"] = sum(1 for pilot, _setting in kinds if pilot == level_)
        row[f"allocated_{level_}"] = f"{share.money.get(level_, ZERO):.2f}"
    return row


def _row_below(line: Line, level: str, share: Share) -> Row:
    """A row below a county, which has no counties to cover."""
    row = _row(line.code, line.name, level, 0, 0, share)
    row |= dict.fromkeys(("counties", "covered", "rate"))
    return row | {PROJECT.key: line.project} if level == PROJECT.key else row


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

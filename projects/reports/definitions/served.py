"""What the reports about services have in common: period, level of detail, lines, and small cells."""

from abc import abstractmethod
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from projects.common.small_cells import LEAST
from projects.delivery.served import (
    Served,
    rebuild_between,
    served_between,
    served_in_townships,
)
from projects.pilots.models import ActionPlan, Project
from projects.places.models import Place
from projects.places.timeline import ReportingLine, county_code
from projects.reports.definitions import Definition, Label, Option, Progress, Row, Table
from projects.reports.definitions.below import BELOW, PROJECT, TOWNSHIP, Spot, lines_below
from projects.reports.definitions.below import Line as Below
from projects.reports.definitions.narrowing import FIELD, SETTING, of_projects
from projects.reports.definitions.narrowing import PROJECT as PROJECT_LABEL
from projects.reports.definitions.periods import PERIOD, SINCE, first_day
from projects.reports.definitions.places import (
    OTHERS,
    Group,
    Member,
    Where,
    counted_lines,
    groups_of,
    has_whole_lines,
    member_keys,
    others_of,
    within,
)
from projects.reports.definitions.served_lines import ALL, Cell, Line, Share, Shares, withhold

WITHHELD = "*"  # where a number of people is withheld
DETAIL = Option(
    "detail",
    gettext_lazy("Down to"),
    (
        ("county", gettext_lazy("Counties")),
        ("city", gettext_lazy("Cities")),
        ("project", gettext_lazy("Projects")),
        ("township", gettext_lazy("Townships")),
    ),
    gettext_lazy("The smallest lines of the table."),
)
_SETTING = "project__setting"
LEVELS = ("total", "city", "county", "own", *BELOW)
SHOWN = {"city": LEVELS[:2]}


@dataclass(frozen=True)
class Asked:
    """What is asked for: whose services, where, from when to when; ``only`` of which projects."""

    user: Any
    plan: ActionPlan
    place: Place
    first: date
    last: date
    detail: str = DETAIL.default
    only: dict[str, str] = field(default_factory=dict)

    @property
    def by_project(self) -> bool:
        """Whether its lines are of projects."""
        return self.detail == PROJECT

    def beside(self) -> list["Asked"]:
        """The tables of rural and of urban projects and of both, where one of the two is asked for."""
        if _SETTING not in self.only:
            return [self]
        rest = {path: value for path, value in self.only.items() if path != _SETTING}
        halves = (replace(self, only=rest | {_SETTING: one}) for one in Project.Setting.values)
        return [*halves, replace(self, only=rest)]

    def served(self, *, by_method: bool = True, how_often: bool = False) -> Iterator[Served]:
        """The services, from totals that are true: those of counties say nothing of which projects.

        Of townships there are no totals.
        """
        where = within(self.place, "county_code")
        if self.detail == TOWNSHIP:
            return served_in_townships(
                user=self.user,
                plan=self.plan,
                first=self.first,
                last=self.last,
                where=where & Q(**self.only),
            )
        rebuild_between(first=self.first, last=self.last, where=where)
        found = served_between(
            user=self.user,
            plan=self.plan,
            first=self.first,
            last=self.last,
            where=where & Q(**self.only),
            by_project=self.by_project or bool(self.only),
            by_method=by_method,
            how_often=how_often,
        )
        return found if self.by_project else (row._replace(project=None) for row in found)


class ServedReport(Definition):
    """A report about services: of a period, down to a level, with people counted once in each line."""

    options = (PERIOD, SINCE, SETTING, FIELD, DETAIL)
    kinds: tuple[str, ...]

    @abstractmethod
    def shares(self, asked: Asked) -> Shares:
        """What falls to each county, and in it to each project or township where these are asked for."""

    @abstractmethod
    def figures(self, line: Line) -> list[Row]:
        """The labels and figures of a line's rows: first of all kinds, then of each with a row of its own."""

    def labels_for(self, parameters: dict[str, str]) -> tuple[Label, ...]:
        return (PROJECT_LABEL, *self.labels) if parameters["detail"] == PROJECT else self.labels

    def check(
        self,
        *,
        user: Any,
        plan: Any,
        as_of: date,
        place: Place,
        period: str = PERIOD.default,
        since: str = SINCE.default,
        **options: str,
    ) -> None:
        counted_lines(user=user, plan=plan, as_of=as_of, place=place)
        first_day(plan=plan, as_of=as_of, period=period, since=since)

    def count(
        self,
        *,
        user: Any,
        plan: ActionPlan,
        as_of: date,
        place: Place | None = None,
        on_progress: Progress | None = None,
        period: str = PERIOD.default,
        since: str = SINCE.default,
        detail: str = DETAIL.default,
        **options: str,
    ) -> Table:
        place = place or user.place or plan.place
        lines = counted_lines(user=user, plan=plan, as_of=as_of, place=place)
        first = first_day(plan=plan, as_of=as_of, period=period, since=since)
        only = of_projects(options, "project__")
        asked = Asked(user, plan, place, first, as_of, detail, only)
        top = self._top_withheld(asked, lines, on_progress)
        total, *rows = self._rows(
            top, SHOWN.get(detail, LEVELS) if has_whole_lines(place) else LEVELS
        )
        parameters = {"plan": plan.code, "place": place.code, "period": period, "detail": detail}
        return self.table(
            parameters=parameters | {"since": first.isoformat()} | of_projects(options),
            as_of=as_of,
            total=total | {"level": place.level},
            rows=rows,
            example=plan.is_demo,
        )

    def _top_withheld(
        self, asked: Asked, lines: list[ReportingLine], on_progress: Progress | None
    ) -> Line:
        """The total with its lines, and what is withheld there."""
        tables = asked.beside()
        tops = [
            _top(one, lines, self.shares(one), on_progress if one == asked else None)
            for one in tables
        ]
        withhold(tops[-1], (*self.kinds, ALL), tops[:-1])
        return tops[tables.index(asked)]

    def _rows(self, line: Line, levels: tuple[str, ...]) -> Iterator[Row]:
        """The rows of ``line`` and of the lines of these levels below it."""
        if line.level in levels:
            for figures in self.figures(line):
                yield line.row() | figures
            for part in line.parts:
                yield from self._rows(part, levels)

    def notes(self, total: Row, parameters: dict[str, str], as_of: date) -> list[str]:
        return [
            _(
                "Services dated %(first)s to %(last)s, in the county where they were delivered; what "
                "was filed under a predecessor counts for its successor."
            )
            % {"first": parameters["since"], "last": as_of.isoformat()},
            _(
                "Attendances add up. People are those of the register, each counted once in a line "
                "over all its months, places and projects, so lines of people do not add up."
            ),
            _(
                "%(mark)s: fewer than %(least)s people, or withheld with such a number so that it "
                "cannot be worked out from the other lines."
            )
            % {"mark": WITHHELD, "least": LEAST},
        ]


def counties_for(codes: Iterable[str], groups: list[Group], day: date) -> dict[str, Where]:
    """The member that each code of a county or of a township counts for on the day: its county's."""
    county_of = {code: county_code(code) for code in codes}
    keys = member_keys(((county, "county") for county in county_of.values()), groups, day)
    return {code: keys[county] for code, county in county_of.items()}


def _top(
    asked: Asked, lines: list[ReportingLine], shares: Shares, on_progress: Progress | None
) -> Line:
    """The total, made up of the lines of the table; of a county alone, of the county."""
    groups = groups_of(lines, asked.place, with_own=False)
    keys = counties_for((code for code, _project in shares), groups, asked.last)
    below = _below(asked, shares, keys)
    of_member: defaultdict[Where, dict[Cell, Share]] = defaultdict(dict)
    for cell, share in shares.items():
        of_member[keys[cell[0]]][cell] = share
    if OTHERS in of_member:
        groups.append(others_of())
    no_project = "" if asked.by_project else None
    tops: list[Line] = []
    for number, group in enumerate(groups, 1):
        members = [
            _member(member, of_member[member.key], below, asked.detail, no_project)
            for member in group.members
        ]
        if has_whole_lines(asked.place):
            tops.append(Line(group.code, group.name, "city", members, project=no_project))
        else:
            tops += members
        if on_progress:
            on_progress(number, len(groups))
    return Line(asked.place.code, asked.place.name, "total", tops, project=no_project)


def _member(
    member: Member,
    shares: dict[Cell, Share],
    below: dict[Cell, Below],
    level: str,
    no_project: str | None,
) -> Line:
    """A county, made up of the lines ``below`` it where there are any."""
    rest = Share()
    parts: dict[Below, Share] = defaultdict(Share)
    for cell, share in shares.items():
        (parts[below[cell]] if cell in below else rest).add(share)
    found = [
        Line(
            line.code,
            line.name,
            level,
            share=parts[line],
            project=no_project if no_project is None else line.project,
        )
        for line in sorted(parts)
    ]
    return Line(member.code, member.name, member.level, found, rest, no_project)


def _below(asked: Asked, cells: Iterable[Cell], keys: dict[str, Where]) -> dict[Cell, Below]:
    """The line below its county of each cell, if lines of projects or townships are asked for.

    Projects that may not be named share one line.
    """
    if asked.by_project:
        rows = Project.objects.visible_to(asked.user).filter(plan=asked.plan).order_by()
        named: dict[int | None, Any] = {
            pk: said for pk, *said in rows.values_list("pk", "number", "name")
        }
        others = ("", _("Projects of other counties"))
        return {cell: Below(keys[cell[0]][1], *named.get(cell[1], others)) for cell in cells}
    spots = {cell: Spot(cell[0], "") for cell in cells}
    lines = lines_below(spots.values(), keys, depth=asked.detail, day=asked.last, user=asked.user)
    return {cell: lines[spot] for cell, spot in spots.items() if spot in lines}

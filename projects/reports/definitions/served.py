"""What the reports about services have in common: period, level of detail, lines, and small cells."""

from abc import abstractmethod
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pyroaring import BitMap

from projects.common.small_cells import LEAST, small_cells
from projects.delivery.served import Served, rebuild_between, served_between
from projects.pilots.models import ActionPlan, Project
from projects.places.models import Place
from projects.places.timeline import ReportingLine
from projects.reports.definitions import Definition, Label, Option, Progress, Row, Table
from projects.reports.definitions.narrowing import FIELD, PROJECT, SETTING, of_projects
from projects.reports.definitions.periods import PERIOD, SINCE, first_day
from projects.reports.definitions.places import (
    OTHERS,
    Member,
    counted_lines,
    groups_of,
    has_whole_lines,
    member_keys,
    others_of,
    within,
)

WITHHELD = "*"  # where a number of people is withheld
ALL = ""  # the kind that holds all kinds
DETAIL = Option(
    "detail",
    gettext_lazy("Down to"),
    (
        ("county", gettext_lazy("Counties")),
        ("city", gettext_lazy("Cities")),
        ("project", gettext_lazy("Projects")),
    ),
    gettext_lazy("The smallest lines of the table."),
)
LEVELS = ("total", "city", "county", "own", "project")
SHOWN = {"city": LEVELS[:2], "county": LEVELS, "project": LEVELS}


@dataclass(frozen=True)
class Asked:
    """What is asked for: whose services, where, from when to when; ``only`` of which projects."""

    user: Any
    plan: ActionPlan
    place: Place
    first: date
    last: date
    by_project: bool
    only: dict[str, str] = field(default_factory=dict)

    def served(self, *, by_method: bool = True, how_often: bool = False) -> Iterator[Served]:
        """The services, from totals that are true: those of counties say nothing of which projects."""
        where = within(self.place, "county_code")
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


@dataclass
class Share:
    """What falls to a place, by kind: sums of several figures, and who came."""

    sums: Counter[tuple[str, str]] = field(default_factory=Counter)
    came: defaultdict[str, BitMap] = field(default_factory=lambda: defaultdict(BitMap))

    def add(self, other: "Share") -> None:
        """Takes in another share; who is in both stays one."""
        self.sums.update(other.sums)
        for kind, people in other.came.items():
            self.came[kind] |= people

    def people(self, kind: str) -> int:
        """How many different people came."""
        return len(self.came[kind]) if kind in self.came else 0


Shares = defaultdict[tuple[str, int | None], Share]  # by county and project


@dataclass
class Line:
    """A line of the table, and the lines that make it up; ``project`` is None in a table without any."""

    code: str
    name: str
    level: str
    parts: list["Line"] = field(default_factory=list)
    share: Share = field(default_factory=Share)
    project: str | None = None
    withheld: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        for part in self.parts:
            self.share.add(part.share)

    def families(self) -> Iterator["Line"]:
        """The lines that others make up, from above."""
        if self.parts:
            yield self
            for part in self.parts:
                yield from part.families()

    def row(self) -> Row:
        """What its rows have in common."""
        row: Row = {"place": self.code, "name": self.name, "level": self.level}
        return row if self.project is None else row | {"project": self.project}


class ServedReport(Definition):
    """A report about services: of a period, down to a level, with people counted once in each line."""

    options = (PERIOD, SINCE, SETTING, FIELD, DETAIL)
    kinds: tuple[str, ...]

    @abstractmethod
    def shares(self, asked: Asked) -> Shares:
        """What falls to each county, and in it to each project where these are asked for."""

    @abstractmethod
    def figures(self, line: Line) -> list[Row]:
        """The labels and figures of a line's rows: first of all kinds, then of each with a row of its own."""

    def labels_for(self, parameters: dict[str, str]) -> tuple[Label, ...]:
        return (PROJECT, *self.labels) if parameters["detail"] == "project" else self.labels

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
        asked = Asked(user, plan, place, first, as_of, detail == "project", only)
        top = _top(asked, lines, self.shares(asked), on_progress)
        withhold(top, (*self.kinds, ALL))
        total, *rows = self._rows(top, SHOWN[detail] if has_whole_lines(place) else LEVELS)
        parameters = {"plan": plan.code, "place": place.code, "period": period, "detail": detail}
        return self.table(
            parameters=parameters | {"since": first.isoformat()} | of_projects(options),
            as_of=as_of,
            total=total | {"level": place.level},
            rows=rows,
            example=plan.is_demo,
        )

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


def _top(
    asked: Asked, lines: list[ReportingLine], shares: Shares, on_progress: Progress | None
) -> Line:
    """The total, made up of the lines of the table; of a county alone, of the county."""
    groups = groups_of(lines, asked.place, with_own=False)
    keys = member_keys(((code, "county") for code, _project in shares), groups, asked.last)
    of_member: defaultdict[tuple[str, str], defaultdict[int | None, Share]]
    of_member = defaultdict(lambda: defaultdict(Share))
    for (code, project), share in shares.items():
        of_member[keys.get(code, OTHERS)][project].add(share)
    if OTHERS in of_member:
        groups.append(others_of())
    named = _projects(asked) if asked.by_project else None
    no_project = None if named is None else ""
    tops: list[Line] = []
    for number, group in enumerate(groups, 1):
        members = [
            _member(member, member.code, of_member[member.key], named) for member in group.members
        ]
        if has_whole_lines(asked.place):
            tops.append(Line(group.code, group.name, "city", members, project=no_project))
        else:
            tops += members
        if on_progress:
            on_progress(number, len(groups))
    return Line(asked.place.code, asked.place.name, "total", tops, project=no_project)


Names = dict[int | None, tuple[str, str]]


def _member(
    member: Member, code: str, shares: dict[int | None, Share], named: Names | None
) -> Line:
    """A county; with ``named`` made up of its projects, by number."""
    if named is None:
        return Line(code, member.name, member.level, share=shares.get(None, Share()))
    projects: dict[str, Line] = {}
    for pk, share in shares.items():
        number, name = named.get(pk, ("", _("Projects of other counties")))
        line = projects.setdefault(number, Line(code, name, "project", project=number))
        line.share.add(share)
    parts = [projects[number] for number in sorted(projects)]
    return Line(code, member.name, member.level, parts, project="")


def _projects(asked: Asked) -> Names:
    """Number and name of the projects that may be named."""
    rows = Project.objects.visible_to(asked.user).filter(plan=asked.plan).order_by()
    return {pk: (number, name) for pk, number, name in rows.values_list("pk", "number", "name")}


def withhold(top: Line, kinds: tuple[str, ...]) -> None:
    """Marks the kinds of each line whose people are withheld; the last kind is all of them.

    Each line with its parts is a table of its own, and lies in the table of the line above it. What one
    table withholds the other withholds, until no table needs more.
    """
    families = list(top.families())
    is_safe = False
    while not is_safe:
        is_safe = True
        for family in families:
            lines = [*family.parts, family]
            hidden = {
                (row, column)
                for row, line in enumerate(lines)
                for column, kind in enumerate(kinds)
                if kind in line.withheld
            }
            table = [[line.share.people(kind) for kind in kinds] for line in lines]
            for line, cells in zip(lines, small_cells(table, hidden=hidden), strict=True):
                wanted = {kind for kind, cell in zip(kinds, cells, strict=True) if cell is None}
                is_safe = is_safe and wanted <= line.withheld
                line.withheld |= wanted

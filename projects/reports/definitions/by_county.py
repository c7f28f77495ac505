"""What reports have in common whose every figure falls to one county, so that lines add up."""

from abc import abstractmethod
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy, pgettext_lazy

from projects.pilots.models import ActionPlan
from projects.places.models import Place
from projects.reports.definitions import Column, Definition, Label, Option, Progress, Row, Table
from projects.reports.definitions.behind import Behind, Opener
from projects.reports.definitions.below import BELOW, Line, Spot, lines_below, notes_below, spotted
from projects.reports.definitions.narrowing import DEPTH, PROJECT, SHOWN
from projects.reports.definitions.periods import first_day
from projects.reports.definitions.places import (
    OTHERS,
    Group,
    Where,
    codes_of,
    counted_lines,
    gathered,
    groups_of,
    has_whole_lines,
    member_keys,
    others_of,
    within,
)

ALL = ""  # in a key or a label: of every kind
NUMBER = pgettext_lazy("unit", "number")
PEOPLE = pgettext_lazy("unit", "people")
SUM = pgettext_lazy("table head", "Total")
EVERY = gettext_lazy("Total")
Tally = Counter[Any]  # what falls to a place, by whatever the report tells apart
Tallies = dict[Spot, Tally]


def count_column(key: str, label: Any, head: Any, group: Any, unit: Any = NUMBER) -> Column:
    """A column of whole numbers."""
    return Column(key, label, unit, "count", group, head)


def tallied(rows: Iterable[tuple[Any, ...]]) -> Tallies:
    """Counted rows (*SPOT, *key, number) by spot; a key of one part stands for itself."""
    found: Tallies = defaultdict(Counter)
    for code, project, *key, number in rows:
        found[Spot(code, project)][key[0] if len(key) == 1 else tuple(key)] += number
    return found


def together(tallies: Iterable[Tally]) -> Tally:
    """The sum of several."""
    whole: Tally = Counter()
    for tally in tallies:
        whole.update(tally)
    return whole


def level_of(code: str) -> str:
    """The level of a place by its code; what lies below a county counts as one."""
    zeros = {10: Place.Level.PROVINCE, 8: Place.Level.CITY}
    return next((level for n, level in zeros.items() if code.endswith("0" * n)), Place.Level.COUNTY)


@dataclass(frozen=True)
class Asked:
    """What is asked for: by whom, of which plan, where, as of which day; ``first`` where it has a period.

    With ``codes`` it is what counts at these places or townships alone, of one ``project`` where it is named.
    """

    user: Any
    plan: ActionPlan
    place: Place
    as_of: date
    first: date = date.min
    chosen: dict[str, str] = field(default_factory=dict)
    codes: Collection[str] | None = None
    project: str = ""

    @property
    def depth(self) -> str:
        """How far down the lines of the table go."""
        return self.chosen["depth"]

    def seen(self, model: Any, lookup: str = "place__code") -> Any:
        """The rows of ``model`` that she may see and that lie in the place, in no order."""
        return model.objects.visible_to(self.user).filter(within(self.place, lookup)).order_by()

    def counted(self, model: Any, of: str = "") -> Any:
        """The same with the spot where each counts; ``of`` is the path to the project of a row."""
        rows = self.seen(model, f"{of}place__code")
        rows = spotted(rows, of=of, depth=self.depth, user=self.user)
        if self.codes is not None:
            rows = rows.filter(spot_code__in=self.codes)
        return rows.filter(spot_project=self.project) if self.project else rows


class CountyReport(Definition):
    """A report that tallies each county; any other line is the sum of the tallies below it.

    One that offers townships and projects (``DEEPER``) counts what belongs to projects.
    """

    options: tuple[Option, ...] = (DEPTH,)

    @abstractmethod
    def tallies(self, asked: Asked) -> Tallies:
        """What falls to each spot, in a number of queries that knows no places: of ``asked.counted``."""

    def facts(self, asked: Asked) -> dict[str, Row]:
        """What is known of a place as a whole and never added up, by its code."""
        return {}

    @abstractmethod
    def figures(self, tally: Tally, facts: Row) -> list[Row]:
        """The labels and figures of a line's rows, first of all kinds."""

    @abstractmethod
    def behind(self, asked: Asked, row: Row, column: str) -> Behind:
        """The records behind a figure: ``asked`` counts what its row is about, as ``tallies`` does."""

    def labels_for(self, parameters: dict[str, str]) -> tuple[Label, ...]:
        return (PROJECT, *self.labels) if parameters["depth"] == "project" else self.labels

    def table(self, *, parameters: dict[str, str], **counted: Any) -> Table:
        table = super().table(parameters=parameters, **counted)
        return replace(table, notes=(*table.notes, *notes_below(parameters["depth"])))

    def check(self, *, user: Any, plan: Any, as_of: date, place: Place, **options: str) -> None:
        counted_lines(user=user, plan=plan, as_of=as_of, place=place)
        self._asked(user, plan, place, as_of, options)

    def _asked(
        self, user: Any, plan: ActionPlan, place: Place, as_of: date, options: dict[str, str]
    ) -> Asked:
        chosen = {one.name: options.get(one.name) or one.default for one in self.options}
        if "period" not in chosen:
            return Asked(user, plan, place, as_of, chosen=chosen)
        since = chosen.pop("since")
        first = first_day(plan=plan, as_of=as_of, period=chosen["period"], since=since)
        return Asked(user, plan, place, as_of, first, chosen)

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
        asked = self._asked(user, plan, place, as_of, options)
        tallies = self.tallies(asked)
        levels = {spot.code: level_of(spot.code) for spot in tallies}
        with_own = any(level != Place.Level.COUNTY for level in levels.values())
        groups = groups_of(lines, place, with_own=with_own)
        keys = member_keys(levels.items(), groups, as_of)
        of_member: dict[Where, Tallies] = defaultdict(dict)
        for spot, tally in tallies.items():
            of_member[keys[spot.code]][spot] = tally
        if OTHERS in of_member:
            groups.append(others_of())
        below = lines_below(tallies, keys, depth=asked.depth, day=as_of, user=user)
        (total, *of_total), *found = self._rows(asked, groups, of_member, below)
        parameters = {"plan": plan.code, "place": place.code, **asked.chosen}
        if asked.first > date.min:
            parameters["since"] = asked.first.isoformat()
        return self.table(
            parameters=parameters,
            as_of=as_of,
            total=total | {"level": place.level},
            rows=gathered([of_total, *found], on_progress),
            example=plan.is_demo,
        )

    def _rows(
        self,
        asked: Asked,
        groups: list[Group],
        of_member: dict[Where, Tallies],
        below: dict[Spot, Line],
    ) -> list[list[Row]]:
        """The rows of the total, then of each line with its members, as far down as was asked for."""
        place, facts = asked.place, self.facts(asked)
        whole_lines = has_whole_lines(place)
        shown = {*SHOWN[asked.depth], *(() if whole_lines else SHOWN["county"])}

        def rows_of(level: str, code: str, name: str, tally: Tally, project: str = "") -> list[Row]:
            if level not in shown:
                return []
            head = {"place": code, "name": name, "level": level}
            if PROJECT.key in shown:
                head[PROJECT.key] = project
            known = {} if level == "own" else facts.get(code, {})
            return [head | figures for figures in self.figures(tally, known)]

        found: list[list[Row]] = []
        wholes: list[Tally] = []
        for group in groups:
            rows: list[Row] = []
            parts = [together(of_member[member.key].values()) for member in group.members]
            wholes.append(together(parts))
            if whole_lines:
                rows += rows_of("city", group.code, group.name, wholes[-1])
            for member, part in zip(group.members, parts, strict=True):
                rows += rows_of(member.level, member.code, member.name, part)
                of_line: dict[Line, Tally] = defaultdict(Counter)
                for spot, tally in of_member[member.key].items():
                    if spot in below:
                        of_line[below[spot]].update(tally)
                for line in sorted(of_line):
                    code, project, name = line
                    rows += rows_of(asked.depth, code, name, of_line[line], project)
            found.append(rows)
        return [rows_of("total", place.code, place.name, together(wholes)), *found]

    def opener(
        self, *, user: Any, plan: ActionPlan, as_of: date, place: Place, **options: str
    ) -> Opener:
        lines = counted_lines(user=user, plan=plan, as_of=as_of, place=place)
        asked = self._asked(user, plan, place, as_of, options)
        groups = [*groups_of(lines, place, with_own=True), others_of()]
        spots = self.tallies(asked).keys()
        keys = member_keys([(spot.code, level_of(spot.code)) for spot in spots], groups, as_of)
        below = lines_below(spots, keys, depth=asked.depth, day=as_of, user=user)

        def opened(row: Row, column: str) -> Behind:
            place, project = row["place"], row.get(PROJECT.key, "")
            if row["level"] in BELOW:
                found = [spot for spot, line in below.items() if line[:2] == (place, project)]
                codes = [spot.code for spot in found]
            else:
                codes = codes_of((row["level"], place), groups, keys)
            return self.behind(replace(asked, codes=codes, project=project), row, column)

        return opened

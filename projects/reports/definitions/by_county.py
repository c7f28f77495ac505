"""What reports have in common whose every figure falls to one county, so that lines add up."""

from abc import abstractmethod
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy, pgettext_lazy

from projects.pilots.models import ActionPlan
from projects.places.models import Place
from projects.reports.definitions import Column, Definition, Option, Progress, Row, Table
from projects.reports.definitions.behind import Behind, Opener
from projects.reports.definitions.narrowing import DEPTH, SHOWN
from projects.reports.definitions.periods import first_day
from projects.reports.definitions.places import (
    OTHERS,
    Group,
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
Tallies = dict[str, Tally]  # by place code


def count_column(key: str, label: Any, head: Any, group: Any, unit: Any = NUMBER) -> Column:
    """A column of whole numbers."""
    return Column(key, label, unit, "count", group, head)


def tallied(rows: Iterable[tuple[Any, ...]]) -> Tallies:
    """Counted rows (code, *key, number) by code; a key of one part stands for itself."""
    found: Tallies = defaultdict(Counter)
    for code, *key, number in rows:
        found[code][key[0] if len(key) == 1 else tuple(key)] += number
    return found


def level_of(code: str) -> str:
    """The level of a place by its code; what lies below a county counts as one."""
    zeros = {10: Place.Level.PROVINCE, 8: Place.Level.CITY}
    return next((level for n, level in zeros.items() if code.endswith("0" * n)), Place.Level.COUNTY)


@dataclass(frozen=True)
class Asked:
    """What is asked for: by whom, of which plan, where, as of which day; ``first`` where it has a period."""

    user: Any
    plan: ActionPlan
    place: Place
    as_of: date
    first: date = date.min
    chosen: dict[str, str] = field(default_factory=dict)

    def seen(self, model: Any, lookup: str = "place__code") -> Any:
        """The rows of ``model`` that she may see and that lie in the place, in no order."""
        return model.objects.visible_to(self.user).filter(within(self.place, lookup)).order_by()


class CountyReport(Definition):
    """A report that tallies each county; any other line is the sum of the tallies below it."""

    options: tuple[Option, ...] = (DEPTH,)

    @abstractmethod
    def tallies(self, asked: Asked) -> Tallies:
        """What falls to each place, in a number of queries that knows no places."""

    def facts(self, asked: Asked) -> dict[str, Row]:
        """What is known of a place as a whole and never added up, by its code."""
        return {}

    @abstractmethod
    def figures(self, tally: Tally, facts: Row) -> list[Row]:
        """The labels and figures of a line's rows, first of all kinds."""

    @abstractmethod
    def behind(self, asked: Asked, row: Row, column: str, codes: list[str]) -> Behind:
        """The records behind a figure, in the places with ``codes``, taken from where ``tallies`` does."""

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
        levels = {code: level_of(code) for code in tallies}
        with_own = any(level != Place.Level.COUNTY for level in levels.values())
        groups = groups_of(lines, place, with_own=with_own)
        of_member: dict[tuple[str, str], Tally] = defaultdict(Counter)
        for code, key in member_keys(levels.items(), groups, as_of).items():
            of_member[key].update(tallies[code])
        if of_member.get(OTHERS):
            groups.append(others_of())
        (total, *of_total), *found = self._rows(asked, groups, of_member)
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
        of_member: dict[tuple[str, str], Tally],
    ) -> list[list[Row]]:
        """The rows of the total, then of each line with its members, as far down as was asked for."""
        place, facts = asked.place, self.facts(asked)
        whole_lines = has_whole_lines(place)
        shown = SHOWN[asked.chosen["depth"]] if whole_lines else SHOWN["county"]

        def rows_of(code: str, name: str, level: str, tally: Tally) -> list[Row]:
            if level not in shown:
                return []
            head = {"place": code, "name": name, "level": level}
            known = {} if level == "own" else facts.get(code, {})
            return [head | figures for figures in self.figures(tally, known)]

        everything: Tally = Counter()
        found: list[list[Row]] = []
        for group in groups:
            whole: Tally = Counter()
            below: list[Row] = []
            for member in group.members:
                tally = of_member[member.key]
                whole.update(tally)
                below += rows_of(member.code, member.name, member.level, tally)
            above = rows_of(group.code, group.name, "city", whole) if whole_lines else []
            found.append([*above, *below])
            everything.update(whole)
        return [rows_of(place.code, place.name, "total", everything), *found]

    def opener(
        self, *, user: Any, plan: ActionPlan, as_of: date, place: Place, **options: str
    ) -> Opener:
        lines = counted_lines(user=user, plan=plan, as_of=as_of, place=place)
        asked = self._asked(user, plan, place, as_of, options)
        groups = [*groups_of(lines, place, with_own=True), others_of()]
        levels = [(code, level_of(code)) for code in self.tallies(asked)]
        keys = member_keys(levels, groups, as_of)

        def opened(row: Row, column: str) -> Behind:
            where = (row["level"], row["place"])
            return self.behind(asked, row, column, codes_of(where, groups, keys))

        return opened

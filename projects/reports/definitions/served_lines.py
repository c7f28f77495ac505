"""The lines of a report about services: what falls to each, who came, and whose number is withheld."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from pyroaring import BitMap

from projects.common.small_cells import small_cells
from projects.reports.definitions import Row

ALL = ""  # the kind that holds all kinds


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


Cell = tuple[str, int | None]  # the code of a county or of a township, and the id of a project
Shares = defaultdict[Cell, Share]


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
    told: set[str] = field(default_factory=set)  # kinds that another table shows

    def __post_init__(self) -> None:
        for part in self.parts:
            self.share.add(part.share)

    def lines(self) -> Iterator["Line"]:
        """Itself and all lines below it."""
        yield self
        for part in self.parts:
            yield from part.lines()

    def row(self) -> Row:
        """What its rows have in common."""
        row: Row = {"place": self.code, "name": self.name, "level": self.level}
        return row if self.project is None else row | {"project": self.project}


def withhold(top: Line, kinds: tuple[str, ...], halves: Collection[Line] = ()) -> None:
    """Marks the kinds of each line whose people are withheld; the last kind is all of them.

    Each line with its parts is a table of its own, and lies in the table of the line above it. What one
    table withholds the other withholds, until no table needs more.

    A reader who has the ``halves`` of the whole, too, subtracts. The whole does not look at them. What any
    of the three withholds the halves withhold, and what the whole shows hides nobody in the half that
    alone has people.
    """
    _settle([top], kinds)
    beside: defaultdict[tuple[str, str, str | None], list[Line]] = defaultdict(list)
    for one in (*halves, top) if halves else ():
        for line in one.lines():
            beside[line.level, line.code, line.project].append(line)
    for *parts, whole in beside.values():
        alone = {kind for kind in kinds if sum(line.share.people(kind) > 0 for line in parts) < 2}
        for line in parts:
            line.told = alone - whole.withheld
    _settle(halves, kinds, beside.values())


def _settle(
    tops: Collection[Line], kinds: tuple[str, ...], beside: Collection[list[Line]] = ()
) -> None:
    """Withholds in these tables, and in all but the last of the lines ``beside`` each other."""
    every = [line for top in tops for line in top.lines()]
    before = -1
    while before < (before := sum(len(line.withheld) for line in every)):
        for line in every:
            if line.parts:
                _settle_table([*line.parts, line], kinds)
        for *parts, whole in beside:
            either = whole.withheld.union(*(line.withheld for line in parts))
            for line in parts:
                line.withheld |= {kind for kind in either if line.share.people(kind)}


def _settle_table(lines: list[Line], kinds: tuple[str, ...]) -> None:
    """Withholds in one table, whose last line is made up of the others."""
    cells = [(r, c, kind, line) for r, line in enumerate(lines) for c, kind in enumerate(kinds)]
    hidden = {(r, c) for r, c, kind, line in cells if kind in line.withheld}
    told = {(r, c) for r, c, kind, line in cells if kind in line.told}
    numbers = [[line.share.people(kind) for kind in kinds] for line in lines]
    shown = small_cells(numbers, hidden=hidden, told=told)
    for r, c, kind, line in cells:
        if shown[r][c] is None:
            line.withheld.add(kind)

"""The lines of a report about services: what falls to each, who came, and whose number is withheld."""

from collections import Counter, defaultdict
from collections.abc import Iterator
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

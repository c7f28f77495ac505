"""Header rows: which column a header means, in one row or in two of which the upper one groups the lower."""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from projects.imports.cells import is_blank, normalised, shown
from projects.imports.importer import Column

FEWEST = 2  # headers that make a row a header row
LONGEST_UNIT = 3  # characters of what may stand behind a header: 元, 万元
LONGEST = 50  # characters of a header that is named in a complaint
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】")
_DIGITS = re.compile(r"\d")

Names = Mapping[str, Column]


@dataclass
class Head:
    """One header of a table: in which column it stands, what it says, and the column of ours it means."""

    at: int
    text: str
    name: str = ""  # of all that it may be called, the one that was recognised
    column: Column | None = None


@dataclass
class Heads:
    """The headers of a table; ``row`` is the last row of them, ``deep`` how many rows there are."""

    row: int
    deep: int
    heads: list[Head]

    @classmethod
    def of(cls, row: int, values: Sequence[Any]) -> "Heads":
        """The headers of one row, of which nothing is recognised."""
        return cls(
            row, 1, [_head(at, [each], {}) for at, each in enumerate(values) if not is_blank(each)]
        )

    @property
    def known(self) -> int:
        """How many different columns of ours are recognised."""
        return len({head.column.name for head in self.heads if head.column})

    @property
    def signature(self) -> str:
        """What tells these headers from others: a mapping is remembered by it."""
        texts = "\n".join(f"{head.at} {normalised(head.text)}" for head in self.heads)
        return hashlib.sha256(texts.encode()).hexdigest()


def names_of(columns: Sequence[Column]) -> dict[str, Column]:
    """Each name that a header may have, in the form of ``normalised``."""
    return {
        normalised(name): column
        for column in columns
        for name in (column.header, *column.synonyms.split())
    }


def recognised(header: Any, names: Names) -> str:
    """The name that a header goes by, or ""; what stands in brackets may be missing: 涉及人数（人）."""
    name = normalised(header)
    short = _BRACKETS.sub("", name).strip("*:;")
    for known in (name, short):
        if known in names:
            return known
        for length in range(1, LONGEST_UNIT + 1):
            bare, unit = known[:-length], known[-length:]
            if bare in names and unit in names[bare].units:
                return bare
    return ""


def candidates(rows: Sequence[Sequence[Any]], names: Names) -> Iterator[Heads]:
    """Each row read as headers, and each two rows of which the upper one may group the lower."""
    for index, row in enumerate(rows):
        yield Heads(
            index,
            1,
            [_head(at, [value], names) for at, value in enumerate(row) if not is_blank(value)],
        )
        if index + 1 < len(rows) and (pair := grouped(row, rows[index + 1])):
            yield Heads(index + 1, 2, [_head(at, texts, names) for at, texts in pair])


def best(
    rows: Sequence[Sequence[Any]], names: Names, mapped: Mapping[str, Mapping[int, str]]
) -> Heads | None:
    """The headers that somebody has said the meaning of; or else those of which most are recognised.

    Of rows that say as much the upper one counts, and one row rather than two.
    """
    found = list(candidates(rows, names))
    columns = {column.name: column for column in names.values()}
    for heads in found if mapped else ():
        if (meant := mapped.get(heads.signature)) is not None:
            for head in heads.heads:
                head.column = columns.get(meant.get(head.at, ""))
                head.name = normalised(head.column.header) if head.column else ""
            return heads
    likely = max(found, key=lambda heads: (heads.known, -heads.deep), default=None)
    return likely if likely and likely.known >= FEWEST else None


def grouped(upper: Sequence[Any], lower: Sequence[Any]) -> list[tuple[int, list[str]]]:
    """Column → the texts of its header where 服务时间 stands over 开始 and 结束; nothing where none does."""
    pairs: list[tuple[int, list[str]]] = []
    group, groups = "", 0
    for at in range(max(len(upper), len(lower))):
        top, below = (shown(row[at]) if at < len(row) else "" for row in (upper, lower))
        group = top or group
        if not below or below == top:
            if top:
                pairs.append((at, [top]))
            continue
        begins = (
            at + 1 < len(lower)
            and not is_blank(lower[at + 1])
            and (at + 1 >= len(upper) or is_blank(upper[at + 1]))
        )
        if not group or _DIGITS.search(below) or (top and not begins):
            return []
        groups += not top
        pairs.append((at, [group, below]))
    return pairs if groups else []


def _head(at: int, texts: Sequence[Any], names: Names) -> Head:
    """A header of one text, or of a group and what stands below it: either order, or the lower alone."""
    whole = "".join(shown(text) for text in texts)
    *group, own = (shown(text) for text in texts)
    ways = [whole, *(own + above for above in group), own]
    name = next((found for way in ways if (found := recognised(way, names))), "")
    return Head(at, whole, name, names.get(name))

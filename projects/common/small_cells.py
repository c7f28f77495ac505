"""Tables of few people: which cells are withheld so that nobody is told apart in public.

A cell of 1 or 2 people is withheld (primary). Where it could be worked out from the totals, others are
withheld with it (complementary): cells are the arcs of a network in which each row and each column
adds up, and a primary cell is safe when it lies on a cycle of withheld cells along which one person
could be moved without a cell falling to 0. The cheapest such cycle is withheld. Zeros are shown:
they tell of nobody. Source: L. H. Cox, Network models for complementary cell suppression (1995).
"""

from collections.abc import Collection, Sequence
from heapq import heappop, heappush
from typing import NamedTuple

LEAST = 3  # people; a cell of fewer is withheld
_TOTAL = 10**9  # a total is withheld only where no part will do

Key = tuple[int, int]
Node = tuple[str, int]
Shown = list[list[int | None]]


class _Arc(NamedTuple):
    """One cell: one person more in it flows from ``start`` to ``end``."""

    start: Node
    end: Node
    value: int
    is_total: bool


def small_cells(
    table: Sequence[Sequence[int]],
    *,
    least: int = LEAST,
    hidden: Collection[Key] = (),
    told: Collection[Key] = (),
) -> Shown:
    """``table`` with None where a cell is withheld; its last row and its last column are the totals.

    ``hidden`` are cells (row, column) that another table withholds already, ``told`` those that another
    table shows, so that to withhold them would not help.
    """
    arcs = {}
    last_row, last_column = len(table) - 1, len(table[0]) - 1
    for r, row in enumerate(table):
        for c, value in enumerate(row):
            # The totals flow back, so that everything that goes into a row or column comes out of it.
            start, end = ("row", r), ("column", c)
            if (r == last_row) != (c == last_column):
                start, end = end, start
            if (r, c) not in told:
                arcs[r, c] = _Arc(start, end, value, r == last_row or c == last_column)
    withheld = _withheld(arcs, least, hidden)
    return [
        [None if (r, c) in withheld else value for c, value in enumerate(row)]
        for r, row in enumerate(table)
    ]


def small_parts(parts: Sequence[int], total: int, *, least: int = LEAST) -> list[int | None]:
    """``parts`` of one ``total``, and the total after them, with None where a number is withheld."""
    inside, outside = ("row", 0), ("column", 0)
    arcs = {(0, c): _Arc(inside, outside, value, False) for c, value in enumerate(parts)}
    arcs[0, len(parts)] = _Arc(outside, inside, total, True)
    hidden = _withheld(arcs, least)
    return [None if (0, c) in hidden else value for c, value in enumerate((*parts, total))]


def _withheld(arcs: dict[Key, _Arc], least: int, already: Collection[Key] = ()) -> set[Key]:
    primary = [key for key, arc in arcs.items() if 0 < arc.value < least or key in already]
    hidden = set(primary)
    for key in sorted(primary, key=lambda one: arcs[one].value):
        hidden |= _cheapest_cycle(arcs, key, hidden)
    return hidden


def _cheapest_cycle(arcs: dict[Key, _Arc], key: Key, hidden: set[Key]) -> set[Key]:
    """The cells of the cycle through ``key`` that is cheapest to withhold; empty where there is none."""
    arc = arcs[key]
    ways = [_path(arcs, key, arc.end, arc.start, hidden)]  # one person more
    if arc.value > 1:
        ways.append(_path(arcs, key, arc.start, arc.end, hidden))  # one less
    found = [way for way in ways if way]
    return min(found, key=lambda way: way[0])[1] if found else set()


def _path(
    arcs: dict[Key, _Arc], without: Key, start: Node, end: Node, hidden: set[Key]
) -> tuple[int, set[Key]] | None:
    """What is withheld on the cheapest way from ``start`` to ``end`` (Dijkstra), after its cost."""
    steps: dict[Node, list[tuple[Node, Key, int]]] = {}
    for key, arc in arcs.items():
        if key == without or arc.value == 0:
            continue
        cost = 0 if key in hidden else arc.value + arc.is_total * _TOTAL
        steps.setdefault(arc.start, []).append((arc.end, key, cost))
        if arc.value > 1:
            steps.setdefault(arc.end, []).append((arc.start, key, cost))
    queue: list[tuple[int, int, Node, list[Key]]] = [(0, 0, start, [])]
    seen: set[Node] = set()
    while queue:
        cost, length, node, way = heappop(queue)
        if node == end:
            return cost, set(way)
        if node in seen:
            continue
        seen.add(node)
        for beyond, key, more in steps.get(node, ()):
            heappush(queue, (cost + more, length + 1, beyond, [*way, key]))
    return None

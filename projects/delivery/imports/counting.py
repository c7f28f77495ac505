"""Services that nothing but their contents tells apart: which of its day each of them is.

A file may hold a million of them, in any order, so what was seen lies in a file of its own.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from projects.delivery.imports import keys
from projects.imports.importer import Row
from projects.imports.scratch import Scratch

FIRST = 4  # imported services of one day that are asked for at once; then four times as many


class Counted(Scratch):
    """The counted services of one file. Where some were imported before, all are noted first."""

    def __init__(self, user: Any, *, any_imported: bool, is_rest: bool) -> None:
        super().__init__(
            "counted (at INTEGER PRIMARY KEY, base TEXT, digest TEXT, nth INTEGER, UNIQUE (base, digest))"
        )
        self.user, self.any_imported, self.is_rest = user, any_imported, is_rest

    def note(self, rows: Iterable[Row]) -> dict[str, keys.Key]:
        """Takes the counted services of ``rows`` in; gives their keys without the count."""
        bases, new = {}, []
        for row in rows:
            if not row.errors and keys.is_counted(row.values["base"]):
                base = row.values["counted"] = keys.hashed(row.values["base"])
                bases[base] = row.values["base"]
                new.append((base, row.digest))
        self.put(
            "INSERT OR IGNORE INTO counted (base, digest)"
            " SELECT value->>0, value->>1 FROM json_each(?)",
            new,
        )
        return bases

    def count(self, rows: Iterable[Row]) -> None:
        """Fills in ``nth``: what was imported keeps its count, whatever the order of the file is now."""
        rows = list(rows)
        bases = self.note(rows)
        known = self._known(bases)
        open_ = {base: bases[base] for base, said in known.items() if None in said.values()}
        before = self._imported(open_) if self.any_imported else {}
        for base in open_:
            known[base] = numbered(known[base], before.get(base, []), is_rest=self.is_rest)
        self.put(
            "UPDATE counted SET nth = new.value->>2 FROM json_each(?) AS new"
            " WHERE base = new.value->>0 AND digest = new.value->>1",
            ((base, digest, nth) for base in open_ for digest, nth in known[base].items()),
        )
        for row in rows if bases else ():
            if counted := row.values.get("counted"):
                row.values["nth"] = known[counted][row.digest]

    def _known(self, bases: Iterable[str]) -> dict[str, dict[str, int | None]]:
        """What the whole file, as far as it is noted, says of these days, in its order."""
        known: dict[str, dict[str, int | None]] = defaultdict(dict)
        asked = "counted WHERE base IN (SELECT value FROM json_each(?))"
        for _at, base, digest, nth in sorted(self.ask("at, base, digest, nth", asked, bases)):
            known[base][digest] = nth
        return known

    def _imported(self, bases: Mapping[str, keys.Key]) -> dict[str, list[str]]:
        """What the imported services of these days said, in the order of their counts."""
        found: dict[str, list[str]] = {base: [] for base in bases}
        waiting, first, last = set(bases), 1, FIRST
        while waiting:
            asked = {
                keys.hashed((*bases[base], str(nth))): (nth, base)
                for base in sorted(waiting)
                for nth in range(first, last + 1)
            }
            there = keys.imported(self.user, asked)
            for key, (nth, base) in asked.items():
                if key in there and len(found[base]) == nth - 1:
                    found[base].append(there[key][1])
            waiting = {base for base in waiting if len(found[base]) == last}
            first, last = last + 1, last * 4
        return found


def numbered(
    known: Mapping[str, int | None], before: list[str], *, is_rest: bool = False
) -> dict[str, int | None]:
    """digest → count, of those that the file says (in its order) and those that were imported ``before``.

    A row that says something new stands for an imported one only in a file that could hold them all:
    one of fewer, or with ``is_rest`` the wrong rows of another one, must not write over a service that it
    does not name.
    """
    same = {before.index(digest) + 1 for digest in known if digest in before}
    free = [nth for nth in range(1, len(before) + 1) if nth not in same]
    if is_rest or len(known) < len(before):
        free = []
    last = max([len(before), *(nth for nth in known.values() if nth)])
    counts: dict[str, int | None] = {}
    for digest, nth in known.items():
        if nth is None and digest in before:
            nth = before.index(digest) + 1
        elif nth is None and free:
            nth = free.pop(0)
        elif nth is None:
            nth = last = last + 1
        counts[digest] = nth
    return counts

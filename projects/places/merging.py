"""Merging lists of divisions into one tree with lives and successors, in memory."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from projects.places.lists import BadList, Facts, Row
from projects.places.models import EARLIEST, LEVEL_DIGITS, Place


@dataclass(frozen=True)
class Entry:
    """One place of the tree, as it is to be stored; parent and successor by code."""

    code: str
    name: str
    level: str
    kind: str
    parent: str
    former_name: str = ""
    valid_from: date = EARLIEST
    valid_to: date | None = None
    successor: str = ""
    administered: bool = True
    reports_as: str = ""


Tree = dict[str, Entry]


@dataclass(frozen=True)
class Change:
    """A list that takes effect: what stands on it from ``day`` on.

    ``counties``: old code → new code of the counties that changed on ``effective``. What else
    differs from the tree changed on a day that nobody wrote down, and counts as changed on ``day``.
    """

    rows: Mapping[str, Row]
    day: date
    counties: Mapping[str, str]
    effective: date

    def day_of(self, code: str) -> date:
        """The day on which ``code`` came or went."""
        county = code[:6].ljust(12, "0")
        changed = county in self.counties or county in self.counties.values()
        return self.effective if changed else self.day


def merged(tree: Tree, change: Change) -> Tree:
    """The tree after ``change``. The same code is one entry: the newest name, the old one as former.

    A list that is older than what the tree knows already changes nothing, and is refused where it
    contradicts the tree: lists are loaded in the order of their days.
    """
    if not tree:
        return {row.code: _born(row, change.day) for row in change.rows.values()}
    if change.day < max(entry.valid_from for entry in tree.values()):
        return _already_known(tree, change)
    _check_counties(tree, change)
    present = {code for code, entry in tree.items() if entry.valid_to is None}
    result = dict(tree)
    for code in present - change.rows.keys():
        result[code] = replace(tree[code], valid_to=_end(tree[code], change))
    for code, row in change.rows.items():
        if code in present:
            result[code] = _renamed(tree[code], row)
        elif code in tree:
            raise BadList(f"{code} ended on {tree[code].valid_to} and cannot come back.")
        else:
            result[code] = _born(row, change.day_of(code))
    gone = [result[code] for code in present - change.rows.keys()]
    come = [result[code] for code in change.rows.keys() - present]
    result.update(_with_successors(result, gone, come, change.counties))
    return result


def told(tree: Tree, facts: Facts) -> Tree:
    """The tree with the facts that no code list says, applied to the places it has."""
    result = dict(tree)
    stems = tuple(_stem(tree[code]) for code in facts.not_administered if code in tree)
    for code, entry in tree.items():
        if stems and code.startswith(stems):
            entry = replace(entry, administered=False)
        if code in facts.reports_as:
            entry = replace(entry, reports_as=facts.reports_as[code])
        result[code] = entry
    return result


def _stem(entry: Entry) -> str:
    return entry.code[: LEVEL_DIGITS[Place.Level(entry.level)]]


def _born(row: Row, day: date) -> Entry:
    return Entry(row.code, row.name, row.level, row.kind, row.parent, valid_from=day)


def _renamed(entry: Entry, row: Row) -> Entry:
    if entry.level != row.level:
        raise BadList(
            f"{row.code} on line {row.line} was a {entry.level} and cannot be {row.level}."
        )
    former = entry.name if row.name != entry.name else entry.former_name
    return replace(entry, name=row.name, former_name=former, kind=row.kind, parent=row.parent)


def _end(entry: Entry, change: Change) -> date:
    day = change.day_of(entry.code)
    if day <= entry.valid_from:
        raise BadList(f"{entry.code} would end on {day}, before it begins.")
    return day


def _already_known(tree: Tree, change: Change) -> Tree:
    then = {
        code
        for code, entry in tree.items()
        if entry.valid_from <= change.day
        and (entry.valid_to is None or entry.valid_to > change.day)
    }
    if then != change.rows.keys():
        raise BadList(
            f"The list of {change.day} differs from the newer places that are loaded; "
            "load lists in the order of their days."
        )
    return tree


def _check_counties(tree: Tree, change: Change) -> None:
    for old, new in change.counties.items():
        if old in change.rows:
            raise BadList(f"The crosswalk ends {old}, but the list still has it.")
        if new not in change.rows:
            raise BadList(f"The crosswalk leads to {new}, which is not in the list.")
        if old not in tree:
            raise BadList(f"The crosswalk begins at {old}, which is not loaded.")


def _with_successors(
    tree: Tree, gone: Iterable[Entry], come: Iterable[Entry], counties: Mapping[str, str]
) -> Tree:
    """The entries of ``gone`` that have a successor: counties by the crosswalk, what lies below them by name.

    A township or village is followed by the one new place of its name under the successor of its
    parent (or under the parent itself, where that stayed). Where two share the name there is none.
    """
    new_by_name: dict[tuple[str, str], list[str]] = defaultdict(list)
    for entry in come:
        new_by_name[entry.parent, entry.name].append(entry.code)
    old_by_name: dict[tuple[str, str], int] = defaultdict(int)
    followed: Tree = {}
    gone = sorted(gone, key=lambda entry: LEVEL_DIGITS[Place.Level(entry.level)])
    for entry in gone:
        old_by_name[entry.parent, entry.name] += 1
    for entry in gone:
        successor = counties.get(entry.code, "")
        if not successor and entry.level in (Place.Level.TOWNSHIP, Place.Level.VILLAGE):
            parent = followed.get(entry.parent) or tree[entry.parent]
            heir = parent.successor if parent.valid_to else parent.code
            named = new_by_name[heir, entry.name]
            if len(named) == 1 and old_by_name[entry.parent, entry.name] == 1:
                successor = named[0]
        if successor:
            followed[entry.code] = replace(entry, successor=successor)
    return followed

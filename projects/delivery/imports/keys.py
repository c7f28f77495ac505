"""When two rows are one service, and which services are there already.

The natural key of a service is its project, day, method, site, worker in charge, case and the time it
began; of a group's session the group and its number; of a row with a number of its own that number.
Where no time tells two services of one day apart, their contents do, and they are counted (``nth``,
``counting.py``).
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from operator import itemgetter
from typing import Any

from projects.common.texts import Texts
from projects.delivery.models import ServiceRecord
from projects.imports.imported import chunks
from projects.imports.importer import Row

Key = tuple[str, ...]
NUMBER = re.compile(r"FW-\d{4}-\d{7,}")
SAID = (
    *("date", "method", "field", "place", "starts_at", "ends_at", "hours", "attendances", "people"),
    *("groups", "lead", "assistants", "volunteers", "volunteer_hours", "process", "outcome"),
    *("follow_up", "rated", "satisfied", "supervisor_opinion", "note", "case", "group", "session"),
)
_said = itemgetter(*SAID)
_day = itemgetter("project", "date", "method", "place", "lead", "case", "starts_at")
WHEN = frozenset({"date", "starts_at", "ends_at", "hours", "lead", "assistants"})
WORK = ("project_id", "date", "method", "place_id", "lead_id", "case_id", "starts_at")


@dataclass
class Kept:
    """What is there of a file's services; of sessions also what earlier rows of the file say."""

    imported: dict[str, tuple[int, str]] = field(default_factory=dict)  # key → record, digest
    numbers: dict[str, tuple[int, int]] = field(default_factory=dict)  # number → record, project
    sessions: dict[tuple[int, int], int] = field(default_factory=dict)  # group, session → record
    groups: set[int] = field(default_factory=set)  # whose sessions were asked for
    # Natural key → hours, attendances, record: logged by hand, and no row's so far.
    by_hand: dict[Key, list[tuple[Any, ...]]] = field(default_factory=lambda: defaultdict(list))
    projects: set[int] = field(default_factory=set)  # whose services by hand were asked for


def own_number(values: Mapping[str, Any]) -> str:
    """The number of the record that a row names: one that was exported; or ""."""
    number = values["number"] or ""
    return number if NUMBER.fullmatch(number) else ""


def base(values: Mapping[str, Any]) -> Key:
    """The natural key of a row, before services that only their contents tell apart are counted."""
    if number := own_number(values):
        return "number", number
    if values["number"]:
        return str(values["project"]), "reference", values["number"]
    if values["group"]:
        return str(values["project"]), "session", str(values["group"]), str(values["session"])
    return _day_key(*_day(values))


def _day_key(*parts: Any) -> Key:
    return tuple("" if part is None else str(part) for part in parts)


def is_counted(key: Key) -> bool:
    """Whether services of this key are told apart by their contents: no time, no number says which."""
    return len(key) == 7 and not key[-1]


def full(values: Mapping[str, Any]) -> Key:
    """The natural key of a judged row."""
    nth = values.get("nth")
    return (*values["base"], str(nth)) if nth else values["base"]


def hashed(parts: Iterable[str]) -> str:
    """A key, or what a row says, as it is kept; no text of a cell has the sign between the parts."""
    return blake2b("\x1f".join(parts).encode(), digest_size=16).hexdigest()


class Signs:
    """What the rows of a file are known by: their natural keys, and digests of what they say.

    Digests are equal for equal contents, however these were written.
    """

    def __init__(self) -> None:
        self.said = [Texts() for _name in SAID]
        self.day = [Texts({None: ""}) for _name in range(7)]

    def put(self, rows: Sequence[Row]) -> None:
        """Gives each of ``rows`` its digest and its ``base``, column by column."""
        said = _texts(self.said, [_said(row.values) for row in rows])
        days = _texts(self.day, [_day(row.values) for row in rows])
        for row, texts, day in zip(rows, said, days, strict=True):
            row.digest = hashed(texts)
            is_day = not row.values["number"] and not row.values["group"]
            row.values["base"] = day if is_day else base(row.values)


def _texts(known: Sequence[Texts], rows: Sequence[Sequence[Any]]) -> Iterator[tuple[str, ...]]:
    """The values of ``rows`` as texts, of which each column has its own."""
    columns = zip(*rows, strict=True)
    # Where there is no row there are no columns.
    texts = [map(texts.__getitem__, column) for texts, column in zip(known, columns, strict=False)]
    return zip(*texts, strict=True)


def told(values: Mapping[str, Any], places: Mapping[str, int]) -> Iterator[str]:
    """What a row says something about: its columns, and what follows from them."""
    for name in SAID:
        if values[name] or (name in places and name != "field"):
            yield name


def moves(row: Row, said: Callable[[str], Any]) -> bool:
    """Whether a row says something else of when and by whom than a record, of which ``said`` tells."""
    return any(
        name in WHEN and said(name) != row.values[name]
        for name in told(row.values, row.layout.places)
    )


def any_imported(user: Any) -> bool:
    """Whether anything was ever imported that ``user`` may see."""
    return ServiceRecord.everything.visible_to(user).filter(import_key__isnull=False).exists()


def imported(user: Any, wanted: Iterable[str]) -> dict[str, tuple[int, str]]:
    """key → record and digest of what was imported under the keys ``wanted``, counted or not."""
    own = ServiceRecord.everything.visible_to(user).order_by()
    marks = ("import_key", "pk", "import_digest")
    return {
        str(key): (pk, said)
        for chunk in chunks(wanted)
        for key, pk, said in own.filter(import_key__in=chunk).values_list(*marks)
    }


def ask(user: Any, rows: Sequence[Row], there: Kept) -> None:
    """Asks what else is there of ``rows``: by numbers of records, and of groups that nobody asked for."""
    own = ServiceRecord.objects.visible_to(user).order_by()
    there.numbers = {}
    for chunk in chunks({own_number(row.values) for row in rows} - {""}):
        numbers = own.filter(number__in=chunk).values_list("number", "pk", "project")
        there.numbers.update((number, (pk, project)) for number, pk, project in numbers)
    groups = {row.values["group"] for row in rows if row.values["group"]} - there.groups
    if groups:
        there.groups |= groups
        sessions = own.filter(group__in=groups).values_list("group", "session", "pk")
        there.sessions.update(((group, session or 0), pk) for group, session, pk in sessions)


def ask_by_hand(user: Any, rows: Iterable[Row], there: Kept) -> None:
    """Asks which services came another way, of projects that nobody asked for."""
    if projects := {row.values["project"] for row in rows} - there.projects:
        there.projects |= projects
        own = ServiceRecord.objects.visible_to(user).filter(project__in=projects)
        by_hand = own.filter(import_key__isnull=True, group__isnull=True).order_by("pk")
        told = by_hand.values_list(*WORK, "hours", "attendances", "pk")
        for *parts, hours, attendances, pk in told.iterator():
            there.by_hand[_day_key(*parts)].append((hours, attendances, pk))


def logged_by_hand(rows: Iterable[Row], there: Kept) -> dict[Key, int]:
    """Natural key → record of the services that came another way and are the same as one of ``rows``.

    Of services without a time only those are the same that took as long and reached as many.
    """
    same: dict[Key, int] = {}
    for row in rows if there.by_hand or there.sessions else ():
        values = row.values
        key = values["base"]
        if key[1] == "session" and (pk := there.sessions.get((values["group"], values["session"]))):
            same[key] = pk
        for one in there.by_hand.get(key, ()):
            if not values.get("nth") or one[:2] == (values["hours"], values["attendances"]):
                there.by_hand[key].remove(one)
                same[full(values)] = one[2]
                break
    return same

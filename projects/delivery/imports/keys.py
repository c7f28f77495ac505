"""When two rows are one service, and which services are there already.

The natural key of a service is its project, day, method, site, worker in charge, case and the time it
began; of a group's session the group and its number; of a row with a number of its own that number.
Where no time tells two services of one day apart, their contents do, and they are counted (``nth``).
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from hashlib import blake2b
from operator import itemgetter
from typing import Any, NamedTuple

from django.db.models import Q

from projects.delivery.models import ServiceRecord
from projects.imports.imported import chunks
from projects.imports.importer import Row

Key = tuple[Any, ...]
NUMBER = re.compile(r"FW-\d{4}-\d{7,}")
SAID = (
    *("date", "method", "field", "place", "starts_at", "ends_at", "hours", "attendances", "people"),
    *("groups", "lead", "assistants", "volunteers", "volunteer_hours", "process", "outcome"),
    *("follow_up", "rated", "satisfied", "supervisor_opinion", "note", "case", "group", "session"),
)
_said = itemgetter(*SAID)
WORK = ("project_id", "date", "method", "place_id", "lead_id", "case_id", "starts_at")


class Kept(NamedTuple):
    """What is there of a file's services."""

    imported: dict[str, tuple[int, str]] = {}  # key → record, digest
    numbers: dict[str, tuple[int, int]] = {}  # number → record, project
    sessions: dict[tuple[int, int], int] = {}  # group and session → record


def own_number(values: Mapping[str, Any]) -> str:
    """The number of the record that a row names: one that was exported; or ""."""
    number = values["number"] or ""
    return number if NUMBER.fullmatch(number) else ""


def base(values: Mapping[str, Any]) -> Key:
    """The natural key of a row, before services that only their contents tell apart are counted."""
    if number := own_number(values):
        return "number", number
    if values["number"]:
        return values["project"], "reference", values["number"]
    if values["group"]:
        return values["project"], "session", values["group"], values["session"]
    return _day_key(
        values["project"],
        values["date"],
        values["method"],
        values["place"],
        values["lead"],
        values["case"],
        values["starts_at"],
    )


def _day_key(project: int, day: date, *rest: Any) -> Key:
    return project, day.isoformat(), *[str(part or "") for part in rest]


def is_counted(key: Key) -> bool:
    """Whether services of this key are told apart by their contents: no time, no number says which."""
    return len(key) == 7 and not key[-1]


def full(values: Mapping[str, Any]) -> Key:
    """The natural key of a judged row."""
    nth = values.get("nth")
    return (*values["base"], nth) if nth else values["base"]


def hashed(parts: Iterable[Any]) -> str:
    """A key, or what a row says, as it is kept; no text of a cell has the sign between the parts."""
    return blake2b("\x1f".join(map(str, parts)).encode(), digest_size=16).hexdigest()


def digest(values: Mapping[str, Any]) -> str:
    """What a row says, as it is kept: equal for equal contents, however they were written."""
    return hashed(_said(values))


def told(values: Mapping[str, Any], places: Mapping[str, int]) -> Iterator[str]:
    """What a row says something about: its columns, and what follows from them."""
    for name in SAID:
        if values[name] or (name in places and name != "field"):
            yield name


def days_of(rows: Iterable[Row]) -> dict[int, tuple[date, date]]:
    """The first and the last day of each project's rows."""
    spans: dict[int, tuple[date, date]] = {}
    for row in rows:
        day, project = row.values["date"], row.values["project"]
        first, last = spans.get(project, (day, day))
        spans[project] = min(first, day), max(last, day)
    return spans


def kept(user: Any, rows: Sequence[Row]) -> Kept:
    """What is there of the services of ``rows``: a question for each project, not for each row."""
    found = Kept({}, {}, {})
    own = ServiceRecord.objects.visible_to(user).order_by()
    wheres = [Q(project=pk, date__range=span) for pk, span in days_of(rows).items()]
    references = [
        hashed(row.values["base"]) for row in rows if row.values["base"][1] == "reference"
    ]
    wheres += [Q(import_key__in=chunk) for chunk in chunks(references)]
    groups = {row.values["group"] for row in rows if row.values["group"]}
    wheres += [Q(group__in=groups)] if groups else []
    for where in wheres:
        marks = own.filter(where, import_key__isnull=False)
        for key, pk, said in marks.values_list("import_key", "pk", "import_digest").iterator():
            found.imported[str(key)] = (pk, said)
    sessions = own.filter(group__in=groups).values_list("group", "session", "pk") if groups else ()
    found.sessions.update(((group, session or 0), pk) for group, session, pk in sessions)
    for chunk in chunks({own_number(row.values) for row in rows} - {""}):
        numbers = own.filter(number__in=chunk).values_list("number", "pk", "project")
        found.numbers.update((number, (pk, project)) for number, pk, project in numbers)
    return found


def renumber(rows: Iterable[Row], there: Kept) -> None:
    """Counted services keep the count they were imported with, whatever the order of the file is now."""
    if not there.imported:
        return
    alike: dict[Key, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        if row.values.get("nth"):
            alike[row.values["base"]][row.digest].append(row)
    for key, by_digest in alike.items():
        before: dict[str, int] = {}
        count = 0
        while (imported := there.imported.get(hashed((*key, count + 1)))) is not None:
            count += 1
            before.setdefault(imported[1], count)
        if count:
            _count(by_digest, before, count)


def _count(by_digest: dict[str, list[Row]], before: dict[str, int], count: int) -> None:
    """A row that says something new stands for an imported one only in a file that could hold them all.

    A file of fewer, as that of the wrong rows alone, must not write over a service that it does not name.
    """
    same = {before[digest] for digest in by_digest if digest in before}
    free = [number for number in range(1, count + 1) if number not in same]
    if len(by_digest) < count:
        free = []
    for digest, rows in by_digest.items():
        if (number := before.get(digest)) is None:
            count += 0 if free else 1
            number = free.pop(0) if free else count
        for row in rows:
            row.values["nth"] = number


def logged_by_hand(user: Any, rows: Sequence[Row], there: Kept) -> dict[Key, int]:
    """Natural key → record of the services that came another way and are the same as one of ``rows``.

    Of services without a time only those are the same that took as long and reached as many.
    """
    own = ServiceRecord.objects.visible_to(user).filter(import_key__isnull=True, group__isnull=True)
    by_hand: dict[Key, list[tuple[Any, ...]]] = defaultdict(list)
    for project, span in days_of(rows).items():
        found = own.filter(project=project, date__range=span).order_by("-pk")
        for *parts, hours, attendances, pk in found.values_list(
            *WORK, "hours", "attendances", "pk"
        ):
            by_hand[_day_key(*parts)].append((hours, attendances, pk))
    same: dict[Key, int] = {}
    for row in rows:
        values = row.values
        key = values["base"]
        if key[1] == "session" and (pk := there.sessions.get((values["group"], values["session"]))):
            same[key] = pk
        for one in reversed(by_hand.get(key, ())):
            if not values.get("nth") or one[:2] == (values["hours"], values["attendances"]):
                by_hand[key].remove(one)
                same[full(values)] = one[2]
                break
    return same

"""Comparing: which rows of a file are new, which change a record, which say what is there already."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

from django.utils.translation import gettext as _

from projects.imports.checking import SHOWN_FIRST, Parsed, ahead
from projects.imports.importer import Importer, Row
from projects.imports.outcome import Outcome
from projects.imports.scratch import Scratch


@dataclass
class Compared:
    """What would be written: rows that are new, rows that change a record, rows that only become known."""

    new: list[Row] = field(default_factory=list)
    changed: list[tuple[Any, Row]] = field(default_factory=list)
    known: list[tuple[int, Row]] = field(default_factory=list)


_key = attrgetter("key")


class Seen(Scratch):
    """The keys of a file's rows."""

    def __init__(self) -> None:
        super().__init__(
            "seen (key TEXT PRIMARY KEY, digest TEXT, sheet TEXT, number INTEGER) WITHOUT ROWID"
        )

    def before(self, rows: Sequence[Row]) -> dict[int, tuple[str, str, int]]:
        """Which of ``rows``, by their places, are not the first of their key; and the first one's digest,
        sheet and number."""
        # In the order of the keys, so that neighbours are written together; of equal ones the first row's.
        new = [(row.key, row.digest, row.sheet, row.number) for row in sorted(rows, key=_key)]
        made = self.put(
            "INSERT OR IGNORE INTO seen SELECT value->>0, value->>1, value->>2, value->>3 FROM json_each(?)",
            new,
        )
        if made == len(rows):
            return {}
        asked = "seen WHERE key IN (SELECT value FROM json_each(?))"
        firsts = {
            key: (digest, sheet, number)
            for key, digest, sheet, number in self.ask(
                "key, digest, sheet, number", asked, (row.key for row in rows)
            )
        }
        return {
            at: first
            for at, row in enumerate(rows)
            if (first := firsts[row.key])[1:] != (row.sheet, row.number)
        }


def compared(
    parsed: Parsed, importer: Importer, outcome: Outcome, *, lock: bool = False
) -> Generator[Compared, None, None]:
    """Tells new, changed and unchanged rows apart, batch by batch. With ``lock`` the records are locked."""
    outcome.headers = {column.name: column.header for column in importer.columns}
    outcome.heads = [column.header for column in importer.columns if column.in_template]
    importer.begins(parsed)
    with Seen() as seen:
        for rows in ahead(parsed.batches()) if lock and importer.batch else parsed.batches():
            outcome.rows += len(rows)
            importer.settle(rows, lock=lock)
            yield _compare(_told_apart(rows, importer, outcome, seen), importer, outcome, lock=lock)
            _fill_preview(outcome, rows, importer)
    outcome.skipped, outcome.ignored = parsed.skipped, parsed.ignored


def _told_apart(rows: Sequence[Row], importer: Importer, outcome: Outcome, seen: Seen) -> list[Row]:
    """The right rows that no other row of the file says; of contradicting ones the later is wrong."""
    good = []
    for row in rows:
        if row.errors:
            outcome.add_errors(row, row.errors)
        else:
            row.key, row.digest = importer.key_of(row), importer.digest_of(row)
            good.append(row)
    again = seen.before(good)
    for at, (digest, sheet, number) in again.items():
        if good[at].digest == digest:
            outcome.unchanged += 1
        else:
            words = _(
                "Row %(row)s of “%(sheet)s” is the same one with other contents; keep one of them."
            )
            said = words % {"row": number, "sheet": sheet}
            outcome.add_errors(good[at], [(importer.key_column, said)])
    return [row for at, row in enumerate(good) if at not in again] if again else good


def _compare(rows: list[Row], importer: Importer, outcome: Outcome, *, lock: bool) -> Compared:
    compared = Compared()
    good = {row.key: row for row in rows}
    imported = importer.remembered(good)
    others = importer.known([row for row in rows if row.key not in imported])
    # A record whose row says what it said before is not even read.
    ids = {id_ for key, (id_, digest) in imported.items() if digest != good[key].digest}
    records = importer.records(ids | set(others.values()), lock=lock)
    for row in rows:
        known = imported.get(row.key)
        if known is None:
            known = (others.get(importer.key(row.values), 0) if others else 0, "")
        why = _sort(compared, row, importer, outcome, known, records.get(known[0]))
        if why:
            outcome.add_errors(row, [why])
    return compared


def _sort(
    compared: Compared,
    row: Row,
    importer: Importer,
    outcome: Outcome,
    known: tuple[int, str],
    record: Any,
) -> tuple[str, str] | None:
    """Puts one right row where it belongs, or says at which column why it cannot be taken."""
    record_id, digest = known
    if record_id and row.digest == digest:
        outcome.unchanged += 1
    elif record_id and record is None:
        words = _("This row was imported before, and its record is no longer open to you.")
        return importer.key_column, words
    elif record_id and not importer.differs(record, row.values):
        compared.known.append((record.pk, row))
        outcome.unchanged += 1
    elif why := importer.why_not(row, record if record_id else None):
        return why
    elif record_id:
        compared.changed.append((record, row))
        outcome.changed += 1
    else:
        compared.new.append(row)
        outcome.new += 1
    return None


def _fill_preview(outcome: Outcome, rows: Sequence[Row], importer: Importer) -> None:
    columns = [column for column in importer.columns if column.in_template]
    for row in rows:
        if len(outcome.preview) == SHOWN_FIRST:
            return
        if not row.errors:
            shown = [column.show(row.values.get(column.name, column.missing)) for column in columns]
            outcome.preview.append(shown)

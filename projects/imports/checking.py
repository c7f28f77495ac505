"""Checking: every cell of every row is parsed, then every row is compared with what is there already."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _

from projects.imports.cells import shown
from projects.imports.importer import Importer, Row
from projects.imports.layout import tables
from projects.imports.limits import MAX_ROWS
from projects.imports.models import ImportedRow
from projects.imports.outcome import Outcome
from projects.imports.packed import too_large
from projects.imports.reading import Book

STEP = 250  # rows between two reports of progress
CHUNK = 1000  # keys of one question to the database
SHOWN_FIRST = 5  # rows of the preview

Progress = Callable[[int, int], None]


@dataclass
class Parsed:
    """The rows of a file, each with its values or its errors, before the database is asked."""

    rows: list[Row]
    skipped: int
    ignored: list[str]


@dataclass
class Compared:
    """What would be written: rows that are new, rows that change a record, rows that only become known."""

    outcome: Outcome
    new: list[Row] = field(default_factory=list)
    changed: list[tuple[Any, Row]] = field(default_factory=list)
    known: list[tuple[int, Row]] = field(default_factory=list)


def parse(book: Book, importer: Importer, on_progress: Progress) -> Parsed:
    """Parses every cell; a ValidationError says why the file as a whole cannot be read."""
    found = tables(book, importer)
    total = sum(len(table.sheet.rows) - table.header - 1 for table in found)
    rows: list[Row] = []
    passed_over = 0
    for table in found:
        for row in table.rows():
            if len(rows) % STEP == 0:
                on_progress(len(rows), total)
            if importer.passes_over(row):
                passed_over += 1
                continue
            _parse_row(row, importer)
            rows.append(row)
    if len(rows) > MAX_ROWS:
        raise too_large()
    if not rows:
        raise ValidationError(_("There is no row of data below the header row."))
    _refuse_contradictions(rows, importer)
    on_progress(total, total)
    ignored = list(dict.fromkeys(name for table in found for name in table.ignored))
    return Parsed(rows, sum(table.skipped for table in found) + passed_over, ignored)


def _parse_row(row: Row, importer: Importer) -> None:
    for column in importer.columns:
        raw = importer.cell(row, column.name)
        if raw == "" or not shown(raw):
            if column.required:
                row.wrong(column.name, _("Please fill in."))
            row.values[column.name] = column.missing
            continue
        try:
            unit = (row.units.get(column.name, ""),) if column.units else ()
            row.values[column.name] = column.parse(raw, *unit)
        except ValidationError as error:
            row.wrong(column.name, " ".join(error.messages))
    if not row.errors:
        importer.check(row)


def _refuse_contradictions(rows: Iterable[Row], importer: Importer) -> None:
    """The same key twice in one file: equal rows are one; of unequal ones the later is wrong."""
    first: dict[tuple[str, ...], Row] = {}
    for row in rows:
        if row.errors:
            continue
        before = first.setdefault(importer.key(row.values), row)
        if before is not row and before.values != row.values:
            row.wrong(
                importer.key_column,
                _(
                    "Row %(row)s of “%(sheet)s” is the same one with other contents; keep one of them."
                )
                % {"row": before.number, "sheet": before.sheet},
            )


def compare(parsed: Parsed, importer: Importer, *, lock: bool = False) -> Compared:
    """Tells new, changed and unchanged rows apart. With ``lock`` the records found are locked."""
    outcome = Outcome(rows=len(parsed.rows), skipped=parsed.skipped, ignored=parsed.ignored)
    compared = Compared(outcome)
    good = {key_of(importer, row): row for row in reversed(parsed.rows) if not row.errors}
    imported = _imported_before(importer.kind, good)
    others = importer.known([row for key, row in good.items() if key not in imported])
    ids = {record for record, _digest in imported.values()} | set(others.values())
    records = importer.records(ids, lock=lock)
    seen: set[str] = set()
    for row in parsed.rows:
        if row.errors:
            outcome.add_errors(row, row.errors)
            continue
        key = key_of(importer, row)
        if key in seen:  # an equal row of the same file
            outcome.unchanged += 1
            continue
        seen.add(key)
        record_id, digest = imported.get(key) or (others.get(importer.key(row.values), 0), "")
        why = _sort(compared, row, importer, record_id, records.get(record_id), digest)
        if why:
            outcome.add_errors(row, [(importer.key_column, why)])
    _fill_preview(outcome, parsed.rows, importer)
    return compared


def _sort(
    compared: Compared, row: Row, importer: Importer, record_id: int, record: Any, digest: str
) -> str:
    """Puts one right row where it belongs, or says why its record cannot take it."""
    outcome = compared.outcome
    if not record_id:
        compared.new.append(row)
        outcome.new += 1
    elif digest == digest_of(row.values):
        outcome.unchanged += 1
    elif record is None:
        return _("This row was imported before, and its record is no longer open to you.")
    elif not importer.differs(record, row.values):
        compared.known.append((record.pk, row))
        outcome.unchanged += 1
    elif why := importer.why_closed(record):
        return why
    else:
        compared.changed.append((record, row))
        outcome.changed += 1
    return ""


def _imported_before(kind: str, keys: Iterable[str]) -> dict[str, tuple[int, str]]:
    found: dict[str, tuple[int, str]] = {}
    for chunk in chunks(keys):
        rows = ImportedRow.objects.filter(kind=kind, key__in=chunk)
        for key, record_id, digest in rows.values_list("key", "record_id", "digest"):
            found[key] = (record_id, digest)
    return found


def _fill_preview(outcome: Outcome, rows: Iterable[Row], importer: Importer) -> None:
    columns = [column for column in importer.columns if column.in_template]
    outcome.heads = [column.header for column in columns]
    for row in rows:
        if len(outcome.preview) == SHOWN_FIRST:
            return
        if not row.errors:
            outcome.preview.append([column.show(row.values[column.name]) for column in columns])


def chunks(items: Iterable[Any]) -> Iterator[list[Any]]:
    """The items in lists that one question to the database can hold."""
    everything = list(items)
    for start in range(0, len(everything), CHUNK):
        yield everything[start : start + CHUNK]


def key_of(importer: Importer, row: Row) -> str:
    """The natural key of a row, as it is kept."""
    return _hash(importer.key(row.values))


def digest_of(values: Mapping[str, Any]) -> str:
    """What a row says, in 64 characters: equal for equal values, however they were written."""
    return _hash(sorted((name, _plain(value)) for name, value in values.items()))


def _plain(value: Any) -> Any:
    """What of a value is the same next year: of a record its id, whatever it is then called."""
    return value.pk if isinstance(value, Model) else value


def _hash(content: Any) -> str:
    text = json.dumps(content, default=str, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()

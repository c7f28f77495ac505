"""Checking: every cell of every row is parsed, then every row is compared with what is there already."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from projects.imports.cells import shown
from projects.imports.importer import Column, Importer, Row
from projects.imports.layout import tables
from projects.imports.outcome import Outcome
from projects.imports.packed import too_large
from projects.imports.reading import Book

STEP = 250  # rows between two reports of progress, at least
REPORTS = 200  # of progress, at most
LONGEST, MOST = 60, 5000  # of a text whose meaning is remembered; how many of a column
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
    step = max(STEP, total // REPORTS)
    rows: list[Row] = []
    passed_over = 0
    cells = Cells(importer)
    for table in found:
        importer.opens(table.sheet.name, table.sheet.rows[: table.header])
        for row in table.rows():
            if len(rows) % step == 0:
                on_progress(len(rows), total)
            if importer.passes_over(row):
                passed_over += 1
                continue
            cells.read(row)
            rows.append(row)
    if len(rows) > importer.max_rows:
        raise too_large()
    if not rows:
        raise ValidationError(_("There is no row of data below the header row."))
    _refuse_contradictions(rows, importer)
    on_progress(total, total)
    ignored = list(dict.fromkeys(name for table in found for name in table.ignored))
    return Parsed(rows, sum(table.skipped for table in found) + passed_over, ignored)


class Cells:
    """Parses the cells of rows. A year's sheet says the same few hundred things again and again, so
    what a short cell meant is remembered by its column.
    """

    def __init__(self, importer: Importer) -> None:
        self.importer = importer
        # What belongs together may be put together by the importer; otherwise the cell is the cell.
        self.alone = type(importer).cell is Importer.cell
        self.columns: list[tuple[Column, str, dict[Any, Any]]] = [
            (column, column.name, {}) for column in importer.columns
        ]

    def read(self, row: Row) -> None:
        """Fills ``row.values``, or says at each cell what is wrong with it."""
        values, cells, alone, importer = row.values, row.cells, self.alone, self.importer
        for column, name, meant in self.columns:
            raw = cells.get(name, "") if alone else importer.cell(row, name)
            if raw == "" and not column.required:
                values[name] = column.missing
                continue
            unit = row.units.get(name, "") if column.units else ""
            key = (raw, unit) if column.units else raw
            if raw.__class__ is bool:
                value, error = _meaning(column, raw, unit)
            elif (known := meant.get(key)) is not None:
                value, error = known
            else:
                value, error = known = _meaning(column, raw, unit)
                if len(meant) < MOST and (raw.__class__ is not str or len(raw) <= LONGEST):
                    meant[key] = known
            if error is None:
                values[name] = value
            else:
                row.wrong(name, error)
                values[name] = value
        if not row.errors or importer.checks_wrong_rows:
            importer.check(row)


def _meaning(column: Column, raw: Any, unit: str) -> tuple[Any, str | None]:
    """What a cell means, or what is wrong with it."""
    if raw == "" or not shown(raw):
        return column.missing, _("Please fill in.") if column.required else None
    try:
        return column.parse(raw, *((unit,) if column.units else ())), None
    except ValidationError as error:
        return None, " ".join(error.messages)


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
    importer.settle(parsed.rows, lock=lock)
    good: dict[str, Row] = {}
    for row in parsed.rows:
        if not row.errors:
            row.key, row.digest = importer.key_of(row), importer.digest_of(row)
            good.setdefault(row.key, row)
    imported = importer.remembered(good)
    others = importer.known([row for key, row in good.items() if key not in imported])
    # A record whose row says what it said before is not even read.
    ids = {id_ for key, (id_, digest) in imported.items() if digest != good[key].digest}
    records = importer.records(ids | set(others.values()), lock=lock)
    seen: set[str] = set()
    for row in parsed.rows:
        if row.errors:
            outcome.add_errors(row, row.errors)
            continue
        key = row.key
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
    elif digest == row.digest:
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


def _fill_preview(outcome: Outcome, rows: Iterable[Row], importer: Importer) -> None:
    columns = [column for column in importer.columns if column.in_template]
    outcome.heads = [column.header for column in columns]
    for row in rows:
        if len(outcome.preview) == SHOWN_FIRST:
            return
        if not row.errors:
            outcome.preview.append([_shown(column, row) for column in columns])


def _shown(column: Column, row: Row) -> str:
    return column.show(row.values.get(column.name, column.missing))

"""Checking: every cell of every row is parsed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from projects.imports.cells import is_blank
from projects.imports.complaints import too_large
from projects.imports.importer import Column, Importer, Row
from projects.imports.layout import Table

STEP = 250  # rows between two reports of progress, at least
SHOWN_FIRST = 5  # rows of the preview
REPORTS = 200  # of progress, at most
LONGEST, MOST = 60, 5000  # of a text whose meaning is remembered; how many of a column

Progress = Callable[[int, int], None]


@dataclass
class Parsed:
    """The rows of a file, each with its values or its errors, before the database is asked.

    Where the importer takes a file in batches they are read and parsed anew by each who asks;
    otherwise all are kept.
    """

    found: list[Table]
    importer: Importer
    on_progress: Progress
    passed_over: int = 0
    kept: list[Row] | None = None

    @property
    def skipped(self) -> int:
        """Notes, totals, and rows that are of another kind; known once the rows are read."""
        return sum(table.skipped for table in self.found) + self.passed_over

    @property
    def ignored(self) -> list[str]:
        """The headers that nothing is known about."""
        return list(dict.fromkeys(name for table in self.found for name in table.ignored))

    def batches(self) -> Iterator[list[Row]]:
        """The rows, as many together as the importer wants; a ValidationError where there is none."""
        if self.kept is not None:
            yield self.kept
            return
        rows, batch = self._rows(), self.importer.batch
        read = 0
        while taken := list(islice(rows, batch or None)):
            read += len(taken)
            yield taken
        if not read:
            raise ValidationError(_("There is no row of data below the header row."))

    def _rows(self) -> Iterator[Row]:
        importer, self.passed_over = self.importer, 0
        total = sum(max(table.sheet.height - table.header - 1, 0) for table in self.found)
        step = max(STEP, total // REPORTS)
        most = max(importer.limits.rows, importer.limits.csv_rows)
        cells = Cells(importer)
        done = 0
        for table in self.found:
            for row in table.rows():
                if done % step == 0:
                    self.on_progress(min(done, total), total)
                if importer.passes_over(row):
                    self.passed_over += 1
                    continue
                done += 1
                if done > most:
                    raise too_large(importer.limits, most)
                cells.read(row)
                yield row
        self.on_progress(total, total)


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
    if is_blank(raw):
        return column.missing, _("Please fill in.") if column.required else None
    try:
        return column.parse(raw, *((unit,) if column.units else ())), None
    except ValidationError as error:
        return None, " ".join(error.messages)


def parse(found: list[Table], importer: Importer, on_progress: Progress) -> Parsed:
    """The rows of the tables. Those that are not taken in batches are parsed here and now."""
    parsed = Parsed(found, importer, on_progress)
    if not importer.batch:
        (parsed.kept,) = parsed.batches()
    return parsed

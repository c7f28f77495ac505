"""Checking: every cell of every row is parsed."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
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
FIRST = 1000  # rows of the first batch: the database soon has something to do; then ever more
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
        """The rows, at most as many together as the importer wants; a ValidationError where there is none."""
        if self.kept is not None:
            yield self.kept
            return
        rows, batch = self._rows(), self.importer.batch
        read, many = 0, batch and min(batch, FIRST)
        while taken := list(islice(rows, many or None)):
            read, many = read + len(taken), min(batch, 2 * many)
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


def ahead(batches: Iterator[list[Row]]) -> Iterator[list[Row]]:
    """The same batches; another thread makes the next one while its reader waits for the database."""
    context = copy_context()  # with the language that complaints are made in

    def following() -> list[Row] | None:
        return context.run(lambda: next(batches, None))

    with ThreadPoolExecutor(1) as parser:
        coming = parser.submit(following)
        while (batch := coming.result()) is not None:
            coming = parser.submit(following)
            yield batch


class Meant(dict[Any, tuple[Any, str | None]]):
    """What the cells of one column mean, or what is wrong with them.

    A year's sheet says the same few hundred things again and again, so what a short cell meant is
    remembered.
    """

    def __init__(self, column: Column, unit: str) -> None:
        self.column, self.unit = column, unit
        if not column.required:
            self[""] = column.missing, None

    def __missing__(self, raw: Any) -> tuple[Any, str | None]:
        meant = self.read(raw)
        if len(self) < MOST and (raw.__class__ is not str or len(raw) <= LONGEST):
            self[raw] = meant
        return meant

    def read(self, raw: Any) -> tuple[Any, str | None]:
        """The value of a cell, or what is wrong with it."""
        column = self.column
        if is_blank(raw):
            return column.missing, _("Please fill in.") if column.required else None
        try:
            return column.parse(raw, *((self.unit,) if column.units else ())), None
        except ValidationError as error:
            return None, " ".join(error.messages)


class Cells:
    """Parses the cells of rows, by a plan that is made once for each table."""

    def __init__(self, importer: Importer) -> None:
        self.importer = importer
        # What belongs together may be put together by the importer; otherwise the cell is the cell.
        self.alone = type(importer).cell is Importer.cell
        self.known: dict[tuple[str, str], Meant] = {}
        self.missing = {column.name: column.missing for column in importer.columns}
        self.plan: list[tuple[str, Meant]] = []
        self.planned_for: object = None

    def read(self, row: Row) -> None:
        """Fills ``row.values``, or says at each cell what is wrong with it."""
        if row.places is not self.planned_for:
            self._plan(row)
        values = row.values = self.missing.copy()
        cells, cell = row.cells, None if self.alone else self.importer.cell
        for name, meant in self.plan:
            raw = cells.get(name, "") if cell is None else cell(row, name)
            # Of True, 1 and 1.0 a dictionary believes that they are the same.
            values[name], error = meant[raw] if raw.__class__ is not bool else meant.read(raw)
            if error is not None:
                row.wrong(name, error)
        if not row.errors or self.importer.checks_wrong_rows:
            self.importer.check(row)

    def _plan(self, row: Row) -> None:
        """Which columns have cells in the table of ``row``; all where the importer puts them together."""
        self.planned_for, self.plan = row.places, []
        for column in self.importer.columns:
            if not self.alone or column.required or column.name in row.cells:
                unit = row.units.get(column.name, "")
                key = column.name, unit
                meant = self.known.setdefault(key, Meant(column, unit))
                self.plan.append((column.name, meant))


def parse(found: list[Table], importer: Importer, on_progress: Progress) -> Parsed:
    """The rows of the tables. Those that are not taken in batches are parsed here and now."""
    parsed = Parsed(found, importer, on_progress)
    if not importer.batch:
        (parsed.kept,) = parsed.batches()
    return parsed

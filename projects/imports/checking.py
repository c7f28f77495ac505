"""Checking: every cell of every row is parsed."""

from collections.abc import Callable, Iterator, Sequence
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
        done, told = 0, -step
        for table in self.found:
            for piece in table.pieces():
                if done >= told + step:
                    self.on_progress(min(done, total), total)
                    told = done
                rows = [row for row in piece if not importer.passes_over(row)]
                self.passed_over += len(piece) - len(rows)
                done += len(rows)
                if done > most:
                    raise too_large(importer.limits, most)
                cells.read(rows)
                yield from rows
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


@dataclass
class Wrong:
    """Stands for the value of a cell that cannot be read."""

    why: str


class Meant(dict[Any, Any]):
    """What the cells of one column mean, or what is wrong with them.

    A year's sheet says the same few hundred things again and again, so what a short cell meant is
    remembered.
    """

    def __init__(self, column: Column, unit: str) -> None:
        self.column, self.unit = column, unit
        self.any_wrong = False  # ever
        if not column.required:
            self[""] = column.missing

    def of(self, cells: Sequence[Any]) -> list[Any]:
        """The value of each cell, or what is wrong with it."""
        # Of True, 1 and 1.0 a dictionary believes that they are the same.
        if bool in {*map(type, cells)}:
            return [
                self[cell] if cell.__class__ is not bool else self._read(cell) for cell in cells
            ]
        return [*map(self.__getitem__, cells)]

    def __missing__(self, cell: Any) -> Any:
        meant = self._read(cell)
        if len(self) < MOST and (cell.__class__ is not str or len(cell) <= LONGEST):
            self[cell] = meant
        return meant

    def _read(self, cell: Any) -> Any:
        column = self.column
        try:
            if not is_blank(cell):
                return column.parse(cell, *((self.unit,) if column.units else ()))
            if not column.required:
                return column.missing
            why = _("Please fill in.")
        except ValidationError as error:
            why = " ".join(error.messages)
        self.any_wrong = True
        return Wrong(why)


class Cells:
    """Parses the cells of rows, column by column."""

    def __init__(self, importer: Importer) -> None:
        self.importer = importer
        # What belongs together may be put together by the importer; otherwise the cell is the cell.
        self.alone = type(importer).cell is Importer.cell
        self.known: dict[tuple[str, str], Meant] = {}
        self.missing = {column.name: column.missing for column in importer.columns}

    def read(self, rows: Sequence[Row]) -> None:
        """Fills ``values`` of rows of one table, or says at each cell what is wrong with it."""
        if not rows:
            return
        for row in rows:
            row.values = self.missing.copy()
        columns = [
            column
            for column in self.importer.columns
            if column.required or column.name in rows[0].layout.at or not self.alone
        ]
        names = [column.name for column in columns]
        meant = [self._meant(rows, column) for column in columns]
        for row, values in zip(rows, zip(*meant, strict=True), strict=True):
            row.values.update(zip(names, values, strict=True))
        self.importer.check_all(rows)

    def _meant(self, rows: Sequence[Row], column: Column) -> list[Any]:
        """What the cells of one column mean; where one is wrong, its row says so."""
        name, layout = column.name, rows[0].layout
        unit = layout.units.get(name, "")
        meant = self.known.setdefault((name, unit), Meant(column, unit))
        if self.alone and name in layout.at:
            at = layout.at[name]
            values = meant.of([row.cells[at] for row in rows])
        else:
            values = meant.of([self.importer.cell(row, name) for row in rows])
        if meant.any_wrong:
            for at, value in enumerate(values):
                if isinstance(value, Wrong):
                    rows[at].wrong(name, value.why)
                    values[at] = None
        return values


def parse(found: list[Table], importer: Importer, on_progress: Progress) -> Parsed:
    """The rows of the tables. Those that are not taken in batches are parsed here and now."""
    parsed = Parsed(found, importer, on_progress)
    if not importer.batch:
        (parsed.kept,) = parsed.batches()
    return parsed

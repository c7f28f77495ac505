"""Sending a spreadsheet back: the wrong cells coloured, what is wrong as a comment in each."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import IO, Any

import xlsxwriter
from openpyxl import load_workbook
from openpyxl.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from xlsxwriter.exceptions import XlsxWriterException

from projects.imports.cells import shown
from projects.imports.complaints import column_number
from projects.imports.limits import MAX_COLUMNS
from projects.imports.outcome import CellError
from projects.imports.reading import REST, Book, Sheet, Values

AUTHOR = "Linkage"
# What stands between somebody else's comment and ours below it, and behind her name.
OURS, BESIDE = "\n——\n", f" · {AUTHOR}"
COLOUR = "FFC7CE"
COMMENT = {"author": AUTHOR, "x_scale": 2, "y_scale": 1}
# openpyxl takes some 50 times the size of the file in memory.
MOST_CELLS_IN_PLACE = 400_000
MOST_BYTES_IN_PLACE = 40 * 1024 * 1024
MOST_ROWS_IN_MEMORY = (
    20_000  # of a workbook that is written anew; a longer one goes to disk row by row
)


def mark(book: Book, errors: Sequence[CellError], file: IO[bytes]) -> None:
    """Writes the book with its wrong cells marked: the same workbook, or a plain one of a CSV file."""
    small = book.cells <= MOST_CELLS_IN_PLACE and book.unpacked <= MOST_BYTES_IN_PLACE
    if book.packed is not None and small:
        try:
            _mark_in_place(book.packed, errors, file)
            return
        except Exception:  # noqa: BLE001 - openpyxl stumbles over parts that calamine never looks at
            file.seek(0)
            file.truncate()
    _rebuild(book, errors, file)


def wrong_rows(
    book: Book,
    tops: Mapping[str, Iterable[int]],
    errors: Sequence[CellError],
    file: IO[bytes],
) -> None:
    """Writes only the wrong rows, each sheet with what its tables need above them.

    ``tops`` is sheet → indexes of its header rows, and of titles between tables that say something of
    the rows. All that stands above the first headers is kept: it may name the project, or the unit.
    """
    by_sheet: dict[str, set[int]] = defaultdict(set)
    for error in errors:
        by_sheet[error.sheet].add(error.row)
    less = Book(is_rest=True)
    moved: dict[tuple[str, int], int] = {}
    for sheet in book.sheets:
        if sheet.name not in by_sheet:
            continue
        top = list(tops[sheet.name])
        kept = sorted({*range(min(top)), *top, *(number - 1 for number in by_sheet[sheet.name])})
        less.sheets.append(Sheet(sheet.name, partial(_only, sheet, set(kept)), len(kept)))
        moved |= {(sheet.name, index + 1): place for place, index in enumerate(kept, 1)}
    _rebuild(less, [error._replace(row=moved[error.sheet, error.row]) for error in errors], file)


def _only(sheet: Sheet, kept: set[int]) -> Iterator[Values]:
    return (values for index, values in enumerate(sheet) if index in kept)


def _mark_in_place(packed: IO[bytes], errors: Iterable[CellError], file: IO[bytes]) -> None:
    packed.seek(0)
    workbook = load_workbook(packed)
    for sheet in workbook.worksheets:
        for cell in list(sheet._cells.values()):
            # A comment may name nobody.
            if cell.comment is not None and (cell.comment.author or "").endswith(AUTHOR):
                cell.comment = _own_again(cell.comment)  # what was said in an earlier round
                cell.fill = PatternFill()
    fill = PatternFill("solid", start_color=COLOUR, end_color=COLOUR)
    for place, messages in _by_cell(errors).items():
        sheet = workbook[place[0]]
        cell = _cell(sheet, place[1], place[2])
        cell.fill = fill
        own = cell.comment
        before, author = (own.text + OURS, f"{own.author or ''}{BESIDE}") if own else ("", AUTHOR)
        cell.comment = Comment(before + messages, author, width=260, height=90)
    workbook.save(file)


def _own_again(comment: Comment) -> Comment | None:
    """The comment that its writer had at the cell before ours was put below it."""
    text, ours, _messages = comment.text.partition(OURS)
    return Comment(text, comment.author.removesuffix(BESIDE)) if ours else None


def _cell(sheet: Any, row: int, column: int) -> Any:
    """The cell, or of merged cells the one that holds the value."""
    cell = sheet.cell(row, column)
    if isinstance(cell, MergedCell):
        for area in sheet.merged_cells.ranges:
            if cell.coordinate in area:
                return sheet.cell(area.min_row, area.min_col)
    return cell


def _rebuild(book: Book, errors: Iterable[CellError], file: IO[bytes]) -> None:
    """A plain workbook with the same values at the same cells; text stays text, so no formula runs."""
    wrong: dict[tuple[str, int], dict[int, str]] = defaultdict(dict)
    for (name, row, column), messages in _by_cell(errors).items():
        wrong[name, row][column] = messages
    small = sum(sheet.height for sheet in book.sheets) <= MOST_ROWS_IN_MEMORY
    how = {"in_memory": True} if small else {"constant_memory": True}
    workbook = xlsxwriter.Workbook(file, {**how, "nan_inf_to_errors": True})
    if book.is_rest:
        workbook.set_custom_property(REST, "yes")
    bad = workbook.add_format({"bg_color": f"#{COLOUR}"})
    for sheet in book.sheets:
        page = _page(workbook, sheet.name)
        page.set_column(0, MAX_COLUMNS, 18)
        for at, values in enumerate(sheet):
            marks = wrong.get((sheet.name, at + 1), {})
            for column in range(max([len(values), *marks])):
                value = values[column] if column < len(values) else ""
                messages = marks.get(column + 1, "")
                _write(page, at, column, value, bad if messages else None)
                if messages:
                    page.write_comment(at, column, messages, COMMENT)
    workbook.close()


def _page(workbook: Any, name: str) -> Any:
    """A sheet of that name, or of the next free one where a broken file has a name that none can have."""
    try:
        return workbook.add_worksheet(name)
    except XlsxWriterException:
        return workbook.add_worksheet()


def _write(page: Any, row: int, column: int, value: Any, bad: Any = None) -> None:
    if isinstance(value, int | float) and not isinstance(value, bool):
        page.write_number(row, column, value, bad)
    elif text := shown(value):
        page.write_string(row, column, text, bad)
    else:
        page.write_blank(row, column, None, bad)


def _by_cell(errors: Iterable[CellError]) -> dict[tuple[str, int, int], str]:
    cells: dict[tuple[str, int, int], str] = {}
    for error in errors:
        place = (error.sheet, error.row, column_number(error.column))
        cells[place] = f"{cells[place]}\n{error.message}" if place in cells else error.message
    return cells

"""Writing a long list, row by row, so that a million rows take no more memory than a thousand.

Workbooks are written by a compiled library that keeps texts texts, even where they look like a formula.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import IO, Any

from rustpy_xlsxwriter import write_worksheet

from projects.common.texts import BYTE_ORDER_MARK, as_text

Lines = Iterable[list[Any]]


def write_csv(heads: list[str], lines: Lines, file: IO[bytes], title: str) -> None:
    """UTF-8 with its mark; no text that a spreadsheet takes for a formula."""
    text = io.TextIOWrapper(file, "utf-8", newline="")
    text.write(BYTE_ORDER_MARK)
    writer = csv.writer(text)
    writer.writerow(heads)
    for line in lines:
        writer.writerow([as_text(cell) if isinstance(cell, str) else cell for cell in line])
    text.detach()


def write_xlsx(heads: list[str], lines: Lines, file: IO[bytes], title: str) -> None:
    """One sheet with its heads held fast; days are days, numbers are numbers."""
    nothing: list[Any] = [None] * len(heads)  # without a row there would be no heads
    first = next(lines := iter(lines), nothing)
    write_worksheet(
        _records(heads, chain([first], lines)),
        file.name,
        sheet_name=title[:31],
        freeze_row=1,
        datetime_format="yyyy-mm-dd",
        bold_headers=True,
        column_width=16,
    )


def _records(heads: list[str], lines: Lines) -> Iterator[dict[str, Any]]:
    """Each line by its heads, in one and the same record: it is written before the next is asked for."""
    record: dict[str, Any] = dict.fromkeys(heads)
    for line in lines:
        record.update(zip(heads, line, strict=True))
        yield record


WRITERS: dict[str, Callable[[list[str], Lines, IO[bytes], str], None]] = {
    "xlsx": write_xlsx,
    "csv": write_csv,
}
CONTENT_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "pdf": "application/pdf",
}

"""Reading a spreadsheet as plain values: xlsx by python-calamine, CSV in the encodings of Chinese offices.

Rows are read each time they are asked for and never kept, so a file of a million rows takes the
memory of a short one.
"""

import codecs
import csv
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property, partial
from io import BytesIO, TextIOWrapper
from itertools import islice
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from projects.imports.complaints import damaged, too_large
from projects.imports.limits import DEFAULT, MB, Limits
from projects.imports.packed import look, repacked, says

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # .xls, and any workbook with a password
ZIP = b"PK\x03\x04"
ENCODINGS = ("utf-8-sig", "gb18030")
REST = "LinkageWrongRows"  # the property of a workbook of which ``Book.is_rest`` is told
HEAD = 40  # rows at the top in which tables are looked for
_FORMULA = re.compile(
    r'^="([^"]*)"$'
)  # how banks keep Excel from turning a number into another one
_BINARY = re.compile("[\x00-\x08\x0b\x0e-\x1f]")  # characters that no table has

Values = list[Any]


@dataclass
class Sheet:
    """The values of one sheet, from A1, read anew by each who asks; an empty cell is ""."""

    name: str
    source: Callable[[], Iterator[Values]]
    height: int  # rows, about: what progress is told by

    def __iter__(self) -> Iterator[Values]:
        return self.source()

    @cached_property
    def head(self) -> list[Values]:
        """The first rows."""
        return list(islice(self, HEAD))


@dataclass
class Book:
    """The sheets that people see. ``packed`` is the checked xlsx, of ``unpacked`` bytes; None for CSV.

    ``is_rest`` says that these are the wrong rows of another file, which were given back to be corrected.
    """

    sheets: list[Sheet] = field(default_factory=list)
    packed: IO[bytes] | None = None
    unpacked: int = 0
    cells: int = 0  # of a workbook: what its sheets span
    is_rest: bool = False


def refuse_at_sight(file: IO[bytes], limits: Limits = DEFAULT) -> None:
    """Complains about a file that is no spreadsheet, or too large, without unpacking it."""
    file.seek(0, 2)
    size = file.tell()
    file.seek(0)
    beginning = file.read(8)
    if not size:
        raise ValidationError(_("This file is empty; choose another one."))
    most = limits.size if beginning.startswith((ZIP, OLE)) else limits.csv_size
    if size > most:
        raise ValidationError(
            _("This file is larger than %(size)s MB. Divide it into several files."),
            params={"size": most // MB},
        )
    if beginning.startswith(OLE):
        raise ValidationError(
            _(
                "This is an old .xls workbook or one with a password. "
                "Open it in Excel or WPS and save it as .xlsx, without a password."
            )
        )
    if beginning.startswith(ZIP):
        look(file, limits)
    else:
        encoding_of(file)


def read(source: bytes | IO[bytes], limits: Limits = DEFAULT) -> Book:
    """The workbook or CSV file in ``source``, which stays open; a ValidationError says what is wrong."""
    file = BytesIO(source) if isinstance(source, bytes) else source
    refuse_at_sight(file, limits)
    file.seek(0)
    if file.read(4) == ZIP:
        return _workbook(file, limits)
    return _comma_separated(file, limits)


def encoding_of(file: IO[bytes]) -> str:
    """UTF-8 with or without its mark, or GB18030, which contains GBK; read through once for each."""
    for encoding in ENCODINGS:
        decoder = codecs.getincrementaldecoder(encoding)()
        file.seek(0)
        try:
            pieces = iter(partial(file.read, MB), b"")
            if any(_BINARY.search(decoder.decode(piece)) for piece in pieces):
                continue
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return encoding
    raise ValidationError(
        _(
            "This is neither an .xlsx workbook nor a CSV file. Save the table as .xlsx and choose that."
        )
    )


def _comma_separated(file: IO[bytes], limits: Limits) -> Book:
    encoding = encoding_of(file)
    file.seek(0)
    beginning = file.read(16_000)
    head = beginning.decode(encoding, errors="ignore")[:4000]
    lines, size = beginning.count(b"\n") or 1, file.seek(0, 2)
    delimiter = max(",\t;", key=head.count)
    height = min(size * lines // len(beginning), limits.csv_rows)
    return Book([Sheet("CSV", partial(_records, file, encoding, delimiter, limits), height)])


def _records(file: IO[bytes], encoding: str, delimiter: str, limits: Limits) -> Iterator[Values]:
    file.seek(0)
    text = TextIOWrapper(file, encoding, newline="")
    at = 0
    try:
        for at, record in enumerate(csv.reader(text, delimiter=delimiter), 1):
            if at > limits.csv_rows or len(record) > limits.columns:
                raise too_large(limits, limits.csv_rows)
            yield [_FORMULA.sub(r"\1", value) if value[:2] == '="' else value for value in record]
    except csv.Error as error:
        raise ValidationError(
            _("This CSV file has a quotation mark that is never closed, near row %(row)s."),
            params={"row": at + 1},
        ) from error
    finally:
        text.detach()  # the file stays open for the next who asks


def _workbook(file: IO[bytes], limits: Limits) -> Book:
    packed, cells = repacked(file, limits)
    unpacked = sum(part.file_size for part in look(packed, limits))
    book = Book(packed=packed, unpacked=unpacked, cells=cells, is_rest=says(packed, REST))
    packed.seek(0)
    with _guarded(), CalamineWorkbook.from_filelike(packed) as workbook:
        for sheet in workbook.sheets_metadata:
            if _is_seen(sheet):
                book.sheets.append(_sheet(workbook.get_sheet_by_name(sheet.name)))
    packed.seek(0)
    return book


@contextmanager
def _guarded() -> Iterator[None]:
    """Whatever the compiled reader stumbles over is a damaged file."""
    try:
        yield
    except Exception as error:
        raise damaged() from error
    except BaseException as error:
        # What the compiled reader did not expect comes as a panic, which is no Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise damaged() from error


def _is_seen(sheet: Any) -> bool:
    return sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible


def _sheet(sheet: Any) -> Sheet:
    height = 0 if sheet.end is None else sheet.end[0] + 1
    # Value → (column, last row) of cells that are merged downwards, by the row in which they begin.
    merged: dict[int, list[tuple[int, int]]] = {}
    for (top, column), (bottom, _right) in sheet.merged_cell_ranges or ():
        if bottom > top:
            merged.setdefault(top, []).append((column, bottom))
    return Sheet(sheet.name, partial(_values, sheet, merged), height)


def _values(sheet: Any, merged: dict[int, list[tuple[int, int]]]) -> Iterator[Values]:
    # Of a sheet whose first column is empty the lazy reader loses columns.
    lazy = sheet.start is None or sheet.start[1] == 0
    rows = sheet.iter_rows() if lazy else iter(sheet.to_python(skip_empty_area=False))
    filling: dict[int, tuple[Any, int]] = {}  # column → what is filled in, down to which row
    if not merged:
        yield from rows
        return
    for at, row in enumerate(rows):
        for column, (value, bottom) in list(filling.items()):
            # A community's name that is merged over its rows stands for each of them.
            if at > bottom:
                del filling[column]
            elif column < len(row) and row[column] == "":
                row[column] = value
        for column, bottom in merged.get(at, ()):
            if column < len(row):
                filling[column] = (row[column], bottom)
        yield row

"""Reading a spreadsheet as plain values: xlsx by python-calamine, CSV in the encodings of Chinese offices."""

import csv
import re
from dataclasses import dataclass, field
from io import BytesIO, StringIO
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from projects.imports.limits import MAX_BYTES, MAX_CELLS, MAX_COLUMNS, MAX_ROWS
from projects.imports.packed import damaged, look, repacked, too_large

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # .xls, and any workbook with a password
ZIP = b"PK\x03\x04"
ENCODINGS = ("utf-8-sig", "gb18030")
_FORMULA = re.compile(
    r'^="([^"]*)"$'
)  # how banks keep Excel from turning a number into another one
_BINARY = re.compile("[\x00-\x08\x0b\x0e-\x1f]")  # characters that no table has


@dataclass
class Sheet:
    """The values of one sheet, from A1: ``rows[0][0]`` is A1, and an empty cell is ""."""

    name: str
    rows: list[list[Any]]


@dataclass
class Book:
    """The sheets that people see. ``packed`` is the checked xlsx, of ``unpacked`` bytes; None for CSV."""

    sheets: list[Sheet] = field(default_factory=list)
    packed: BytesIO | None = None
    unpacked: int = 0


def refuse_at_sight(content: bytes) -> None:
    """Complains about a file that is no spreadsheet, or too large, without unpacking it."""
    if not content:
        raise ValidationError(_("This file is empty; choose another one."))
    if len(content) > MAX_BYTES:
        raise ValidationError(
            _("This file is larger than %(size)s MB. Divide it into several files."),
            params={"size": MAX_BYTES // 1024**2},
        )
    if content.startswith(OLE):
        raise ValidationError(
            _(
                "This is an old .xls workbook or one with a password. "
                "Open it in Excel or WPS and save it as .xlsx, without a password."
            )
        )
    if content.startswith(ZIP):
        look(content)
    else:
        decoded(content)


def read(content: bytes) -> Book:
    """The workbook or CSV file in ``content``; a ValidationError says what is wrong with the file."""
    refuse_at_sight(content)
    if content.startswith(ZIP):
        return _workbook(repacked(content))
    return Book([Sheet("CSV", _records(decoded(content)))])


def decoded(content: bytes) -> str:
    """The text of a CSV file: UTF-8 with or without its mark, or GB18030, which contains GBK."""
    for encoding in ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _BINARY.search(text):
            return text
    raise ValidationError(
        _(
            "This is neither an .xlsx workbook nor a CSV file. Save the table as .xlsx and choose that."
        )
    )


def _records(text: str) -> list[list[Any]]:
    head = text[:4000]
    delimiter = max(",\t;", key=head.count)
    rows: list[list[Any]] = []
    try:
        for record in csv.reader(StringIO(text, newline=""), delimiter=delimiter):
            rows.append([_FORMULA.sub(r"\1", value) for value in record])
            if len(rows) > MAX_ROWS or len(record) > MAX_COLUMNS:
                raise too_large()
    except csv.Error as error:
        raise ValidationError(
            _("This CSV file has a quotation mark that is never closed, near row %(row)s."),
            params={"row": len(rows) + 1},
        ) from error
    return rows


def _workbook(packed: BytesIO) -> Book:
    parts = look(packed.getvalue())
    book = Book(packed=packed, unpacked=sum(part.file_size for part in parts))
    try:
        with CalamineWorkbook.from_filelike(packed) as workbook:
            for sheet in workbook.sheets_metadata:
                if _is_seen(sheet):
                    book.sheets.append(_values(workbook.get_sheet_by_name(sheet.name)))
    except Exception as error:
        raise damaged() from error
    except BaseException as error:
        # What the compiled reader did not expect comes as a panic, which is no Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise damaged() from error
    packed.seek(0)
    return book


def _is_seen(sheet: Any) -> bool:
    return sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible


def _values(sheet: Any) -> Sheet:
    rows = sheet.to_python(skip_empty_area=False)
    left = MAX_CELLS
    for (top, column), (bottom, _right) in sheet.merged_cell_ranges or ():
        # A community's name that is merged over its rows stands for each of them.
        for row in rows[top + 1 : bottom + 1]:
            left -= 1
            if left > 0 and column < len(row) and row[column] == "":
                row[column] = rows[top][column]
    return Sheet(sheet.name, rows)

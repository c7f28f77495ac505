"""An xlsx is a zip of XML files by a stranger: measured, searched and packed anew before it is parsed.

A file of 4.7 KB can claim 17 thousand million cells, and a few KB can unpack to gigabytes. What the
parsers get is our own zip of the parts that were checked, so that no two readers of zip files can
disagree about what is in it.
"""

import re
import zipfile
import zlib
from io import BytesIO
from typing import Any
from xml.parsers.expat import ExpatError, ParserCreate

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from projects.imports.limits import (
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_PARTS,
    MAX_ROWS,
    MAX_UNPACKED,
)

_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_BEFORE_XML = b"\xef\xbb\xbf\xff\xfe\0 \r\n\t"  # the marks of every encoding, and blanks
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)


def damaged() -> ValidationError:
    """The complaint about a file that claims to be an xlsx and cannot be read as one."""
    return ValidationError(
        _(
            "This file is damaged or is no Excel workbook. Open it in Excel or WPS and save it as .xlsx."
        )
    )


def look(content: bytes) -> list[zipfile.ZipInfo]:
    """The parts of a workbook, by the zip's own list; nothing is unpacked. Refuses what is no xlsx."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            parts = packed.infolist()
    except _BROKEN as error:
        raise damaged() from error
    names = {part.filename.lower() for part in parts}
    if any(name.endswith("vbaproject.bin") for name in names):
        raise ValidationError(_("This workbook contains macros. Save it as .xlsx, without macros."))
    if "xl/workbook.bin" in names or "xl/workbook.xml" not in names:
        raise ValidationError(
            _("This is no .xlsx workbook. Open it in Excel or WPS and save it as .xlsx.")
        )
    if any(part.flag_bits & 1 for part in parts):
        raise ValidationError(_("This workbook is protected by a password. Save it without one."))
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise ValidationError(
            _("Unpacked, this workbook is larger than %(size)s MB. Divide it into several files."),
            params={"size": MAX_UNPACKED // 1024**2},
        )
    return parts


def repacked(content: bytes) -> BytesIO:
    """The workbook in a zip of our own, every part unpacked once within its declared size and checked."""
    parts = look(content)
    clean, span = BytesIO(), Span()
    try:
        with (
            zipfile.ZipFile(BytesIO(content)) as packed,
            zipfile.ZipFile(clean, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as ours,
        ):
            for part in parts:
                data = packed.read(part)  # stops at the declared size, then compares the checksum
                if data.lstrip(_BEFORE_XML)[:1] == b"<":
                    span.read(data)
                ours.writestr(part.filename, data)
    except _BROKEN as error:
        raise damaged() from error
    clean.seek(0)
    return clean


class Span:
    """Reads the XML parts once for what they span; refuses a DTD, and cells beyond the limits."""

    def __init__(self) -> None:
        self.cells = 0

    def read(self, data: bytes) -> None:
        """Counts the rectangle that the sheet in ``data`` spans; other parts are only searched."""
        self.row = self.column = self.rows = self.columns = 0
        parser = ParserCreate()
        parser.StartDoctypeDeclHandler = self._doctype
        if b"sheetData" in data or b"s\0h\0e\0e\0t\0D\0" in data:
            parser.StartElementHandler = self._element
        try:
            parser.Parse(data, True)
        except ExpatError as error:
            raise damaged() from error
        self.cells += self.rows * self.columns
        if self.cells > MAX_CELLS:
            raise too_large()

    def _doctype(self, *_declared: Any) -> None:
        raise ValidationError(
            _("This file contains a document type definition, which no real workbook has.")
        )

    def _element(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(":")[2]
        if tag == "c":
            self._cell(attributes.get("r"))
        elif tag in ("v", "is"):  # only a cell that holds something is read
            if self.row > MAX_ROWS or self.column > MAX_COLUMNS:
                raise too_large()
            self.rows = max(self.rows, self.row)
            self.columns = max(self.columns, self.column)
        elif tag == "row":
            number = attributes.get("r", "")
            self.row = int(number) if number.isdecimal() else self.row + 1
            self.column = 0

    def _cell(self, reference: str | None) -> None:
        if reference is None:
            self.column += 1
            return
        found = _REFERENCE.fullmatch(reference)
        if not found:
            raise damaged()
        self.column, self.row = column_number(found[1]), int(found[2])


def column_number(letters: str) -> int:
    """1 of A, 27 of AA."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def column_letters(number: int) -> str:
    """A of 1, AA of 27: the column as Excel shows it."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def too_large() -> ValidationError:
    """The complaint about more cells than anybody fills in by hand."""
    return ValidationError(
        _(
            "A sheet reaches beyond row %(rows)s or column %(columns)s, or there are too many cells in all. "
            "Delete what stands far outside the table, or divide the table into several files."
        ),
        params={"rows": MAX_ROWS, "columns": column_letters(MAX_COLUMNS)},
    )

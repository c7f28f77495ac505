"""What the sheets of a workbook span, found out before a reader makes room for it.

A reader fills the rectangle from the first cell to the last: two cells far apart are enough to take
all memory. An ordinary sheet says itself where its cells are, and one search shows that none lies
beyond; only a sheet that is written in another way is parsed for it, which takes several times as long.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from xml.parsers.expat import ExpatError, ParserCreate

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from projects.imports.complaints import column_letters, column_number, damaged, too_large
from projects.imports.limits import DEFAULT, Limits

_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_MARKS = (b"\xef\xbb\xbf", b"<")
_OTHER_ENCODING = re.compile(rb"<\?xml[^>]*encoding\s*=\s*[\"'](?!utf-8[\"']|us-ascii[\"'])", re.I)
_PREFIXED = re.compile(rb":(?:c|row|si)[\s/>]")
_ROWS = re.compile(rb"<row [^<>]*\br=\"(\d{1,9})\"")
_FIRST_CELLS = re.compile(rb"<c r=\"([A-Z]{1,3})\d")
_DIMENSION = re.compile(rb"<dimension ref=\"A1:([A-Z]{1,3})\d")
_VALUES = re.compile(rb">\s*(\d{1,9})\s*</(?:\w+:)?v")
FIRST = 200_000  # bytes at the beginning and the end in which the widest and the last row are looked for
TEXTS = 4  # times the unpacked file: how much text all cells together may hold


class Span:
    """Looks through the XML parts once; refuses a DTD, and cells and texts beyond the limits."""

    def __init__(self, limits: Limits = DEFAULT) -> None:
        self.limits = limits
        self.cells = 0
        self.shared: list[int] = []  # the lengths of the texts that cells share

    def read(self, data: bytes) -> None:
        """Counts the rectangle that the sheet in ``data`` spans; other parts are only searched."""
        ascii_like = data.startswith(_MARKS) and not _OTHER_ENCODING.match(data[:200])
        self.rows = self.columns = 0
        if not ascii_like:
            self._parse(data, cells=b"s\0h\0e\0e\0t\0D\0" in data or b"sheetData" in data)
        elif b"<!DOCTYPE" in data:
            raise self._doctype()
        elif b"sheetData" in data and not self._ordinary(data):
            self._parse(data, cells=True)
        self.cells += self.rows * self.columns
        if self.cells > self.limits.cells:
            raise too_large(self.limits)
        if b"<sst" in data[:2000]:
            texts = data.split(b"</si>")
            self.shared = [len(data)] if b":si" in data else [len(text) for text in texts]

    def refuse_flood(self, parts: Callable[[], Iterable[bytes]]) -> None:
        """Refuses a few long texts that so many cells share that each would stand in memory many times."""
        if not self.shared:
            return
        most = TEXTS * self.limits.unpacked
        cells = sum(
            data.count(b"<v") + data.count(b":v") for data in parts() if b"sheetData" in data
        )
        if max(self.shared) * cells <= most:
            return
        uses: Counter[bytes] = Counter()
        for data in parts():
            uses.update(_VALUES.findall(data))
        total = sum(
            self.shared[int(index)] * count
            for index, count in uses.items()
            if int(index) < len(self.shared)
        )
        if total > most or len(self.shared) == 1:
            raise too_large(self.limits)

    def _ordinary(self, data: bytes) -> bool:
        """Whether each cell names its place in the usual form, within what the sheet says that it spans."""
        if _PREFIXED.search(data):
            return False
        rows = max((int(number) for number in _ROWS.findall(data[-FIRST:])), default=0)
        letters = {*_FIRST_CELLS.findall(data[:FIRST]), *_DIMENSION.findall(data[:FIRST])}
        columns = max((column_number(each.decode()) for each in letters), default=0)
        if not 0 < rows <= self.limits.rows or not 0 < columns <= self.limits.columns:
            return False
        if rows * columns > self.limits.cells:
            return False
        beyond = rb"<c(?! r=\"(?:%s)(?:%s)\")[\s/>]" % (_columns_to(columns), _numbers_to(rows))
        if re.search(beyond, data):
            return False
        self.rows, self.columns = rows, columns
        return True

    def _parse(self, data: bytes, *, cells: bool) -> None:
        self.row = self.column = 0
        parser = ParserCreate()
        parser.StartDoctypeDeclHandler = self._refuse_doctype
        if cells:
            parser.StartElementHandler = self._element
        try:
            parser.Parse(data, True)
        except (ExpatError, LookupError, ValueError) as error:  # also an encoding that nobody knows
            raise damaged() from error

    def _refuse_doctype(self, *_declared: object) -> None:
        raise self._doctype()

    @staticmethod
    def _doctype() -> ValidationError:
        return ValidationError(
            _("This file contains a document type definition, which no real workbook has.")
        )

    def _element(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(":")[2]
        if tag == "c":
            self._cell(attributes.get("r"))
        elif tag in ("v", "is"):  # only a cell that holds something is read
            if self.row > self.limits.rows or self.column > self.limits.columns:
                raise too_large(self.limits)
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


def _numbers_to(most: int) -> bytes:
    """A pattern for the numbers from 1 to ``most``, without zeros before them."""
    digits = str(most)
    patterns = [rf"[1-9]\d{{0,{len(digits) - 2}}}"] if len(digits) > 1 else []
    for at, digit in enumerate(digits):
        low = 0 if at else 1
        if int(digit) > low:
            rest = len(digits) - at - 1
            patterns.append(
                f"{digits[:at]}[{low}-{int(digit) - 1}]" + (rf"\d{{{rest}}}" if rest else "")
            )
    return "|".join([*patterns, digits]).encode()


def _columns_to(most: int) -> bytes:
    """A pattern for the letters of the columns from A to that of number ``most``."""
    return "|".join(column_letters(number) for number in range(1, most + 1)).encode()

"""An xlsx is a zip of XML files by a stranger: measured, searched and packed anew before it is parsed.

A file of 4.7 KB can claim 17 thousand million cells, and a few KB can unpack to gigabytes. What the
parsers get is our own zip of the parts that were checked, so that no two readers of zip files can
disagree about what is in it.
"""

import zipfile
import zlib
from io import BytesIO
from typing import IO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from projects.imports.complaints import damaged
from projects.imports.limits import DEFAULT, MB, Limits
from projects.imports.span import Span

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


def look(file: IO[bytes], limits: Limits = DEFAULT) -> list[zipfile.ZipInfo]:
    """The parts of a workbook, by the zip's own list; nothing is unpacked. Refuses what is no xlsx."""
    try:
        with zipfile.ZipFile(file) as packed:
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
    if len(parts) > limits.parts or sum(part.file_size for part in parts) > limits.unpacked:
        raise ValidationError(
            _("Unpacked, this workbook is larger than %(size)s MB. Divide it into several files."),
            params={"size": limits.unpacked // MB},
        )
    return parts


def repacked(file: IO[bytes], limits: Limits = DEFAULT) -> tuple[BytesIO, int]:
    """The workbook in a zip of our own, each part unpacked once within its declared size and checked.

    Also gives how many cells its sheets span.
    """
    parts = look(file, limits)
    clean, span = BytesIO(), Span(limits)
    try:
        with zipfile.ZipFile(file) as packed, zipfile.ZipFile(clean, "w") as ours:
            for part in parts:
                data = packed.read(part)  # stops at the declared size, then compares the checksum
                if data.lstrip(_BEFORE_XML)[:1] == b"<":
                    span.read(data)
                ours.writestr(part.filename, data)
    except _BROKEN as error:
        raise damaged() from error
    with zipfile.ZipFile(clean) as ours:
        span.refuse_flood(lambda: map(ours.read, ours.infolist()))
    clean.seek(0)
    return clean, span.cells


def says(file: IO[bytes], word: str) -> bool:
    """Whether a workbook has a property of its writer's own with that name."""
    with zipfile.ZipFile(file) as packed:
        return "docProps/custom.xml" in packed.namelist() and word.encode() in packed.read(
            "docProps/custom.xml"
        )

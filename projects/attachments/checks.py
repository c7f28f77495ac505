"""What a file is, by its bytes; neither its name nor the browser's claim is asked."""

import hashlib
import io
import zipfile
import zlib
from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from projects.attachments import pictures
from projects.attachments.names import cleaned_name

MAX_BYTES = 10 * 1024 * 1024
TYPES = {
    "jpg": "image/jpeg",
    "png": "image/png",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
PICTURES = ("jpg", "png")
SCANS = (*PICTURES, "pdf")
ALL = tuple(TYPES)

_STARTS = (
    (b"\xff\xd8\xff", "jpg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"%PDF-", "pdf"),
    (b"PK\x03\x04", "zip"),
)
# Main part, and what [Content_Types].xml calls it; the macro types have other names.
_OFFICE = {
    "docx": ("word/document.xml", b"wordprocessingml.document.main+xml"),
    "xlsx": ("xl/workbook.xml", b"spreadsheetml.sheet.main+xml"),
}
# Programs inside a PDF, as far as they are written openly. Browsers run them in a cage anyway.
_PDF_PROGRAMS = (b"/JavaScript", b"/Launch", b"/EmbeddedFile", b"/RichMedia")
_MOST_PARTS = 2000
_MOST_UNPACKED = 200 * 1024 * 1024


class CheckedFile(ContentFile):
    """A file that has passed: its bytes as they are kept, its cleaned name, type, hash, thumbnail."""

    def __init__(self, content: bytes, *, name: str, ending: str, thumbnail: bytes = b"") -> None:
        super().__init__(content, name=name)
        self.ending = ending
        self.content_type = TYPES[ending]
        self.sha256 = hashlib.sha256(content).hexdigest()
        self.thumbnail = thumbnail


def checked(upload: Any, accepted: Collection[str] = ALL) -> CheckedFile:
    """The ``upload`` as it is to be kept; a ValidationError in the user's words where it is not fit.

    ``accepted``: endings of TYPES. A picture comes back written anew (see ``pictures``).
    """
    if not upload.size:
        raise _refused(_("This file is empty; choose another one."), "empty")
    if upload.size > MAX_BYTES:
        raise _refused(_("This file is larger than 10 MB; choose a smaller one."), "size")
    upload.seek(0)
    content = upload.read(MAX_BYTES + 1)
    upload.seek(0)
    ending = _ending_of(content)
    if ending not in accepted:
        raise _refused(_not_one_of(accepted), "kind")
    thumbnail = b""
    if ending in PICTURES:
        content, thumbnail = _picture(content, ending)
    return CheckedFile(
        content, name=cleaned_name(upload.name or "", ending), ending=ending, thumbnail=thumbnail
    )


def _refused(message: str, code: str) -> ValidationError:
    return ValidationError(message, code=code)


def _not_one_of(accepted: Collection[str]) -> str:
    names = [
        label
        for label, endings in (
            (_("a JPEG or PNG picture"), PICTURES),
            (_("a PDF"), ("pdf",)),
            (_("a Word document (docx)"), ("docx",)),
            (_("an Excel workbook (xlsx)"), ("xlsx",)),
        )
        if set(endings) & set(accepted)
    ]
    return _(
        "By its content, whatever it is called, this file is not %(kinds)s. Choose another."
    ) % {"kinds": _(" or ").join(names)}


def _ending_of(content: bytes) -> str:
    """The ending of what the bytes are, or "" for none of ours."""
    found = next((ending for start, ending in _STARTS if content.startswith(start)), "")
    if found == "pdf":
        _check_pdf(content)
    return _office(content) if found == "zip" else found


def _picture(content: bytes, ending: str) -> tuple[bytes, bytes]:
    try:
        content, thumbnail = pictures.rewritten(content, ending)
    except pictures.TooManyPixels:
        raise _refused(
            _("This picture has more than 50 million pixels; choose a smaller one."), "pixels"
        ) from None
    except pictures.Unreadable:
        raise _refused(
            _("This picture is damaged and cannot be read to its end; save it anew."), "damaged"
        ) from None
    if len(content) > MAX_BYTES:
        raise _refused(_("This file is larger than 10 MB; choose a smaller one."), "size")
    return content, thumbnail


def _check_pdf(content: bytes) -> None:
    if b"%%EOF" not in content[-2048:] or b"startxref" not in content:
        raise _refused(_("This PDF is damaged: its end is missing. Save it anew."), "damaged")
    if any(word in content for word in _PDF_PROGRAMS):
        raise _refused(
            _(
                "This PDF contains a program or another file. Print it to a new PDF and choose that."
            ),
            "program",
        )
    if b"/Encrypt" in content:
        raise _refused(_("This PDF is locked by a password. Save it without one."), "locked")


def _office(content: bytes) -> str:
    """docx or xlsx by the parts of the package, "" for any other zip. Nothing is unpacked but the list."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.infolist()
            if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_UNPACKED:
                raise _refused(
                    _("Unpacked, this file would be far too large. Save it anew."), "bomb"
                )
            names = [part.filename for part in parts]
            if any(part.flag_bits & 1 for part in parts) or len(set(names)) < len(names):
                return ""
            with package.open("[Content_Types].xml") as types:
                listed = types.read(1024 * 1024)
    except (zipfile.BadZipFile, zlib.error, KeyError, ValueError, OSError, NotImplementedError):
        return ""
    for ending, (main, called) in _OFFICE.items():
        if main in names and called in listed:
            _refuse_programs(names, listed)
            return ending
    if b"macroEnabled" in listed:
        _refuse_programs(names, listed)
    return ""


def _refuse_programs(names: list[str], listed: bytes) -> None:
    def is_program(name: str) -> bool:
        low = name.lower()
        return (
            "vbaproject" in low
            or "activex" in low
            or ("/embeddings/" in low and low.endswith(".bin"))
            or ".." in low.split("/")
        )

    if b"macroEnabled" in listed or b"vbaProject" in listed or any(map(is_program, names)):
        raise _refused(
            _("This file contains macros or another program. Save it without them."), "program"
        )

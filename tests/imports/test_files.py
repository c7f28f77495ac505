"""Files that are no spreadsheets, or lie about what they are: a clear word, and never a crash."""

import io
import os
import resource
import zipfile
from contextlib import suppress

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from projects.imports import complaints, limits, marking, reading
from projects.imports.actions import check_upload
from projects.imports.importing import looked_at, understood
from projects.imports.mapping import found_headers
from projects.imports.models import Upload
from projects.needs.imports import NeedImporter
from tests.imports.sheets import comma_separated, need_row, rows_of, xlsx
from tests.imports.spoiling import spoilt

GOOD = xlsx(rows_of(need_row(), need_row("二", 涉及人数="许多")))


def rezipped(content: bytes = GOOD, **changes: bytes) -> bytes:
    """The workbook with parts replaced or added; their names with __ for / and _ for the dot."""
    written = io.BytesIO()
    parts = {name.replace("__", "/").replace("_", "."): data for name, data in changes.items()}
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(written, "w", 8) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, data in parts.items():
            new.writestr(name, data)
    return written.getvalue()


def sheet(cells: str, before: str = "") -> bytes:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}'
        f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>'
    ).encode()


FAR = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
DTD = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "空文件"),
        (reading.OLE + b"\0" * 600, ".xls"),
        (b"%PDF-1.7 \x00\x01", "CSV"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "CSV"),
        (b"PK\x03\x04" + b"\0" * 50, "损坏"),
        (GOOD[: len(GOOD) // 2], "损坏"),
        (rezipped(xl__vbaProject_bin=b"macro"), "宏"),
        (rezipped(xl__workbook_bin=b"x"), ".xlsx"),
        (rezipped(xl__worksheets__sheet1_xml=sheet(FAR)), "50000"),
        (rezipped(xl__worksheets__sheet1_xml=sheet(FAR.replace('r="XFD1048576"', ""))), "50000"),
        (rezipped(xl__worksheets__sheet1_xml=sheet("<c", DTD)), "文档类型定义"),
        (rezipped(xl__sharedStrings_xml=sheet("", DTD)), "文档类型定义"),
        (rezipped(xl__worksheets__sheet1_xml=sheet("", DTD).decode().encode("utf-16")), ""),
        (rezipped(xl__worksheets__sheet1_xml=b"<worksheet><sheetData><row>"), "损坏"),
        (rezipped(xl__worksheets__sheet1_xml=sheet('<row><c r="1A"><v>1</v></c></row>')), "损坏"),
        (rezipped(xl__workbook_xml=b"<workbook/>"), ""),
        (rezipped(xl__styles_xml=b'<?xml version="1.0" encoding="UTF-x"?><a/>'), "损坏"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_plain_spreadsheet_is_refused_with_a_word_about_it(content, words):
    with pytest.raises(ValidationError) as refusal:
        book = reading.read(content)
        assert book.sheets == []  # a workbook without sheets has no table
        raise ValidationError("")
    assert words in " ".join(refusal.value.messages)


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch):
    bomb = rezipped(xl__media__image_png=b"\0" * (limits.DEFAULT.unpacked + 1))
    assert len(bomb) < 1024 * 1024
    monkeypatch.setattr(zipfile.ZipFile, "read", lambda *_: pytest.fail("was unpacked"))
    with pytest.raises(ValidationError, match="100 MB"):
        reading.read(bomb)


def test_a_part_that_lies_about_its_size_is_not_unpacked_beyond_it():
    """The directory says 100 bytes; a reader that believes the stream instead would get a million."""
    content = bytearray(rezipped(xl__worksheets__sheet1_xml=sheet(" " * 1_000_000)))
    entry = content.rindex(b"PK\x01\x02", 0, content.rindex(b"xl/worksheets/sheet1.xml"))
    content[entry + 24 : entry + 28] = (100).to_bytes(4, "little")
    with pytest.raises(ValidationError, match="损坏"):
        reading.read(bytes(content))


@pytest.mark.parametrize(
    ("content", "cap"),
    [
        (comma_separated([["a"]] * 3), {"csv_rows": 2}),
        (comma_separated([["a"] * 4]), {"columns": 3}),
        (b"a,b\n" * 10, {"csv_size": 10}),
        (GOOD, {"size": 10}),
        (GOOD, {"rows": 2}),
        (GOOD, {"columns": 3}),
        (GOOD, {"cells": 20}),
        (GOOD, {"unpacked": 1000}),
    ],
)
def test_the_limits_of_bytes_rows_and_columns_hold(content, cap):
    with pytest.raises(ValidationError):
        for page in reading.read(content, limits.Limits(**cap)).sheets:
            assert list(page)


def test_a_styled_cell_far_out_that_holds_nothing_does_no_harm():
    data = sheet('<row r="1"><c r="A1"><v>1</v></c><c r="XFD1" s="0"/></row>')
    book = reading.read(rezipped(xl__worksheets__sheet1_xml=data))
    assert next(iter(book.sheets[0]))[0] == 1


def test_a_quotation_mark_that_is_never_closed_is_said_so():
    with pytest.raises(ValidationError, match="引号"):
        list(reading.read(b'a,b\n1,"' + b"x" * 200_000).sheets[0])


def test_column_letters_and_numbers_are_each_others_inverse():
    for number in (1, 26, 27, 52, 53, 702, 703, 16384):
        assert complaints.column_number(complaints.column_letters(number)) == number
    assert complaints.column_letters(16384) == "XFD"


# `make bench` asks for ten thousand.
EXAMPLES = int(os.environ.get("UPLOAD_EXAMPLES", "200"))
MOST_MEMORY = 300 * 1024  # kilobytes that all of them together may add


@pytest.fixture
def frugal():
    """Fails where the test has made the process more than 300 MB larger."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    yield
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < MOST_MEMORY


@pytest.mark.usefixtures("frugal")
def test_whatever_is_broken_is_read_or_refused_and_can_be_sent_back(cast):
    for seed in range(EXAMPLES):
        importer = NeedImporter(cast.county)
        with suppress(ValidationError):
            book = reading.read(spoilt(seed))
            found_headers(book, importer)
            sent = understood(book, importer)
            outcome = looked_at(sent)
            counts = outcome.counts()
            assert counts["rows"] == sum(
                counts[n] for n in ("new", "changed", "unchanged", "wrong")
            )
            if outcome.errors:
                marking.mark(sent.book, outcome.errors, io.BytesIO())
                marking.wrong_rows(sent.book, sent.tops, outcome.errors, io.BytesIO())


@pytest.mark.usefixtures("frugal")
def test_whatever_is_uploaded_gets_an_answer_and_its_check_an_end(cast, as_user):
    client, address = as_user(cast.county), reverse("upload_create", args=["needs"])
    for seed in range(EXAMPLES, EXAMPLES + EXAMPLES // 5):
        file = SimpleUploadedFile("a.xlsx", spoilt(seed))
        answer = client.post(address, {"spreadsheet": file, "keep": "no"})
        assert answer.status_code in (200, 302), seed
        if answer.status_code == 302:
            upload = Upload.objects.first()
            check_upload(job_id=upload.check_job_id)
            assert client.get(answer.url).status_code == 200, seed
            assert client.get(reverse("upload_columns", args=[upload.pk])).status_code in (200, 302)

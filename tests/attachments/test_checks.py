"""What a file is, by its bytes: programs in disguise are refused, pictures are written anew."""

import io
import struct
import zipfile
import zlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from projects.attachments import checks
from projects.attachments.forms import AttachmentField, AttachmentsField
from projects.attachments.names import LONGEST, cleaned_name
from tests.factories import picture_bytes

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\nstartxref\n9\n%%EOF\n"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
MACRO = "application/vnd.ms-word.document.macroEnabled.main+xml"
GPS = 0x8825
ORIENTATION = 0x0112


def office(main: str, called: str, **more: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(
            "[Content_Types].xml",
            f'<Types><Override PartName="/{main}" ContentType="{called}"/></Types>',
        )
        package.writestr(main, "<document/>")
        for name, content in more.items():
            package.writestr(name, content)
    return out.getvalue()


DOCX = office("word/document.xml", WORD)
XLSX = office("xl/workbook.xml", SHEET)


def upload(content: bytes, name: str = "附件.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="image/jpeg")


def refusal(content: bytes, name: str = "附件.jpg", accepted=checks.ALL) -> str:
    with pytest.raises(ValidationError) as caught:
        checks.checked(upload(content, name), accepted)
    return caught.value.code


@pytest.mark.parametrize(
    ("content", "ending"),
    [
        (picture_bytes("JPEG"), "jpg"),
        (picture_bytes("PNG"), "png"),
        (PDF, "pdf"),
        (DOCX, "docx"),
        (XLSX, "xlsx"),
    ],
)
def test_a_file_is_what_its_bytes_are_whatever_it_is_called(content, ending):
    file = checks.checked(upload(content, "报告.exe"))
    assert (file.ending, file.content_type) == (ending, checks.TYPES[ending])
    assert file.name == f"报告.{ending}"
    assert bool(file.thumbnail) == (ending in checks.PICTURES)


@pytest.mark.parametrize(
    "content",
    [
        b"MZ\x90\x00" + b"\x00" * 200,
        b"<html><script>alert(1)</script>",
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b"GIF89a" + b"\x00" * 64,
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 512,  # doc and xls of before 2007
        b"PK\x03\x04" + b"\x00" * 64,
        office("nothing/in/it.xml", WORD),
        office("word/document.xml", "text/plain"),
        b" " + PDF,
    ],
)
def test_what_is_none_of_ours_is_refused(content):
    assert refusal(content, "照片.jpg") == "kind"


def test_a_field_for_pictures_takes_no_pdf_and_says_what_it_takes():
    with pytest.raises(ValidationError, match="JPEG") as caught:
        AttachmentField(accepted=checks.PICTURES).clean(upload(PDF))
    assert "PDF" not in str(caught.value)


@pytest.mark.parametrize(
    "content",
    [
        office("word/document.xml", MACRO),
        office("word/document.xml", WORD, **{"word/vbaProject.bin": b"x"}),
        office("word/document.xml", WORD, **{"word/embeddings/oleObject1.bin": b"x"}),
        office("word/document.xml", WORD, **{"word/activeX/activeX1.xml": b"x"}),
        office("xl/workbook.xml", SHEET, **{"../../etc/cron.d/x": b"x"}),
        PDF.replace(b"<<>>", b"<</S/JavaScript/JS(app.alert(1))>>"),
        PDF.replace(b"<<>>", b"<</S/Launch/F(cmd.exe)>>"),
    ],
)
def test_macros_and_programs_are_refused(content):
    assert refusal(content) == "program"


def test_a_zip_bomb_is_refused_without_being_unpacked():
    bomb = office(
        "word/document.xml", WORD, **{"word/media.xml": b"\x00" * (checks._MOST_UNPACKED + 1)}
    )
    assert len(bomb) < checks.MAX_BYTES
    assert refusal(bomb) == "bomb"


def test_a_list_of_parts_that_unpacks_for_ever_is_read_only_so_far():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", b" " * 50_000_000 + WORD.encode())
        package.writestr("word/document.xml", "")
    assert refusal(out.getvalue()) == "kind"


@pytest.mark.parametrize("content", [PDF[:-20], PDF.replace(b"startxref", b"start")])
def test_half_a_pdf_is_refused(content):
    assert refusal(content) == "damaged"


def test_a_locked_pdf_is_refused():
    assert refusal(PDF.replace(b"<<>>", b"<</Encrypt 2 0 R>>")) == "locked"


def test_an_empty_file_and_one_over_the_limit_are_refused(monkeypatch):
    assert refusal(b"") == "empty"
    monkeypatch.setattr(checks, "MAX_BYTES", len(PDF))
    assert checks.checked(upload(PDF)).ending == "pdf"
    assert refusal(PDF + b"\n") == "size"


def test_a_huge_picture_in_a_small_file_is_refused_before_it_is_unpacked():
    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\x00" * 99))
    assert refusal(png + chunk(b"IEND", b"")) == "pixels"


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_picture_that_breaks_off_is_refused(kind):
    whole = Image.effect_noise((200, 200), 90)
    out = io.BytesIO()
    whole.save(out, kind)
    assert refusal(out.getvalue()[: len(out.getvalue()) // 2]) == "damaged"


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_what_hides_behind_a_picture_does_not_come_through(kind):
    polyglot = picture_bytes(kind) + b"<script>alert(1)</script>" + DOCX
    kept = checks.checked(upload(polyglot)).read()
    assert b"<script>" not in kept
    assert not zipfile.is_zipfile(io.BytesIO(kept))


def test_a_photograph_is_kept_upright_and_without_place_or_camera():
    exif = Image.Exif()
    exif[ORIENTATION] = 6  # taken with the telephone turned
    exif[0x010F] = "Camera of a social worker"
    exif.get_ifd(GPS)[1] = "N"
    photo = picture_bytes("JPEG", (60, 40), exif=exif, comment=b"the house of Mrs Lin")
    assert b"Camera" in photo
    kept = checks.checked(upload(photo))
    picture = Image.open(io.BytesIO(kept.read()))
    assert picture.size == (40, 60)
    assert not picture.getexif()
    assert "comment" not in picture.info
    assert Image.open(io.BytesIO(kept.thumbnail)).size == (40, 60)


def test_a_large_photograph_is_kept_at_4096_pixels_with_a_thumbnail_of_320():
    kept = checks.checked(upload(picture_bytes("JPEG", (5000, 2500))))
    assert Image.open(io.BytesIO(kept.read())).size == (4096, 2048)
    assert Image.open(io.BytesIO(kept.thumbnail)).size == (320, 160)


def test_palettes_transparency_and_printers_colours_can_be_kept():
    for mode, kind in (
        ("P", "PNG"),
        ("LA", "PNG"),
        ("I;16", "PNG"),
        ("1", "PNG"),
        ("CMYK", "JPEG"),
    ):
        out = io.BytesIO()
        Image.new(mode, (20, 20)).save(out, kind)
        assert checks.checked(upload(out.getvalue())).thumbnail, mode


def test_the_same_picture_twice_has_one_hash():
    photo = picture_bytes("JPEG")
    assert checks.checked(upload(photo)).sha256 == checks.checked(upload(photo)).sha256


@pytest.mark.parametrize(
    ("raw", "ending", "shown"),
    [
        ("../../etc/passwd", "pdf", "passwd.pdf"),
        (r"C:\Users\林\合同.PDF", "pdf", "合同.PDF"),
        ("报告\u202egpj.exe", "jpg", "报告gpj.jpg"),
        ("a\x00b\nc\u200b.png", "png", "ab c.png"),
        ("第1.2版 总结", "docx", "第1.2版 总结.docx"),
        ("photo.jpeg", "jpg", "photo.jpeg"),
        ('<img src=x>"?.xlsx', "xlsx", "_img src=x_.xlsx"),
        ("...", "pdf", "file.pdf"),
        ("", "pdf", "file.pdf"),
    ],
)
def test_names_are_cleaned_and_end_as_the_file_is(raw, ending, shown):
    assert cleaned_name(raw, ending) == shown


def test_a_name_that_is_too_long_is_cut_before_its_ending():
    name = cleaned_name("长" * 500 + ".pdf", "pdf")
    assert len(name) == LONGEST
    assert name.endswith("长.pdf")


def test_several_files_are_checked_one_by_one_and_named_when_wrong():
    field = AttachmentsField(accepted=checks.SCANS)
    good = field.clean([upload(PDF, "一.pdf"), upload(picture_bytes(), "二.png")])
    assert [file.name for file in good] == ["一.pdf", "二.png"]
    with pytest.raises(ValidationError) as caught:
        field.clean([upload(PDF, "一.pdf"), upload(b"MZ", "三.pdf"), upload(b"", "四.pdf")])
    assert [message.split(":")[0][:5] for message in caught.value.messages] == ["三.pdf", "四.pdf"]
    assert AttachmentsField(required=False).clean([]) == []
    with pytest.raises(ValidationError):
        field.clean([upload(PDF)] * 21)

"""Files with something wrong in them, made of good ones: bytes, parts, tags, references and values spoilt."""

import io
import random
import re
import zipfile
from functools import cache

from openpyxl import load_workbook

from tests.imports.sheets import comma_separated, need_row, rows_of, xlsx

SHEET = "xl/worksheets/sheet1.xml"
VALUES = (
    b"1E400", b"NaN", b"-1", b"43164.999999", b"2958466", b"99999999999999999999", b"", b"&#0;",
    b"&amp;", b"\xff",
    b"0.604166", b"&a;", b"]]>", b"<b/>", b"1" * 400,
)  # fmt: skip
REFERENCES = (
    b"A1",
    b"XFD1048576",
    b"A0",
    b"a1",
    b"1A",
    b"AAAA1",
    b"A99999999999",
    b"CV50000",
    b"B2:C3",
    b"",
)
TYPES = (b"s", b"str", b"b", b"e", b"d", b"inlineStr", b"n", b"x", b"")


@cache
def good() -> tuple[bytes, ...]:
    """Workbooks of two makers, one with merged cells, and CSV files in two encodings."""
    rows = rows_of(need_row(), need_row("二", 涉及人数="许多"), need_row("三", 提出日期="2018.3.5"))
    merged, written = load_workbook(io.BytesIO(xlsx([["汇总"], *rows]))), io.BytesIO()
    merged.active.merge_cells("A1:J1")
    merged.active.merge_cells("A3:A5")
    merged.save(written)
    return (
        xlsx(rows, rows),
        written.getvalue(),
        comma_separated(rows, "gb18030"),
        comma_separated(rows, "utf-8-sig", "\t"),
    )


def spoilt(seed: int) -> bytes:
    """One spoilt file; the same for the same seed."""
    dice = random.Random(seed)
    content = dice.choice(good())
    if not content.startswith(b"PK") or dice.random() < 0.2:
        return _bytes(content, dice)
    return _parts(content, dice)


def _bytes(content: bytes, dice: random.Random) -> bytes:
    data = bytearray(content)
    for _time in range(dice.randint(1, 12)):
        at = dice.randrange(len(data) or 1)
        match dice.randrange(4):
            case 0 if data:
                data[at] = dice.randrange(256)
            case 1:
                del data[at : at + dice.randint(1, 30)]
            case 2:
                data[at:at] = dice.randbytes(dice.randint(1, 30))
            case _:
                data[at:at] = dice.choice(
                    (b'"', b"\n", b"\r", b"\0", b",", b'="', b"\xfe\xff", b"\n" * 50)
                )
    return bytes(data)


def _parts(content: bytes, dice: random.Random) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    for _time in range(dice.randint(1, 4)):
        name = SHEET if dice.random() < 0.6 and SHEET in parts else dice.choice(sorted(parts))
        match dice.randrange(5):
            case 0:
                parts[name] = _bytes(parts[name], dice)
            case 1:
                parts.pop(name)
                parts = parts or {SHEET: b""}
            case 2:
                parts[name] = parts[dice.choice(sorted(parts))]
            case _:
                parts[name] = _tags(parts[name], dice)
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", dice.choice((0, 8))) as book:
        for name, data in parts.items():
            book.writestr(name, data)
    return written.getvalue()


def _tags(data: bytes, dice: random.Random) -> bytes:
    """Some value, reference, type or tag replaced by one that no good file has."""
    pattern, others = dice.choice(
        (
            (rb"(?<=<v>)[^<]*(?=</v>)", VALUES),
            (rb'(?<= r=")[^"]*(?=")', REFERENCES),
            (rb'(?<= ref=")[^"]*(?=")', REFERENCES),
            (rb'(?<= t=")[^"]*(?=")', TYPES),
            (
                rb"</?[a-z]+",
                (b"<c", b"<row", b"</c", b"<x:c", b"<v", b"<!--", b"<![CDATA[", b"<!DOCTYPE"),
            ),
            (rb"</row>", (b"", b"</row></row>", b"<row/></row>" * 100)),
            (rb"(?<=<t>)[^<]*(?=</t>)", (b"", b"x" * 40_000, b"\xe5", b"_x0000_", "合计".encode())),
        )
    )
    found = list(re.finditer(pattern, data))
    if not found:
        return _bytes(data, dice)
    place = dice.choice(found)
    return data[: place.start()] + dice.choice(others) + data[place.end() :]

"""Reading lists of divisions and what belongs to them, row by row, each fault with its line."""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import NamedTuple

from projects.places.models import LEVEL_DIGITS, Place

COLUMNS = ["code", "name", "level", "parent", "kind"]
CROSSWALK_COLUMNS = 5
LARGEST = 200 * 1024 * 1024  # bytes; the whole nation's list has about 45 million
NAME_LENGTH = 100


class BadList(Exception):
    """A list that cannot be loaded: which file, which line, what is wrong."""


class Row(NamedTuple):
    """One division of a list, and the line that it stands on."""

    line: int
    code: str
    name: str
    level: str
    parent: str
    kind: str


@dataclass(frozen=True)
class Facts:
    """What no code list says: who is listed but never counted, and who reports on a line of its own."""

    not_administered: tuple[str, ...] = ()
    reports_as: dict[str, str] = field(default_factory=dict)


def read_divisions(path: Path) -> dict[str, Row]:
    """The divisions of a CSV by code; raises ``BadList`` at the first row that is wrong."""
    rows: dict[str, Row] = {}
    for line, cells in _lines(path, header=COLUMNS):
        row = _checked(path, line, cells)
        if row.code in rows:
            raise _bad(path, line, f"code {row.code} stands already on line {rows[row.code].line}")
        rows[row.code] = row
    if not rows:
        raise BadList(f"{path.name}: the list is empty.")
    for row in rows.values():
        _check_parent(path, row, rows)
    return rows


def read_crosswalk(path: Path) -> dict[str, str]:
    """Old county code → new county code, of the counties whose code changed (both with 12 digits)."""
    changed: dict[str, str] = {}
    for line, cells in _lines(path, header=None):
        if len(cells) != CROSSWALK_COLUMNS:
            raise _bad(path, line, f"{len(cells)} columns instead of {CROSSWALK_COLUMNS}")
        if line == 1:
            continue
        old, new = (_county(path, line, cells[column].strip()) for column in (0, 2))
        if old != new:
            changed[old] = new
    return changed


def read_facts(path: Path) -> Facts:
    """The facts of a JSON file: not_administered [code], reports_as {code: name}."""
    try:
        told = json.loads(_text(path))
        return Facts(tuple(told["not_administered"]), dict(told["reports_as"]))
    except (ValueError, KeyError, TypeError) as error:
        raise BadList(
            f"{path.name}: expected an object with not_administered and reports_as."
        ) from error


def _bad(path: Path, line: int, what: str) -> BadList:
    return BadList(f"{path.name}, line {line}: {what}. Nothing was loaded.")


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST:
            raise BadList(f"{path.name}: the file is larger than {LARGEST // 1024**2} MB.")
        data = path.read_bytes()
    except OSError as error:
        raise BadList(f"{path}: {error.strerror or error}.") from error
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")) or b"\0" in data[:4096]:
        raise BadList(f"{path.name}: this is no CSV file (a workbook? save it as CSV UTF-8).")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _bad(path, line, "the text is not UTF-8 (save it as CSV UTF-8)") from error


def _lines(path: Path, header: list[str] | None) -> Iterator[tuple[int, list[str]]]:
    """(line number, cells) of each row that is not blank, after the header where one is required."""
    reader = csv.reader(StringIO(_text(path), newline=""), strict=True)
    try:
        for cells in reader:
            if header and reader.line_num == 1:
                if [cell.strip() for cell in cells] != header:
                    raise _bad(path, 1, f"the first line must read {','.join(header)}")
            elif any(cell.strip() for cell in cells):
                yield reader.line_num, cells
    except csv.Error as error:
        raise _bad(path, reader.line_num, f"this is no row of a CSV ({error})") from error


def _is_code(code: str, digits: int) -> bool:
    """Whether ``code`` has 12 ASCII digits, all zero after the first ``digits``."""
    return len(code) == 12 and code.isascii() and code.isdigit() and code[digits:].strip("0") == ""


def _county(path: Path, line: int, code: str) -> str:
    """A county's code of 6 or 12 digits, with 12."""
    full = code.ljust(12, "0")
    if len(code) not in (6, 12) or not _is_code(full, LEVEL_DIGITS[Place.Level.COUNTY]):
        raise _bad(path, line, f"{code!r} is not the code of a county")
    return full


def _checked(path: Path, line: int, cells: list[str]) -> Row:
    if len(cells) != len(COLUMNS):
        raise _bad(path, line, f"{len(cells)} columns instead of {len(COLUMNS)}")
    code, name, level, parent, kind = (cell.strip() for cell in cells)
    if not _is_code(code, 12):
        raise _bad(path, line, f"code {code!r} is not 12 digits")
    if level not in Place.Level.values:
        raise _bad(path, line, f"unknown level {level!r}")
    if not _is_code(code, LEVEL_DIGITS[Place.Level(level)]):
        raise _bad(path, line, f"code {code} is not the code of a {level}")
    if not name or len(name) > NAME_LENGTH:
        raise _bad(path, line, f"a name has 1 to {NAME_LENGTH} characters")
    if not kind and level == Place.Level.PROVINCE:
        kind = Place.Kind.PROVINCE
    if kind not in Place.Kind.values:
        raise _bad(path, line, f"unknown kind {kind!r}")
    return Row(line, code, name, level, parent, kind)


def _check_parent(path: Path, row: Row, rows: dict[str, Row]) -> None:
    if row.level == Place.Level.PROVINCE:
        if row.parent:
            raise _bad(path, row.line, "a province has no parent")
        return
    parent = rows.get(row.parent)
    if parent is None:
        raise _bad(path, row.line, f"parent {row.parent!r} of {row.code} is not in the list")
    digits = LEVEL_DIGITS[Place.Level(parent.level)]
    higher = digits < LEVEL_DIGITS[Place.Level(row.level)]
    if not higher or row.code[:digits] != parent.code[:digits]:
        raise _bad(path, row.line, f"{row.code} cannot lie below {row.parent} ({parent.level})")

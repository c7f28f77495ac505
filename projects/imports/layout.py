"""Where the table lies in a sheet: title rows above, a row of notes, totals and signatures below.

Agencies and communities keep sheets of their own; what is recognised here is what they look like.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from projects.imports.cells import shown
from projects.imports.importer import Column, Importer, Row
from projects.imports.reading import Book, Sheet

SEARCHED = 30  # rows from the top in which a header is looked for
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】")
_NOTES = ("必填", "选填", "说明", "填写说明", "填表说明", "注:", "备注:", "示例", "例:", "例如")
_FOOT = (
    "填表人",
    "制表人",
    "审核人",
    "负责人",
    "单位负责人",
    "联系电话",
    "联系人",
    "填报人",
    "填报单位",
    "填报日期",
    "填表日期",
    "制表日期",
    "打印日期",
    "打印时间",
    "下载时间",
    "导出时间",
    "经办人",
    "复核人",
    "期末余额",
    "以下空白",
    "以下无正文",
    "本页结束",
)
_TOTALS = re.compile(
    r"(本页|本日|本月|本季|本年|本期|借方|贷方|支出|收入|金额)?"
    r"(合计|总计|小计|共计|累计|总数|总额|总金额|笔数|总笔数)[:]?"
)
_UNIT_ABOVE = re.compile(r"单位[:](.+)")


@dataclass
class Table:
    """The table of one sheet: its header row, and which column means what."""

    sheet: Sheet
    header: int  # index of the header row
    columns: dict[int, Column]  # by column index
    ignored: list[str]  # headers that nothing is known about, or that another one is read for
    skipped: int = 0  # rows of notes, totals and signatures, counted while the rows are read

    def rows(self) -> Iterator[Row]:
        """The rows of data; blank ones, notes, totals and signatures are left out."""
        places = {column.name: index + 1 for index, column in reversed(self.columns.items())}
        units = self._units()
        heads = self.sheet.rows[self.header]
        for index, raw in enumerate(self.sheet.rows[self.header + 1 :], self.header + 1):
            filled = [value for value in raw if not _is_blank(value)]
            if not filled:
                continue
            if raw[: len(heads)] == heads or _is_aside(filled):
                self.skipped += 1
                continue
            yield Row(self.sheet.name, index + 1, self._cells(raw), places, units)

    def _cells(self, raw: Sequence[Any]) -> dict[str, Any]:
        """The cells of a row by column name; what is joined is each different text once."""
        cells: dict[str, Any] = {}
        for at, column in self.columns.items():
            value = raw[at] if at < len(raw) else ""
            before = cells.get(column.name, "")
            if _is_blank(before):
                cells[column.name] = value
            elif not _is_blank(value) and shown(value) not in shown(before):
                cells[column.name] = f"{shown(before)} {shown(value)}"
        return cells

    def _units(self) -> dict[str, str]:
        """The unit of each column that has one: named in its header, or else in a title above: 单位：万元."""
        heads = self.sheet.rows[self.header]
        above = " ".join(
            found[1]
            for raw in self.sheet.rows[: self.header]
            for value in raw
            if isinstance(value, str) and (found := _UNIT_ABOVE.search(normalised(value)))
        )
        return {
            column.name: _named(column.units, normalised(heads[at])) or _named(column.units, above)
            for at, column in self.columns.items()
            if column.units
        }


def tables(book: Book, importer: Importer) -> list[Table]:
    """The tables of the book. A ValidationError says which header is missing and which were found."""
    names = _names(importer.columns)
    found = [table for sheet in book.sheets if (table := _table(sheet, names))]
    if not found:
        raise ValidationError(
            _(
                "No table was recognised: no row holds the headers %(headers)s. "
                "In the file stands: %(found)s."
            ),
            params={
                "headers": _joined(
                    column.header for column in importer.columns if column.must_be_there
                ),
                "found": _joined(_first_texts(book)) or _("nothing"),
            },
        )
    for table in found:
        _complain_about_missing(table, importer.columns)
    return found


def _names(columns: Sequence[Column]) -> dict[str, Column]:
    """Each name that a header may have, in the form of ``normalised``."""
    return {
        normalised(name): column
        for column in columns
        for name in (column.header, *column.synonyms.split())
    }


def normalised(header: Any) -> str:
    """A header without blanks, stars, colons and half-width: ＊ 需求 描述： is 需求描述."""
    text = unicodedata.normalize("NFKC", shown(header)).casefold()
    return "".join(text.split()).strip("*:;")


def _recognised(header: Any, names: dict[str, Column]) -> str:
    """The name that a header goes by, or ""; what stands in brackets may be missing: 涉及人数（人）."""
    name = normalised(header)
    short = _BRACKETS.sub("", name).strip("*:;")
    for known in (name, short):
        if known in names:
            return known
        for column in names.values():
            unit = next((unit for unit in column.units if known.endswith(unit)), "")
            if unit and names.get(known.removesuffix(unit)) is column:
                return known.removesuffix(unit)
    return ""


def _named(units: Sequence[str], text: str) -> str:
    return next((unit for unit in units if unit in text), "")


def _table(sheet: Sheet, names: dict[str, Column]) -> Table | None:
    best: Table | None = None
    most = 1
    for index, raw in enumerate(sheet.rows[:SEARCHED]):
        columns, ignored = {}, []
        for at, header in enumerate(raw):
            if name := _recognised(header, names):
                columns[at] = names[name]
            elif not _is_blank(header):
                ignored.append(shown(header)[:50])
        distinct = {column.name for column in columns.values()}
        if len(distinct) > most:
            best, most = Table(sheet, index, columns, ignored), len(distinct)
    if best:
        _leave_out_doubles(best, names)
        _complain_about_doubles(best)
    return best


def _leave_out_doubles(table: Table, names: dict[str, Column]) -> None:
    """Of several columns that mean the same and of which only the best is read, leaves the others out."""
    heads, order = table.sheet.rows[table.header], list(names)
    ranks = {at: order.index(_recognised(heads[at], names)) for at in table.columns}
    best: dict[str, int] = {}
    for at, column in table.columns.items():
        kept = best.setdefault(column.name, at)
        if ranks[at] < ranks[kept]:
            best[column.name] = at
    for at, column in list(table.columns.items()):
        if column.doubles == Column.Doubles.BEST and best[column.name] != at:
            table.ignored.append(shown(heads[at])[:50])
            del table.columns[at]


def _complain_about_doubles(table: Table) -> None:
    meant: dict[str, int] = {}
    for at, column in table.columns.items():
        if column.name in meant and column.doubles == Column.Doubles.REFUSED:
            heads = table.sheet.rows[table.header]
            raise ValidationError(
                _("In the sheet “%(sheet)s”, row %(row)s, two columns mean the same: %(found)s."),
                params={
                    "sheet": table.sheet.name,
                    "row": table.header + 1,
                    "found": _joined(shown(heads[index]) for index in (meant[column.name], at)),
                },
            )
        meant[column.name] = at


def _complain_about_missing(table: Table, columns: Sequence[Column]) -> None:
    there = {column.name for column in table.columns.values()}
    missing = [
        column.header for column in columns if column.must_be_there and column.name not in there
    ]
    if missing:
        heads = table.sheet.rows[table.header]
        raise ValidationError(
            _(
                "The sheet “%(sheet)s” lacks the column %(missing)s. "
                "Its header row is row %(row)s, where these were found: %(found)s."
            ),
            params={
                "sheet": table.sheet.name,
                "missing": _joined(missing),
                "row": table.header + 1,
                "found": _joined(shown(head) for head in heads if not _is_blank(head)),
            },
        )


def _is_blank(value: Any) -> bool:
    return value == "" or (isinstance(value, str) and not shown(value))


def _is_aside(filled: list[Any]) -> bool:
    """Whether a row is a note, a total or a signature rather than data."""
    first = normalised(filled[0])
    if _TOTALS.fullmatch(first) or any(
        _TOTALS.fullmatch(normalised(value)) for value in filled[1:3] if isinstance(value, str)
    ):
        return True
    beginnings = [normalised(value) for value in filled]
    notes = sum(text.startswith(_NOTES) for text in beginnings)
    if notes * 2 > len(filled) or (notes and len(filled) == 1):
        return True
    return first.startswith(_FOOT) and len(filled) <= 4


def _first_texts(book: Book) -> Iterator[str]:
    """The first texts of the file, so that the complaint shows what was looked at."""
    left = 20
    for sheet in book.sheets:
        for raw in sheet.rows[:SEARCHED]:
            for value in raw:
                if left and not _is_blank(value):
                    left -= 1
                    yield shown(value)[:30]


def _joined(texts: Any) -> str:
    return "、".join(texts)

"""A table as an Excel workbook in the layout of official statistics: A4 landscape, ready to print."""

from collections.abc import Iterator
from datetime import datetime, time
from itertools import count
from typing import IO, Any

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from projects.reports import layout
from projects.reports.definitions import Column, Table

A4 = 9
PLACE, CODE = 0, 1  # 甲 the place, 乙 its code, then the labels, then figures 1, 2, …
FORMATS = {"count": "#,##0", "money": "#,##0.00"}
WIDTHS = {"count": 8, "rate": 9, "money": 11.5, "text": 12}
NARROWEST, WIDEST = 17, 52  # of the first column
# Figures are numbers; texts stay texts even where they look like a formula or a link.
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
INDENTS = {"county": 3, "detail": 1, "county detail": 4, "project": 4, "project detail": 5}
BASE = {"font_name": "宋体", "font_size": 10, "valign": "vcenter"}


def render(table: Table, file: IO[bytes]) -> None:
    """Writes the workbook; money is in 万元 at full value and rounded by its format only."""
    with xlsxwriter.Workbook(file, OPTIONS) as workbook:
        Sheet(workbook, table).write()


class Sheet:
    """The one worksheet of the workbook, written from the top down."""

    def __init__(self, workbook: xlsxwriter.Workbook, table: Table) -> None:
        self.workbook, self.table = workbook, table
        self.sheet: Worksheet = workbook.add_worksheet(_("Table"))
        self.formats: dict[tuple, Format] = {}
        self.first = CODE + 1 + len(table.labels)
        self.last = self.first + len(table.columns) - 1
        self.lines = layout.lines(table)
        self.rows: Iterator[int] = count()

    def write(self) -> None:
        """Writes everything and sets up the page."""
        self.write_title()
        first_head = self.write_heads()
        for line in self.lines:
            self.write_line(line)
        self.write_foot()
        self.set_up_page(first_head)

    def write_title(self) -> None:
        """Number and maker at the top right, the centred title, and the line above the table."""
        table = self.table
        small, right = self.style(), self.style(align="right")
        for text in (
            _("Form number:") + layout.number(table),
            _("Made by:") + layout.maker(table),
        ):
            self.merge(next(self.rows), self.last - 2, self.last, text, self.style())
        row = next(self.rows)
        self.sheet.set_row(row, 30)
        title = self.style(align="center", bold=True, font_size=16)
        self.merge(row, PLACE, self.last, table.title, title)
        row, edge = next(self.rows), min(3, self.last - 4)
        self.merge(
            row,
            PLACE,
            edge,
            _("Reporting unit: %(unit)s") % {"unit": layout.reporter(table)},
            small,
        )
        self.merge(row, edge + 1, self.last - 3, layout.period(table), self.style(align="center"))
        self.merge(row, self.last - 2, self.last, layout.unit(self.table), right)

    def write_heads(self) -> int:
        """Heads of two levels and the row of column numbers; gives their first row."""
        upper, lower, numbers = next(self.rows), next(self.rows), next(self.rows)
        head = self.style(align="center", bold=True, border=1, text_wrap=True)
        plain = self.style(align="center", border=1)
        self.sheet.set_row(lower, 30)
        texts = [_("Area"), _("Area code"), *(str(label.label) for label in self.table.labels)]
        for where, (text, mark) in enumerate(
            zip(texts, layout.marks(self.table), strict=True), PLACE
        ):
            self.sheet.merge_range(upper, where, lower, where, text, head)
            self.sheet.write_string(numbers, where, mark, plain)
        at = self.first
        for heading, columns in layout.groups(self.table):
            self.merge(upper, at, at + len(columns) - 1, heading, head)
            for column in columns:
                self.sheet.write_string(lower, at, str(column.head), head)
                self.sheet.write_number(numbers, at, at - self.first + 1, plain)
                at += 1
        return upper

    def write_line(self, line: layout.Line) -> None:
        """One place: its name, its code as text, its figures as numbers."""
        row = next(self.rows)
        name, bold = line.name, line.is_strong
        where = {"align": "center"} if line.kind == "all" else {"indent": INDENTS.get(line.kind, 0)}
        if line.kind == "county of-which":
            name = _("of which:") + name
        self.sheet.write_string(row, PLACE, name, self.style(bold=bold, border=1, **where))
        code = self.style(bold=bold, border=1, align="center", num_format="@")
        self.sheet.write_string(row, CODE, line.code, code)
        for at, text in enumerate(line.words, CODE + 1):
            self.sheet.write_string(row, at, text, self.style(bold=bold, border=1))
        figures = zip(line.columns, line.figures, strict=True)
        for at, (column, value) in enumerate(figures, self.first):
            self.write_figure(row, at, column, value, bold)

    def write_figure(self, row: int, at: int, column: Column, value: Any, bold: bool) -> None:
        """A figure as a number, a text as a text, a dash where there is neither."""
        if column.kind == "text":
            text = self.style(bold=bold, border=1, text_wrap=True)
            self.sheet.write_string(row, at, layout.shown(column, value), text)
        elif value is None:
            dash = self.style(bold=bold, border=1, align="right", indent=1)
            self.sheet.write_string(row, at, layout.shown(column, value), dash)
        else:
            self.sheet.write_number(row, at, value, self.figure_style(column, bold))

    def write_foot(self) -> None:
        """The blanks for signatures and the notes."""
        row = next(self.rows)
        self.sheet.set_row(row, 24)
        # The first blank below place and code, the others evenly below what is left.
        ends = [CODE, *(CODE + (self.last - CODE) * part // 4 for part in range(1, 5))]
        for text, before, last in zip(
            layout.signatures(self.table), [-1, *ends], ends, strict=False
        ):
            first = before + 1
            self.merge(row, first, last, text, self.style())
        note = self.style(text_wrap=True, font_size=9, valign="top")
        for text in [*layout.notes(self.table), f"SHA-256 {self.table.sha256}"]:
            row = next(self.rows)
            self.sheet.set_row(row, 13 * (1 + layout.width(text) // 150))
            self.merge(row, PLACE, self.last, text, note)

    def set_up_page(self, first_head: int) -> None:
        """A4 landscape, one page wide, heads on each page, 第X页 共Y页 at the foot."""
        sheet = self.sheet
        widest = max(layout.width(one.name) + 2 * INDENTS.get(one.kind, 0) for one in self.lines)
        sheet.set_column(PLACE, PLACE, min(max(NARROWEST, widest), WIDEST))
        sheet.set_column(CODE, CODE, 10)
        texts = zip(*(line.words for line in self.lines), strict=True)
        for at, words in enumerate(texts, CODE + 1):
            sheet.set_column(at, at, max(10, *(layout.width(text) + 2 for text in words)))
        for at, column in enumerate(self.table.columns, self.first):
            sheet.set_column(at, at, WIDTHS[column.kind])
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.5, bottom=0.6)
        sheet.center_horizontally()
        sheet.repeat_rows(first_head, first_head + 2)
        sheet.freeze_panes(first_head + 3, self.first)
        page = _("Page %(page)s of %(pages)s") % {"page": "&P", "pages": "&N"}
        example = _("Example data") if self.table.example else ""
        sheet.set_footer(f"&L{example}&C{page}")
        self.workbook.set_properties(
            {
                "title": self.table.title,
                "author": layout.maker(self.table),
                # The same table makes the same bytes, whenever it is written.
                "created": datetime.combine(self.table.as_of, time.min),
            }
        )

    def figure_style(self, column: Column, bold: bool) -> Format:
        number = FORMATS.get(column.kind) or f"0.{'0' * column.decimals}"
        return self.style(bold=bold, border=1, align="right", indent=1, num_format=number)

    def merge(self, row: int, first: int, last: int, text: str, style: Format) -> None:
        """Writes text over several columns of one row."""
        if first == last:
            self.sheet.write_string(row, first, text, style)
        else:
            self.sheet.merge_range(row, first, row, last, "", style)
            self.sheet.write_string(row, first, text, style)

    def style(self, **more: Any) -> Format:
        """The format with these properties, made once."""
        key = tuple(sorted(more.items()))
        if key not in self.formats:
            self.formats[key] = self.workbook.add_format({**BASE, **more})
        return self.formats[key]

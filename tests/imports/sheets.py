"""Spreadsheets of needs as people send them, really built."""

import csv
import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter
from openpyxl import load_workbook

HEADERS = (
    "社区（村）",
    "需求（一句话）",
    "服务领域",
    "目标人群",
    "涉及人数",
    "涉及户数",
    "需求来源",
    "紧急程度",
    "提出日期",
    "需求描述",
)
OPTIONS = {"in_memory": True, "default_date_format": "yyyy-mm-dd", "remove_timezone": True}
FULONG = "350121001001"
BAISHA = "350121101201"


def need_row(title: str = "留守儿童放学后无人照看", **changes: Any) -> list[Any]:
    """A right row in the order of HEADERS; ``changes`` by header, 社区 and 需求 for short."""
    cells = {
        "社区（村）": FULONG,
        "需求（一句话）": title,
        "服务领域": "儿童与青少年",
        "目标人群": "留守儿童",
        "涉及人数": 46,
        "涉及户数": 30,
        "需求来源": "入户走访",
        "紧急程度": "一般",
        "提出日期": "2018-03-12",
        "需求描述": "走访发现多户家庭放学后无人照看孩子。",
    }
    short = {"社区": "社区（村）", "需求": "需求（一句话）"}
    return list(
        {**cells, **{short.get(name, name): value for name, value in changes.items()}}.values()
    )


def rows_of(*rows: list[Any], headers: Sequence[str] = HEADERS) -> list[list[Any]]:
    """The rows under their header row."""
    return [list(headers), *rows]


def xlsx(*sheets: list[list[Any]], names: Sequence[str] = ()) -> bytes:
    """A workbook; an empty text leaves its cell out, as Excel does."""
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, OPTIONS) as book:
        for number, rows in enumerate(sheets):
            page = book.add_worksheet(names[number] if names else None)
            for row, values in enumerate(rows):
                for column, value in enumerate(values):
                    if value != "":
                        page.write(row, column, value)
    return written.getvalue()


def comma_separated(rows: list[list[Any]], encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    """The same as CSV."""
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=delimiter).writerows(rows)
    return written.getvalue().encode(encoding)


def marked_cells(content: bytes) -> dict[tuple[str, str], str]:
    """(sheet, cell) → comment of the cells that are coloured and commented."""
    book = load_workbook(io.BytesIO(content))
    return {
        (page.title, cell.coordinate): cell.comment.text
        for page in book.worksheets
        for row in page.iter_rows()
        for cell in row
        if cell.comment is not None and cell.fill.start_color.rgb.endswith("FFC7CE")
    }

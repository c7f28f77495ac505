"""Where the tables lie in agencies' own sheets: headers in two rows, titles that speak, tables below."""

import io
from datetime import date
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from projects.imports import cells, cells_time
from projects.imports.checking import parse
from projects.imports.importer import Column, Importer
from projects.imports.layout import PIECE, tables
from projects.imports.reading import read
from tests.imports.sheets import comma_separated, xlsx


class Diary(Importer):
    """A kind as small as one can be: what was done when, for how long, for how many."""

    key_column = "day"

    def __init__(self):
        super().__init__(None)
        self.columns = (
            Column(
                "project", "项目编号", cells.code(20), synonyms="项目", required=True, above=True
            ),
            Column("day", "日期", cells.past_day, synonyms="服务日期"),
            Column("begun", "开始时间", cells_time.clock, synonyms="服务时间开始", required=False),
            Column("ended", "结束时间", cells_time.clock, synonyms="服务时间结束", required=False),
            Column("hours", "时长", cells_time.hours(), units=("分钟", "小时"), required=False),
            Column(
                "attendances", "人次", cells.whole(units=["人次"], example="3"), synonyms="参加人次"
            ),
            Column("people", "人数", cells.whole(units=["人"], example="3"), required=False),
        )


class Titled(Diary):
    """A kind whose rows depend on what stands above their table."""

    def opens(self, sheet, above):
        self.title = above[0][0]

    def check(self, row):
        row.values["title"] = self.title


def understood(content: bytes) -> tuple[list, int]:
    """The values of the rows, and how many rows were left out."""
    importer = Diary()
    parsed = parse(tables(read(content), importer), importer, lambda done, total: None)
    (rows,) = parsed.batches()
    assert [row.errors for row in rows] == [[]] * len(rows)
    return [row.values for row in rows], parsed.skipped


TWO_ROWS = [
    ["2018年服务台账"],
    ["项目编号：350524-2018-0001", "", "", "单位：某机构"],
    ["序号", "服务日期", "服务时间", "", "时长（分钟）", "参加情况", ""],
    ["", "", "开始", "结束", "", "人次", "人数"],
    [1, "2018.3.5", "14:30", "16:00", 90, "30人次", "20人"],
    [2, "2018.3.6", "下午2点半", "16：00", "1.5小时", 12, ""],
    ["合计", "", "", "", 180, 42, ""],
]


@pytest.mark.parametrize("made", [xlsx, comma_separated])
def test_a_header_of_two_rows_is_read_as_one_and_its_title_gives_the_project(made):
    rows, skipped = understood(made(TWO_ROWS))
    assert len(rows) == 2
    assert skipped == 1
    for row in rows:
        assert row["project"] == "350524-2018-0001"
        assert row["hours"] == Decimal("1.5")
        assert f"{row['begun']:%H:%M}-{row['ended']:%H:%M}" == "14:30-16:00"
    assert [(row["attendances"], row["people"]) for row in rows] == [(30, 20), (12, None)]


def test_merged_header_cells_are_read_like_those_that_are_only_empty():
    book, written = load_workbook(io.BytesIO(xlsx(TWO_ROWS))), io.BytesIO()
    for area in ("A1:G1", "C3:D3", "F3:G3", "A3:A4", "B3:B4", "E3:E4"):
        book.active.merge_cells(area)
    book.save(written)
    assert understood(written.getvalue()) == understood(xlsx(TWO_ROWS))


def test_a_project_in_the_cell_beside_its_label_is_read_and_a_cell_of_its_own_counts_before_it():
    rows, _skipped = understood(
        xlsx(
            [
                ["项目编号", "350524-2018-0001"],
                ["日期", "人次", "项目"],
                ["2018.3.5", 3, ""],
                ["2018.3.6", 4, "350524-2018-0002"],
            ]
        )
    )
    assert [row["project"] for row in rows] == ["350524-2018-0001", "350524-2018-0002"]


def test_several_tables_below_one_another_each_have_their_title_and_their_order_of_columns():
    heads, turned = (
        ["日期", "人次", "人数", "时长", "备注"],
        ["日期", "时长", "人次", "人数", "备注"],
    )
    rows, skipped = understood(
        xlsx(
            [
                ["项目编号：甲"],
                heads,
                ["2018.3.5", 3, 2, "1小时", "无"],
                ["3月合计", 3, 2],
                [],
                ["项目编号：乙"],
                turned,
                ["2018.3.6", "2小时", 5, 4, "无"],
                [],
                heads,
                ["2018.3.7", 6, 5, "3小时", "无"],
            ]
        )
    )
    assert [(row["project"], row["attendances"], row["hours"]) for row in rows] == [
        ("甲", 3, 1), ("乙", 5, 2), ("乙", 6, 3),
    ]  # fmt: skip
    assert skipped == 4


@pytest.mark.parametrize("many", [3, PIECE - 1, PIECE, 2 * PIECE + 3])
def test_each_row_of_a_long_sheet_is_checked_while_its_own_table_is_open(many):
    heads = ["项目", "日期", "人次", "人数", "时长"]
    total, away = ["合计", "", many, many, many], ["", "  ", "", "", ""]
    lines = [
        line
        for title in "甲乙"
        for line in (
            *([title], heads),
            *(["丙", "2018.3.5", nth + 1, 1, "1小时"] for nth in range(many)),
            *(total, away),
        )
    ]
    importer = Titled()
    parsed = parse(
        tables(read(comma_separated(lines)), importer), importer, lambda done, total: None
    )
    (rows,) = parsed.batches()
    assert [(row.values["title"], row.values["attendances"]) for row in rows] == [
        (title, nth + 1) for title in "甲乙" for nth in range(many)
    ]
    assert [row.number for row in rows] == [*range(3, many + 3), *range(many + 7, 2 * many + 7)]
    assert parsed.skipped == 4  # two totals, and the second table's title and headers


def test_a_row_with_few_cells_is_data_where_no_table_follows():
    heads = ["项目", "日期", "人次", "人数", "时长", "备注"]
    rows, skipped = understood(xlsx([heads, ["甲", "2018.3.5", 3], ["甲", "2018.3.6", 4]]))
    assert [row["attendances"] for row in rows] == [3, 4]
    assert skipped == 0


@pytest.mark.parametrize(
    "total",
    ["合计", "合 计", "总计：", "小计", "3月合计", "三月份合计", "本月小计", "2018年合计",
     "一季度合计", "合计（人次）",
     "全年累计", "服务人次合计"],
)  # fmt: skip
def test_a_total_is_left_out_however_it_is_called(total):
    rows, skipped = understood(
        xlsx([["项目", "日期", "人次"], ["甲", "2018.3.5", 3], [total, "", 3], ["", total, 3]])
    )
    assert (len(rows), skipped) == (1, 2)


def test_a_sheet_that_begins_in_another_column_and_cells_merged_downwards_are_read_whole():
    grid = [
        ["", ""],
        ["", "", "项目", "日期", "人次"],
        ["", "", "甲", "2018.3.5", 3],
        ["", "", "", date(2018, 3, 6), 4],
    ]
    book, written = load_workbook(io.BytesIO(xlsx(grid))), io.BytesIO()
    book.active.merge_cells("C3:C4")
    book.save(written)
    rows, _skipped = understood(written.getvalue())
    assert [(row["project"], row["attendances"]) for row in rows] == [("甲", 3), ("甲", 4)]

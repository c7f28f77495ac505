"""The workbook, read back: layout, texts, numbers, and what is set up for the printer."""

import zipfile
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from projects.reports.renderers import RENDERERS


@pytest.fixture
def written(counted):
    """``written(example=True)`` is the workbook of the table with these properties changed."""

    def write(**changes) -> BytesIO:
        file = BytesIO()
        RENDERERS["xlsx"](replace(counted(), **changes), file)
        file.seek(0)
        return file

    return write


def cells(file: BytesIO) -> list[list]:
    return CalamineWorkbook.from_object(file).get_sheet_by_index(0).to_python()


def test_the_layout_is_that_of_official_statistics(written):
    rows = cells(written())
    texts = [[cell for cell in row if cell != ""] for row in rows]

    assert texts[0][0].startswith("表号：")
    assert texts[1] == ["制定机关：福建省民政厅"]
    assert texts[2] == ["福建省三社联动试点覆盖情况表"]
    assert texts[3] == [
        "填报单位：福建省民政厅",
        "2018 年 1 月 1 日至 2018 年 12 月 31 日",
        "单位：万元",
    ]
    assert texts[4] == ["地区", "区划代码", "覆盖", "试点项目（个）", "下达资金（万元）"]
    assert texts[6] == ["甲", "乙", *range(1, 13)]
    names = [row[0] for row in rows[7:13]]
    assert names == ["合计", "福州市", "其中：鼓楼区", "闽侯县", "三明市", "其中：梅列区"]
    assert rows[13][0] == "平潭综合实验区"
    assert texts[14] == ["单位负责人：", "审核人：", "填表人：", "联系电话：", "报出日期："]


def test_the_hash_and_the_definition_stand_below_the_table(written, counted):
    text = "\n".join(str(row[0]) for row in cells(written())[15:])

    assert counted().sha256 in text
    assert "按县去重" in text
    assert "2018-12-31" in text


def test_codes_are_texts_and_figures_are_numbers_in_ten_thousand_yuan(written):
    total, city = cells(written())[7:9]

    assert total == ["合计", "350000", 4, 4, 100, 4, 1, 2, 1, 2, 17.340055, 15, 2.00005, 0.340005]
    assert city[1] == "350100"


def test_a_name_that_looks_like_a_formula_stays_a_text(written, counted):
    total = counted().total
    row = {**counted().rows[0], "name": '=HYPERLINK("http://example.org")'}
    file = written(rows=(row,), total=total)

    assert cells(file)[8][0] == '=HYPERLINK("http://example.org")'
    with zipfile.ZipFile(file) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")


def test_it_prints_on_a4_landscape_one_page_wide_with_heads_and_page_numbers(written):
    with zipfile.ZipFile(written()) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        names = book.read("xl/workbook.xml").decode()

    assert 'paperSize="9"' in sheet
    assert 'orientation="landscape"' in sheet
    assert 'fitToHeight="0"' in sheet
    assert "第 &amp;P 页  共 &amp;N 页" in sheet
    assert "$5:$7" in names


def test_example_data_say_so(written):
    assert "示例" not in str(cells(written()))
    marked = cells(written(example=True))
    assert "示例" in str(marked[0])
    assert "示例数据" in str(marked[15])


def test_the_authority_is_a_setting(written, settings):
    settings.AUTHORITY_NAME = "中共福建省委社会工作部"

    assert "制定机关：中共福建省委社会工作部" in str(cells(written())[1])


def test_a_county_reports_under_its_own_name(counted, cast):
    file = BytesIO()
    RENDERERS["xlsx"](counted(user=cast.county, as_of=date(2018, 6, 30)), file)
    file.seek(0)

    rows = cells(file)
    assert rows[3][0] == "填报单位：闽侯县"
    assert [row[0] for row in rows[7:9]] == ["合计", "闽侯县"]

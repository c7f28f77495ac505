"""What people's sheets look like, and that all of it is understood: headers, days, numbers, names."""

import io
from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from openpyxl import load_workbook

from projects.needs.models import Need
from projects.places.models import Place
from tests.imports.sheets import (
    BAISHA,
    FULONG,
    HEADERS,
    comma_separated,
    need_row,
    rows_of,
    xlsx,
)


def test_a_plain_sheet_becomes_needs_with_all_their_facts(bring_in, cast, places):
    outcome = bring_in(
        xlsx(rows_of(need_row(), need_row("老人无人送餐", 社区=BAISHA, 目标人群="留守老人")))
    )
    assert outcome.counts() == {
        "rows": 2, "new": 2, "changed": 0, "unchanged": 0, "wrong": 0, "skipped": 0,
    }  # fmt: skip
    need = Need.objects.get(title="留守儿童放学后无人照看")
    assert need.place == places.fulong
    assert (need.field, need.target_groups) == ("children", ["left_children"])
    assert (need.people_affected, need.households_affected) == (46, 30)
    assert (need.source, need.urgency, need.status) == ("visit", "normal", "registered")
    assert need.reported_on == date(2018, 3, 12)
    assert need.created_by == cast.county
    history = need.history.get()
    assert (history.history_type, history.history_user) == ("+", cast.county)


@pytest.mark.parametrize(
    "written",
    [
        "2018年3月5日", "2018.3.5", "2018/3/5", "2018-03-05", " 2018 年 3 月 5 日 ", "２０１８．３．５",
        "20180305", "43164", 43164, 43164.0, date(2018, 3, 5), datetime(2018, 3, 5, 14, 30, tzinfo=UTC),
        "2018-03-05 00:00:00",
    ],
)  # fmt: skip
def test_a_day_is_understood_however_it_is_written(bring_in, db, written):
    bring_in(xlsx(rows_of(need_row(提出日期=written))))
    assert Need.objects.get().reported_on == date(2018, 3, 5)


@pytest.mark.parametrize(
    ("written", "people"),
    [
        ("30人", 30),
        ("３０", 30),
        (" 30 ", 30),
        ("1,200 人", 1200),
        (30.0, 30),
        ("30名", 30),
        ("30.0", 30),
    ],
)
def test_a_number_is_understood_with_its_unit_and_in_full_width(bring_in, db, written, people):
    bring_in(xlsx(rows_of(need_row(涉及人数=written, 涉及户数="12户"))))
    need = Need.objects.get()
    assert (need.people_affected, need.households_affected) == (people, 12)


@pytest.mark.parametrize(
    "written",
    [
        FULONG, 350121001001, "３５０１２１００１００１", "350121001001 甘蔗街道/福龙社区", "福龙社区",
        "福龙", "福龙社区居委会", "闽侯县/甘蔗街道/福龙社区", "闽侯县甘蔗街道福龙社区", "甘蔗街道 > 福龙社区",
        "福州市闽侯县甘蔗街道福龙社区", " 福龙 社区 ",
    ],
)  # fmt: skip
def test_a_community_is_found_by_code_and_by_every_name_it_goes_by(bring_in, places, written):
    bring_in(xlsx(rows_of(need_row(社区=written))))
    assert Need.objects.get().place == places.fulong


def test_a_village_committee_is_found_as_the_village_that_people_say(bring_in, places):
    bring_in(xlsx(rows_of(need_row("一", 社区="青岐村"), need_row("二", 社区="青岐村民委员会"))))
    assert {need.place for need in Need.objects.all()} == {places.qingqi}


@pytest.mark.parametrize(
    ("written", "groups"),
    [
        ("留守儿童、留守妇女", ["left_children", "left_women"]),
        ("留守妇女, 留守儿童", ["left_children", "left_women"]),
        ("留守儿童；留守儿童", ["left_children"]),
        ("Young people", ["young"]),
        ("young", ["young"]),
    ],
)
def test_several_target_groups_stand_in_one_cell(bring_in, db, written, groups):
    bring_in(xlsx(rows_of(need_row(目标人群=written))))
    assert Need.objects.get().target_groups == groups


def test_titles_above_notes_totals_and_signatures_are_left_out(bring_in, db):
    notes = [
        "必填：代码",
        "必填：一句话",
        "必填",
        "必填",
        "必填",
        "选填",
        "选填",
        "选填",
        "必填",
        "选填",
    ]
    outcome = bring_in(
        xlsx(
            [
                ["2018年闽侯县居民需求汇总表"],
                [],
                ["填报单位：闽侯县民政局"],
                list(HEADERS),
                notes,
                need_row("示例", 社区="示例"),
                need_row("一"),
                [],
                list(HEADERS),
                need_row("二"),
                ["合 计", "", "", "", 92, 60],
                ["填表人：林一", "审核人：陈二", "", "", "", "", "", "", "2018.12.31"],
            ]
        )
    )
    assert (outcome.rows, outcome.new, outcome.skipped) == (2, 2, 5)


def test_headers_are_recognised_by_what_people_call_them_in_any_order(bring_in, db):
    headers = [
        "序号",
        "提出时间",
        "所在社区",
        "人 数\n（人）",
        "＊需求名称：",
        "人群",
        "需求类别",
        "备注2",
    ]
    row = [1, "2018.3.5", "福龙社区", "30人", "老人无人送餐", "留守老人", "老年人", "无"]
    outcome = bring_in(xlsx([headers, row]))
    need = Need.objects.get()
    assert (need.title, need.people_affected) == ("老人无人送餐", 30)
    assert (need.source, need.urgency, need.households_affected) == ("visit", "normal", None)
    assert need.description == need.title
    assert outcome.ignored == ["序号", "备注2"]


def test_several_sheets_are_read_and_those_without_a_table_are_passed_over(bring_in, db):
    content = xlsx(
        [["填写说明"], ["请按表头填写"]],
        rows_of(need_row("一")),
        [[], *rows_of(need_row("二"))],
        names=["说明", "一月", "二月"],
    )
    assert bring_in(content).new == 2


def test_a_community_merged_over_its_rows_stands_for_each_of_them(bring_in, places):
    rows = rows_of(need_row("一", 社区="白沙村"), need_row("二", 社区=""))
    content = with_merged_cells(xlsx(rows), "A2:A3")
    bring_in(content)
    assert {need.place for need in Need.objects.all()} == {places.baishacun}


def with_merged_cells(content: bytes, area: str) -> bytes:
    book, written = load_workbook(io.BytesIO(content)), io.BytesIO()
    book.active.merge_cells(area)
    book.save(written)
    return written.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_csv_is_read_in_the_encodings_of_chinese_offices(bring_in, places, encoding, delimiter):
    content = comma_separated(
        rows_of(need_row("需求，带逗号"), need_row("二")), encoding, delimiter
    )
    assert bring_in(content).new == 2
    assert Need.objects.filter(title="需求，带逗号", place=places.fulong).exists()


def test_a_clerk_needs_no_column_of_communities(bring_in, cast):
    headers, row = list(HEADERS[1:]), need_row()[1:]
    assert bring_in(xlsx([headers, row]), cast.clerk).new == 1
    assert Need.objects.get().place == cast.clerk.place


def test_a_township_in_a_column_of_its_own_tells_two_communities_of_one_name_apart(
    bring_in, check, places
):
    twin = Place.objects.create(
        code="350121101002",
        name="福龙社区",
        level="village",
        kind="community",
        parent=places.baisha,
    )
    error = check(xlsx(rows_of(need_row(社区="福龙社区")))).errors[0]
    assert "350121101002 白沙镇/福龙社区" in error.message
    headers, row = ["乡镇（街道）", *HEADERS], ["白沙镇", *need_row(社区="福龙社区")]
    bring_in(xlsx([headers, row]))
    assert Need.objects.get().place == twin


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([["甲", "乙"], [1, 2]], ["社区（村）", "甲", "乙"]),
        ([HEADERS[:4], need_row()[:4]], ["涉及人数", "提出日期", "服务领域"]),
        ([[*HEADERS, "人数"], [*need_row(), 3]], ["涉及人数", "人数"]),
        ([HEADERS], []),
    ],
)
def test_a_sheet_whose_headers_do_not_do_says_what_is_missing_and_what_was_found(
    check, rows, words
):
    with pytest.raises(ValidationError) as refusal:
        check(xlsx([list(row) for row in rows]))
    for word in words:
        assert word in refusal.value.messages[0]

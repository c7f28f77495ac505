"""What is wrong is said at its cell, in the user's words, and nothing else is."""

import io

import pytest
from openpyxl import load_workbook
from openpyxl.comments import Comment

from projects.imports import marking
from projects.imports.importing import looked_at, receive
from projects.needs.imports import NeedImporter
from projects.needs.models import Need
from tests.factories import make_need
from tests.imports.sheets import FULONG, need_row, rows_of, xlsx

REAL_DAY = "请填写真实的日期，例如 2018-03-05 或 2018年3月5日。"
WHOLE = "请填写整数，例如 30。"


@pytest.mark.parametrize(
    ("header", "value", "column", "words"),
    [
        ("社区（村）", "", "A", "请填写。"),
        ("社区（村）", "350102001001", "A", "本辖区"),  # exists, in another county
        ("社区（村）", "中山社区", "A", "本辖区"),
        ("社区（村）", "359999999999", "A", "本辖区"),
        ("社区（村）", "福龙小区", "A", "本辖区"),
        ("社区（村）", "3.50121E+11", "A", "文本"),
        ("需求（一句话）", "", "B", "请填写。"),
        ("需求（一句话）", "需" * 101, "B", "最多 100 字"),
        ("服务领域", "老人", None, ""),
        ("服务领域", "天文", "C", "老年人"),
        ("目标人群", "留守儿童、火星人", "D", "留守老人"),
        ("涉及人数", "", "E", "请填写。"),
        ("涉及人数", "约30", "E", WHOLE),
        ("涉及人数", "三十", "E", WHOLE),
        ("涉及人数", 30.5, "E", WHOLE),
        ("涉及人数", True, "E", WHOLE),
        ("涉及人数", "30 km", "E", WHOLE),
        ("涉及人数", 0, "E", "1"),
        ("涉及人数", -3, "E", "1"),
        ("涉及人数", "9" * 400, "E", WHOLE),
        ("涉及户数", 47, "F", "户数"),
        ("涉及户数", 0, "F", "1"),
        ("需求来源", "听说", "G", "问卷调查"),
        ("紧急程度", "十万火急", "H", "紧急"),
        ("提出日期", "", "I", "请填写。"),
        ("提出日期", "2018-02-30", "I", REAL_DAY),
        ("提出日期", "2018年3月", "I", REAL_DAY),
        ("提出日期", "去年", "I", REAL_DAY),
        ("提出日期", 3, "I", REAL_DAY),
        ("提出日期", "2099-01-01", "I", "将来"),
        ("提出日期", "nan", "I", REAL_DAY),
        ("需求描述", "长" * 2001, "J", "最多 2000 字"),
    ],
)  # fmt: skip
def test_a_wrong_cell_is_named_as_excel_shows_it(check, header, value, column, words):
    outcome = check(xlsx([["标题"], [], *rows_of(need_row("对的"), need_row(**{header: value}))]))
    if column is None:
        assert outcome.errors == []
        return
    (error,) = outcome.errors
    assert (error.sheet, error.row, error.column) == ("Sheet1", 5, column)
    assert words in error.message
    assert outcome.counts() | {"skipped": 0} == {
        "rows": 2, "new": 1, "changed": 0, "unchanged": 0, "wrong": 1, "skipped": 0,
    }  # fmt: skip


def test_a_comment_of_her_own_at_a_wrong_cell_is_still_there_when_the_cell_is_right(cast):
    def marked(content):
        sent, out = receive(content, NeedImporter(cast.county)), io.BytesIO()
        marking.mark(sent.book, looked_at(sent).errors, out)
        return load_workbook(io.BytesIO(out.getvalue()))

    def saved(book):
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()

    book = load_workbook(io.BytesIO(xlsx(rows_of(need_row(涉及人数="多")))))
    book.active["E2"].comment = Comment("待核实", "王会计")
    book = marked(saved(book))
    assert "待核实" in book.active["E2"].comment.text
    assert WHOLE in book.active["E2"].comment.text
    book = marked(saved(book))
    assert book.active["E2"].comment.text.count(WHOLE) == 1
    book.active["E2"] = 30
    own = marked(saved(book)).active["E2"].comment
    assert (own.text, own.author) == ("待核实", "王会计")


def test_all_wrong_cells_of_a_row_are_named_and_the_row_is_counted_once(check):
    outcome = check(xlsx(rows_of(need_row(社区="火星村", 涉及人数="多", 提出日期="某天"))))
    assert [error.column for error in outcome.errors] == ["A", "E", "I"]
    assert [error.value for error in outcome.errors] == ["火星村", "多", "某天"]
    assert outcome.wrong == 1


def test_a_community_out_of_scope_and_one_that_does_not_exist_get_the_same_answer(check):
    outcome = check(xlsx(rows_of(need_row(社区="350102001001"), need_row(社区="350102009999"))))
    first, second = outcome.errors
    assert first.message == second.message
    assert "中山" not in first.message


def test_a_clerk_writes_for_her_own_community_only(check, cast):
    content = xlsx(rows_of(need_row("一"), need_row("二", 社区="350121001201")))
    outcome = check(content, cast.clerk)
    assert (outcome.new, outcome.wrong) == (1, 1)


class TestTheSameRowAgain:
    def test_rows_sent_again_are_unchanged_and_nothing_is_added(self, bring_in, db):
        content = xlsx(rows_of(need_row("一"), need_row("二")))
        assert bring_in(content).new == 2
        outcome = bring_in(content)
        assert (outcome.new, outcome.unchanged) == (0, 2)
        assert Need.objects.count() == 2

    def test_a_corrected_file_adds_only_what_was_wrong_before(self, bring_in, db):
        wrong = xlsx(rows_of(need_row("一"), need_row("二", 涉及人数="多")))
        assert bring_in(wrong, good_rows_only=True).new == 1
        outcome = bring_in(xlsx(rows_of(need_row("一"), need_row("二"))))
        assert (outcome.new, outcome.unchanged, outcome.wrong) == (1, 1, 0)
        assert Need.objects.count() == 2

    def test_all_or_nothing_writes_nothing_when_one_row_is_wrong(self, bring_in, db):
        outcome = bring_in(xlsx(rows_of(need_row("一"), need_row("二", 涉及人数="多"))))
        assert (outcome.new, outcome.wrong) == (1, 1)
        assert not Need.objects.exists()

    def test_a_row_that_says_something_new_changes_its_need(self, bring_in, cast):
        bring_in(xlsx(rows_of(need_row())))
        outcome = bring_in(xlsx(rows_of(need_row(涉及人数=50))))
        need = Need.objects.get()
        assert (outcome.changed, need.people_affected, need.version) == (1, 50, 2)
        assert [version.history_type for version in need.history.all()] == ["~", "+"]
        assert bring_in(xlsx(rows_of(need_row(涉及人数=50)))).unchanged == 1

    def test_what_was_corrected_in_the_system_is_not_undone_by_the_old_file(self, bring_in, db):
        bring_in(xlsx(rows_of(need_row())))
        Need.objects.update(people_affected=99, title="改过的说法")
        assert bring_in(xlsx(rows_of(need_row()))).unchanged == 1
        assert Need.objects.get().people_affected == 99

    def test_a_need_registered_by_hand_is_recognised(self, bring_in, places):
        row = need_row()
        need = make_need(places.fulong, title=row[1], reported_on="2018-03-12", people_affected=46)
        outcome = bring_in(xlsx(rows_of(row)))
        assert (outcome.new, outcome.changed) == (0, 1)
        need.refresh_from_db()
        assert need.households_affected == 30

    def test_an_adopted_need_is_not_changed_and_its_row_says_so(self, bring_in, db):
        bring_in(xlsx(rows_of(need_row())))
        Need.objects.update(status="adopted")
        assert bring_in(xlsx(rows_of(need_row()))).unchanged == 1
        outcome = bring_in(xlsx(rows_of(need_row(涉及人数=50))))
        (error,) = outcome.errors
        assert (error.column, error.row) == ("B", 2)
        assert Need.objects.get().people_affected == 46

    def test_equal_rows_of_one_file_are_one_and_contradicting_ones_are_wrong(self, bring_in, check):
        content = xlsx(rows_of(need_row(), need_row(), need_row(涉及人数=50)))
        outcome = check(content)
        assert (outcome.new, outcome.unchanged, outcome.wrong) == (1, 1, 1)
        (error,) = outcome.errors
        assert (error.row, error.column) == (4, "B")
        bring_in(content, good_rows_only=True)
        assert Need.objects.count() == 1

    def test_the_same_need_on_another_day_or_in_another_community_is_another(self, bring_in, db):
        rows = [need_row(), need_row(提出日期="2018-03-13"), need_row(社区="白沙村")]
        assert bring_in(xlsx(rows_of(*rows))).new == 3


def test_ten_thousand_rows_with_three_hundred_planted_errors_are_all_found_at_their_cells(
    bring_in, db
):
    rows, planted = ten_thousand()
    outcome = bring_in(xlsx([["居民需求"], *rows]), good_rows_only=True)
    assert {(error.row, error.column) for error in outcome.errors} == planted
    assert len(outcome.errors) == 300
    assert outcome.counts() == {
        "rows": 10_000, "new": 9_700, "changed": 0, "unchanged": 0, "wrong": 300, "skipped": 0,
    }  # fmt: skip
    assert Need.objects.count() == 9_700
    assert Need.history.count() == 9_700


def ten_thousand() -> tuple[list, set[tuple[int, str]]]:
    """10,000 rows under a title and a header, 300 of them wrong at one known cell each."""
    spoilt = [
        ("社区（村）", "A", "350102001001"),
        ("需求（一句话）", "B", ""),
        ("服务领域", "C", "天文"),
        ("涉及人数", "E", "许多"),
        ("提出日期", "I", "2018-02-30"),
        ("涉及户数", "F", 99),
    ]
    communities = [FULONG, "青岐村", "云头岭社区", "白沙镇/白沙村委会"]
    rows, planted = [], set()
    for number in range(10_000):
        changes = {"社区": communities[number % 4], "提出日期": f"2018年{number % 12 + 1}月5日"}
        if number % 33 == 7 and len(planted) < 300:
            header, column, value = spoilt[len(planted) % len(spoilt)]
            changes[header] = value
            planted.add((number + 3, column))
        title = changes.pop("需求（一句话）", f"第 {number} 条需求")
        rows.append(
            need_row(
                title,
                **{key.replace("社区（村）", "社区"): value for key, value in changes.items()},
            )
        )
    return rows_of(*rows), planted

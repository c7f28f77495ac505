"""Bank statements and finance bureaus' lists in the shapes in which they come."""

import io
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from openpyxl import load_workbook

from projects.funding.imports import BankImporter
from projects.funding.models import BankLine
from projects.imports import cells
from projects.imports.importing import looked_at, receive, write
from projects.imports.template import write_template
from tests.funding.bank_world import make_payment
from tests.imports.sheets import comma_separated, xlsx

pytestmark = pytest.mark.django_db

HEADERS = ["交易日期", "支出金额", "收款人", "交易流水号", "拨付编号", "摘要"]


def row(**changes):
    """A right row in the order of HEADERS."""
    said = {
        "交易日期": "2018-05-10",
        "支出金额": "1,200.50",
        "收款人": "闽侯阳光社工中心",
        "交易流水号": "20180510000001",
        "拨付编号": "",
        "摘要": "项目款",
    }
    return list({**said, **changes}.values())


@pytest.fixture
def bring_in(cast):
    def brought(content, user=None, **options):
        sent = receive(content, BankImporter(user or cast.county))
        return write(sent, **{"good_rows_only": False, **options})

    return brought


@pytest.fixture
def check(cast):
    def checked(content):
        return looked_at(receive(content, BankImporter(cast.county)))

    return checked


def lines():
    """(day, amount, payee, number, remark) of each line, in the order of the file."""
    columns = ("day", "amount", "payee", "bank_number", "remark")
    return list(BankLine.objects.order_by("pk").values_list(*columns))


def test_the_statement_of_a_bank_is_read_as_it_was_exported(bring_in, places, cast):
    """Two days, two numbers and three remarks side by side; income, totals and signatures between."""
    heads = [
        "序号", "交易时间", "记账日期", "借方发生额（元）", "贷方发生额（元）", "余额", "对方户名",
        "对方账号", "交易流水号", "凭证号", "摘要", "用途", "附言",
    ]  # fmt: skip
    content = xlsx(
        [
            ["中国××银行账户交易明细"],
            ["户名：闽侯县财政局国库支付中心", "", "账号：3500 0000 0001", "", "币种：人民币"],
            ["起始日期：2018-05-01", "", "终止日期：2018-05-31"],
            [],
            heads,
            ["", "", "", "", "", "90,000.00", "", "", "", "", "承前页", "", ""],
            [1, "2018-05-10 09:31:07", "20180510", "12,000.00", "0.00", "78,000.00", "闽侯阳光社工中心",
             "350001", "SN0001", "0", "转账支取", "项目款", "BF-2018-000009 第一期"],
            [2, "2018-05-11 10:00:00", "20180511", "", "5,000.00", "83,000.00", "福建省财政厅", "35",
             "SN0002", "0", "拨入", "", ""],
            [3, "2018-05-12 16:02:44", "20180514", 66333.33, "-", 16666.67, "闽侯春雨社工中心",
             "350002", "SN0003", "0", "转账支取", "转账支取", ""],
            ["本月合计", "", "", "78,333.33", "5,000.00"],
            ["打印时间：2018-06-01 08:00:00", "", "", "经办人：陈二"],
        ]
    )  # fmt: skip
    outcome = bring_in(content)
    assert outcome.counts() == {
        "rows": 2, "new": 2, "changed": 0, "unchanged": 0, "wrong": 0, "skipped": 4,
    }  # fmt: skip
    assert lines() == [
        (date(2018, 5, 10), Decimal("12000.00"), "闽侯阳光社工中心", "SN0001",
         "转账支取 项目款 BF-2018-000009 第一期"),
        (date(2018, 5, 14), Decimal("66333.33"), "闽侯春雨社工中心", "SN0003", "转账支取"),
    ]  # fmt: skip
    line = BankLine.objects.first()
    assert (line.holder, line.created_by) == (places.own, cast.county)
    assert {"交易时间", "凭证号"} <= set(outcome.ignored)


def test_the_list_of_a_finance_bureau_is_read_in_wan(bring_in):
    content = xlsx(
        [
            ["2018年5月国库集中支付清单"],
            ["填报单位：三元区财政局", "", "", "单位：万元"],
            ["支付日期", "收款单位", "支付金额", "支付令号", "用途"],
            ["2018年5月10日", "闽侯阳光社工中心", 2.08917, "闽财支〔2018〕001", "三社联动"],
            ["2018.5.11", "闽侯春雨社工中心", "３．５", "闽财支〔2018〕002", "三社联动"],
            ["合 计", "", 5.58917, "", ""],
            ["制表人：林一", "", "复核人：陈二"],
        ]
    )
    assert bring_in(content).new == 2
    assert [amount for _day, amount, *_rest in lines()] == [
        Decimal("20891.70"),
        Decimal("35000.00"),
    ]


@pytest.mark.parametrize(
    ("header", "written", "yuan"),
    [
        ("支付金额（万元）", "1.2", "12000.00"),
        ("金额(元)", "1,200.00", "1200.00"),
        ("金额万元", "0.12", "1200.00"),
        ("付款金额", "１，２００．５０", "1200.50"),
        ("拨付金额", "￥1200", "1200.00"),
        ("拨款金额", "1.2万元", "12000.00"),
        ("金额（万元）", "1200元", "1200.00"),
        ("金额", 1200.1, "1200.10"),
        ("交易金额", "人民币1200元整", "1200.00"),
    ],
)
def test_an_amount_is_understood_in_every_unit_and_width(bring_in, header, written, yuan):
    heads = [header if name == "支出金额" else name for name in HEADERS]
    bring_in(xlsx([heads, row(支出金额=written)]))
    assert BankLine.objects.get().amount == Decimal(yuan)


@pytest.mark.parametrize(
    "written",
    [
        "2018-05-10 14:30:00", "20180510143000", "20180510 143000", "2018年05月10日14时03分",
        "2018/5/10 9:05", "2018-05-10T14:30:01", "2018-05-10-14.30.00.123456", "２０１８．５．１０",
        43230, date(2018, 5, 10), "20180510",
    ],
)  # fmt: skip
def test_a_day_is_understood_with_its_time(bring_in, written):
    bring_in(xlsx([HEADERS, row(交易日期=written)]))
    assert BankLine.objects.get().day == date(2018, 5, 10)


@pytest.mark.parametrize("name", ["记账日期", "支付日期", "日期", "入账时间"])
def test_a_day_has_many_names(bring_in, name):
    bring_in(xlsx([[name, *HEADERS[1:]], row()]))
    assert BankLine.objects.count() == 1


@pytest.mark.parametrize("name", ["对方户名", "收款单位", "收款人名称", "收款方户名"])
def test_a_payee_has_many_names(bring_in, name):
    bring_in(xlsx([[name if head == "收款人" else head for head in HEADERS], row()]))
    assert BankLine.objects.get().payee == "闽侯阳光社工中心"


@pytest.mark.parametrize(
    ("way", "counts"),
    [("借", 1), ("支出", 1), ("D", 1), ("往账", 1), ("贷", 0), ("收入", 0), ("C", 0), ("来账", 0)],
)
def test_a_column_that_says_the_way_leaves_income_out(bring_in, way, counts):
    content = xlsx(
        [
            [*HEADERS, "借贷标志"],
            [*row(), way],
            [*row(交易流水号="2"), "借"],
        ]
    )
    outcome = bring_in(content)
    assert (outcome.new, outcome.skipped) == (1 + counts, 1 - counts)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_the_csv_of_a_bank_keeps_its_numbers(bring_in, encoding):
    heads = [*HEADERS[:3], "流水号", *HEADERS[4:]]
    content = comma_separated(
        [["账户明细"], heads, row(交易流水号='="00012345678901234567"'), row(交易流水号="2\t")],
        encoding,
    )
    bring_in(content)
    assert {number for *_rest, number, _remark in lines()} == {"00012345678901234567", "2"}


def test_the_same_file_twice_adds_nothing(bring_in):
    content = xlsx([HEADERS, row(), row(交易流水号="2")])
    assert bring_in(content).new == 2
    again = bring_in(content)
    assert (again.new, again.unchanged) == (0, 2)
    assert BankLine.objects.count() == 2


def test_lines_without_a_number_are_told_apart_by_what_they_say_and_counted(bring_in):
    content = xlsx(
        [HEADERS, row(交易流水号=""), row(交易流水号="无"), row(交易流水号="", 收款人="春雨")]
    )
    assert bring_in(content).new == 3
    assert bring_in(content).new == 0
    assert BankLine.objects.count() == 3
    assert not any(line.shown_number for line in BankLine.objects.all())


def test_the_lines_of_two_places_may_bear_the_same_number(bring_in, cast):
    content = xlsx([HEADERS, row()])
    assert bring_in(content).new == 1
    assert bring_in(content, cast.sibling_county).new == 1
    assert BankLine.objects.visible_to(cast.county).count() == 1


def test_a_line_that_says_something_else_now_is_wrong_and_changes_nothing(bring_in):
    bring_in(xlsx([HEADERS, row()]))
    other = bring_in(xlsx([HEADERS, row(支出金额="5")]))
    assert (other.wrong, other.errors[0].column) == (1, "D")
    assert "不再更改" in other.errors[0].message
    assert bring_in(xlsx([HEADERS, row(摘要="另有附言")])).unchanged == 1
    assert BankLine.objects.get().amount == Decimal("1200.50")


@pytest.mark.parametrize(
    ("header", "value", "column", "words"),
    [
        ("交易日期", "", "A", "请填写"),
        ("交易日期", "5月10日", "A", "年份"),
        ("交易日期", "2999-01-01", "A", "在将来"),
        ("交易日期", "1899-12-30", "A", "2000年"),
        ("支出金额", "", "B", "请填写"),
        ("支出金额", "一千", "B", "例如 1200.50"),
        ("支出金额", "12,00", "B", "例如 1200.50"),
        ("支出金额", "1.005", "B", "两位小数"),
        ("支出金额", "-5", "B", "收入"),
        ("支出金额", "0.00", "B", "大于 0"),
        ("支出金额", True, "B", "例如 1200.50"),
        ("收款人", "长" * 101, "C", "最多 100 字"),
        ("交易流水号", "1.23457E+17", "D", "文本"),
        ("交易流水号", 1.23457e17, "D", "文本"),
        ("拨付编号", "1.2E+17", "E", "文本"),
        ("摘要", "长" * 301, "F", "最多 300 字"),
    ],
)
def test_what_is_wrong_is_said_at_its_cell(check, header, value, column, words):
    outcome = check(xlsx([["标题"], HEADERS, row(), row(**{"交易流水号": "2", header: value})]))
    assert [(error.column, error.row) for error in outcome.errors] == [(column, 4)]
    assert words in outcome.errors[0].message


def test_a_way_that_is_none_is_wrong_at_its_cell(check):
    outcome = check(xlsx([[*HEADERS, "收/支"], [*row(), "转"]]))
    assert [(error.column, error.row) for error in outcome.errors] == [("G", 2)]


def test_all_rows_or_the_good_ones_are_written(bring_in):
    content = xlsx([HEADERS, row(), row(交易流水号="2", 支出金额="x")])
    assert bring_in(content).wrong == 1
    assert not BankLine.objects.exists()
    assert bring_in(content, good_rows_only=True).new == 1
    assert BankLine.objects.count() == 1


@pytest.mark.parametrize("missing", ["交易日期", "支出金额", "收款人"])
def test_a_table_without_one_of_the_three_columns_is_refused(check, missing):
    at = HEADERS.index(missing)
    heads, cells_ = (one[:at] + one[at + 1 :] for one in (HEADERS, row()))
    with pytest.raises(ValidationError) as refusal:
        check(xlsx([heads, cells_]))
    assert missing in refusal.value.messages[0]


def test_only_officials_import(cast):
    for name in ("clerk", "agency", "evaluator", "auditor"):
        with pytest.raises(ValidationError):
            receive(xlsx([HEADERS, row()]), BankImporter(getattr(cast, name)))


def test_what_was_written_is_matched_at_once(bring_in, cast, places, budget, project):
    payment = make_payment(budget, project, cast.county, cast.city, "1200.50")
    outcome = bring_in(xlsx([HEADERS, row(拨付编号=payment.number), row(交易流水号="2")]))
    assert BankLine.objects.get(bank_number="20180510000001").disbursement == payment
    assert "1 条流水与拨付对上" in outcome.followed
    assert "还有 1 条" in outcome.followed


def test_a_check_matches_nothing(check, cast, budget, project):
    payment = make_payment(budget, project, cast.county, cast.city, "1200.50")
    outcome = check(xlsx([HEADERS, row(拨付编号=payment.number)]))
    assert (outcome.new, outcome.followed) == (1, "")
    assert not BankLine.objects.exists()


def test_the_template_is_understood_as_it_is(cast, bring_in):
    written = io.BytesIO()
    write_template(BankImporter, cast.county, written)
    book = load_workbook(io.BytesIO(written.getvalue()))
    page = book["银行流水"]
    heads = [cell.value.strip("*") for cell in page[2]]
    assert heads == HEADERS
    for at, value in enumerate(row(), 1):
        page.cell(4, at, value)
    filled = io.BytesIO()
    book.save(filled)
    assert bring_in(filled.getvalue()).new == 1


def test_the_command_imports_and_matches(tmp_path, cast, capsys):
    path = tmp_path / "流水.xlsx"
    path.write_bytes(xlsx([HEADERS, row()]))
    call_command("import_bank", str(path), user=cast.county.username, dry_run=True)
    assert not BankLine.objects.exists()
    call_command("import_bank", str(path), user=cast.county.username)
    assert BankLine.objects.get().holder == cast.county.place
    assert "new 1" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("written", "yuan"), [(0.1 + 0.2, "0.30"), ("-1,000", "-1000.00"), (" 1 200 元", "1200.00")]
)
def test_an_amount_is_what_excel_shows(written, yuan):
    assert cells.yuan(written) == Decimal(yuan)

"""What a row of services means, which rules it is judged by, and when two rows are one."""

import io
from datetime import date, time
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from projects.delivery.imports import ServicesImporter
from projects.delivery.models import ServiceRecord
from projects.imports import marking
from projects.imports.importing import looked_at, receive, write
from tests.delivery.imports.service_sheets import HEADERS, service_row, services
from tests.factories import make_assignment, make_project, make_service, make_worker
from tests.imports.sheets import comma_separated, rows_of, xlsx

pytestmark = pytest.mark.django_db
WHOLE = "请填写整数，例如 30。"


@pytest.fixture
def row(running):
    """``row(服务人次=…)`` is a right row of the running project."""
    return lambda **changes: service_row(running.number, **changes)


def errors(outcome):
    return [(error.column, error.row, error.message) for error in outcome.errors]


def test_a_sheet_of_an_agency_becomes_records_with_all_their_facts(
    bring_in, cast, running, places, row
):
    headers = (*HEADERS, "开始时间", "结束时间", "协助社工", "目标人群", "志愿者", "志愿时数",
               "服务过程", "服务成效", "跟进", "有效评价", "满意人数", "督导意见", "服务人数")  # fmt: skip
    more = ["14:00", "16:00", "李明", "留守儿童、留守老人", "3名", "6小时",
            "游戏\n分享", "更开朗", "下周家访", "10份", "9", "注意节奏", "11人"]  # fmt: skip
    outcome = bring_in(services(row() + more, headers=headers))
    assert outcome.counts() == {
        "rows": 1, "new": 1, "changed": 0, "unchanged": 0, "wrong": 0, "skipped": 0,
    }  # fmt: skip
    record = ServiceRecord.objects.get()
    assert record.number == f"FW-2018-{record.pk:07d}"
    assert (record.project, record.place, record.county_code) == (
        running, places.fulong, "350121000000",
    )  # fmt: skip
    assert (record.method, record.date, record.field) == ("group", date(2018, 5, 10), running.field)
    assert (record.starts_at, record.ends_at, record.hours) == (time(14), time(16), Decimal("2.0"))
    assert (record.attendances, record.people) == (12, 11)
    assert [worker.name for worker in record.workers] == ["陈静", "李明"]
    assert record.groups == ["left_children", "left_elders"]
    assert (record.volunteers, record.volunteer_hours) == (3, Decimal("6.0"))
    assert (record.process, record.outcome, record.follow_up) == (
        "游戏\n分享",
        "更开朗",
        "下周家访",
    )
    assert (record.rated, record.satisfied, record.supervisor_opinion) == (10, 9, "注意节奏")
    assert (record.created_by, record.version) == (cast.agency, 1)
    history = record.history.get()
    assert (history.history_type, history.history_user, history.attendances) == (
        "+", cast.agency, 12,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("written", "method"),
    [
        ("个案", "case"), ("个案访谈", "case"), ("小组", "group"), ("小组活动", "group"),
        ("个案工作", "case"), ("小组工作", "group"), ("社区工作", "community"),
        ("社区活动", "community"), ("入户探访", "home_visit"), ("探访", "home_visit"),
        ("咨询", "consultation"), ("讲座", "lecture"), ("资源链接", "resource"),
        ("志愿者培训", "training"), ("Home visit", "home_visit"), ("group", "group"),
    ],
)  # fmt: skip
def test_a_method_is_understood_as_agencies_call_it(bring_in, row, written, method):
    bring_in(services(row(服务方式=written)))
    assert ServiceRecord.objects.get().method == method


@pytest.mark.parametrize(
    ("header", "written", "hours"),
    [
        ("服务时长", "2小时", "2.0"), ("服务时长", "90分钟", "1.5"), ("服务时长", 1.5, "1.5"),
        ("服务时长（分钟）", 90, "1.5"), ("服务小时数", "１．５", "1.5"), ("时长", "1小时30分", "1.5"),
    ],
)  # fmt: skip
def test_a_length_is_understood_with_its_unit(bring_in, row, header, written, hours):
    headers = tuple(header if name == "服务时长" else name for name in HEADERS)
    bring_in(services(row(服务时长=written), headers=headers))
    assert ServiceRecord.objects.get().hours == Decimal(hours)


@pytest.mark.parametrize(
    "site", ["350121001001", "福龙", "甘蔗街道/福龙社区", "福龙社区居委会", "福龙社区老年活动中心"]
)
def test_a_site_is_found_by_code_name_path_and_within_the_name_of_a_house(
    bring_in, places, row, site
):
    bring_in(services(row(服务地点=site)))
    assert ServiceRecord.objects.get().place == places.fulong


def test_texts_with_signs_that_a_database_reads_otherwise_stay_as_they_were_typed(bring_in, row):
    odd = (r"\N", "C:\\temp\\new", "前\t后", "一\r\n二", r"\\.", "引号\"'", "%s {} 完")
    rows = [
        [*row(服务日期=f"2018-05-{day:02d}"), text, text] for day, text in enumerate(odd, start=1)
    ]
    bring_in(comma_separated([[*HEADERS, "服务过程", "服务成效"], *rows]))
    told = ServiceRecord.objects.order_by("date").values_list("process", "outcome")
    kept = [text.replace("\r\n", "\n") for text in odd]
    assert list(told) == [(text, text) for text in kept]


def test_the_sheet_names_its_project_above_the_table_in_one_cell_or_two(bring_in, running, row):
    table = [row[1:] for row in rows_of(row(), row(服务日期="2018-05-11"), headers=HEADERS)]
    for above in (
        [["2018年服务台账"], [f"项目编号：{running.number}"]],
        [["项目编号", running.number, "机构", "某机构"]],
        [[f"{running.name}服务记录表"]],
        [[f"项目名称：{running.name}"]],
    ):
        outcome = bring_in(xlsx([*above, *table, ["合计", "", "", "", 24]]))
        assert (outcome.wrong, outcome.skipped, outcome.rows) == (0, 1, 2), above
    assert ServiceRecord.objects.count() == 2


def test_the_wrong_rows_alone_still_stand_below_the_name_of_their_project(
    check, cast, plan, running, places, agency, row
):
    make_project(places.own, agency=agency, plan=plan, sites=(places.fulong,), status="running")
    table = [row[1:] for row in rows_of(row(), row(服务人次="许多"), headers=HEADERS)]
    sent = receive(xlsx([[f"项目编号：{running.number}"], *table]), ServicesImporter(cast.agency))
    outcome, wrong = looked_at(sent), io.BytesIO()
    assert errors(outcome) == [("E", 4, WHOLE)]
    marking.wrong_rows(sent.book, sent.tops, outcome.errors, wrong)
    assert errors(check(wrong.getvalue())) == [("E", 3, WHOLE)]


@pytest.mark.parametrize(
    ("changes", "column", "words"),
    [
        ({"项目编号": "350999-2018-0001"}, "A", "不是"),
        ({"服务日期": "2018-03-01"}, "B", "2018-04-01"),
        ({"服务日期": "2999-01-01"}, "B", "将来"),
        ({"服务日期": "昨天"}, "B", "2018-03-05"),
        ({"服务方式": "跳舞"}, "C", "可选"),
        ({"服务地点": "中山社区"}, "D", "福龙社区"),
        ({"服务地点": ""}, "D", "填写"),
        ({"服务时长": "很久"}, "E", "时长"),
        ({"服务时长": ""}, "E", "填写"),
        ({"服务人次": "许多"}, "F", "整数"),
        ({"服务人次": 0}, "F", "1"),
        ({"主责社工": "王二"}, "G", "王二"),
        ({"主责社工": ""}, "G", "填写"),
    ],
)
def test_what_the_form_refuses_is_wrong_at_its_cell(check, row, changes, column, words):
    outcome = check(services(row(), row(服务日期="2018-05-12"), row(**changes)))
    assert [(error.column, error.row) for error in outcome.errors] == [(column, 4)]
    assert words in outcome.errors[0].message


def test_all_wrong_cells_of_a_row_are_told_at_once(check, row):
    outcome = check(
        services(row(服务方式="跳舞", 服务地点="火星村", 主责社工="王二", 服务人次="许多"))
    )
    assert [error.column for error in outcome.errors] == ["C", "D", "F", "G"]


def test_wrong_hours_beside_a_beginning_are_one_mistake(check, row):
    content = services([*row(服务时长="很久"), "9:00"], headers=(*HEADERS, "开始时间"))
    assert [error.column for error in check(content).errors] == ["E"]


def test_times_that_are_turned_around_are_one_mistake_where_no_column_says_the_hours(check, row):
    heads = ["开始时间" if name == "服务时长" else name for name in HEADERS]
    outcome = check(services(row(服务时长="10:00"), headers=(*heads, "结束时间")))
    assert [error.column for error in outcome.errors] == ["A"]  # no end, and no hours either
    turned = check(services([*row(服务时长="10:00"), "9:00"], headers=(*heads, "结束时间")))
    assert [error.column for error in turned.errors] == ["I"]


def test_what_has_no_column_is_told_by_its_header_in_the_first_cell(
    check, cast, row, plan, places, agency
):
    make_project(places.own, agency=agency, plan=plan, sites=(places.fulong,), status="running")
    without = [one[1:] for one in rows_of(row(), headers=HEADERS)]
    (error,) = check(xlsx(without)).errors
    assert (error.column, error.row) == ("A", 2)
    assert error.message.startswith("项目编号：")


def test_two_workers_of_one_name_are_told_apart_by_their_mobile(
    check, bring_in, running, agency, places, row
):
    second = make_worker(places.own, agency, name="陈静", phone="13850005678")
    make_assignment(running, second, role="worker")
    assert "5678" in check(services(row())).errors[0].message
    bring_in(services(row(主责社工="陈静5678")))
    assert ServiceRecord.objects.get().lead == second


def test_of_several_names_in_one_cell_the_first_is_in_charge(bring_in, row):
    bring_in(services(row(主责社工="李 明、陈静")))
    assert [worker.name for worker in ServiceRecord.objects.get().workers] == ["李明", "陈静"]


def test_the_same_file_twice_adds_nothing_and_a_corrected_cell_changes_its_record(bring_in, row):
    bring_in(services(row(), row(服务日期="2018-05-11")))
    again = bring_in(services(row(), row(服务日期="2018-05-11")))
    assert (again.new, again.changed, again.unchanged) == (0, 0, 2)
    changed = bring_in(services(row(服务人次=15), row(服务日期="2018-05-11")))
    assert (changed.new, changed.changed, changed.unchanged) == (0, 1, 1)
    record = ServiceRecord.objects.get(date=date(2018, 5, 10))
    assert (record.attendances, record.version, record.history.count()) == (15, 2, 2)


def test_two_services_of_one_day_stay_two_with_and_without_a_time(bring_in, row):
    two = [row(备注="上午"), row(备注="下午", 服务人次=9)]
    assert bring_in(services(*two)).new == 2
    assert bring_in(services(*reversed(two))).unchanged == 2
    assert bring_in(services(*two, row(备注="晚上"))).new == 1
    timed = [[*row(), start] for start in ("9:00", "14:00")]
    assert bring_in(services(*timed, headers=(*HEADERS, "开始时间"))).new == 2
    assert ServiceRecord.objects.count() == 5


def test_wrong_rows_that_were_corrected_and_sent_alone_write_over_no_service_of_their_day(
    bring_in, cast, row
):
    rows = [row(备注="甲户"), row(备注="乙户", 服务人次="许多")]
    sent, given_back = receive(services(*rows), ServicesImporter(cast.agency)), io.BytesIO()
    outcome = write(sent, good_rows_only=True)
    marking.wrong_rows(sent.book, sent.tops, outcome.errors, given_back)
    book, corrected = load_workbook(given_back), io.BytesIO()
    book.active["F2"] = 9
    book.save(corrected)
    assert bring_in(corrected.getvalue()).new == 1
    assert bring_in(corrected.getvalue()).unchanged == 1
    kept = ServiceRecord.objects.order_by("pk").values_list("note", "attendances")
    assert list(kept) == [("甲户", 12), ("乙户", 9)]


def test_a_file_of_fewer_services_of_a_day_writes_over_none_of_them(bring_in, row):
    bring_in(services(row(备注="上午"), row(备注="下午")))
    assert bring_in(services(row(备注="晚上"))).new == 1
    assert sorted(ServiceRecord.objects.values_list("note", flat=True)) == ["上午", "下午", "晚上"]
    two = bring_in(services(row(备注="上午"), row(备注="午后"), row(备注="晚上")))
    assert (two.changed, two.unchanged, ServiceRecord.objects.count()) == (1, 2, 3)


def test_a_service_logged_by_hand_is_not_added_again(bring_in, running, row):
    lead = running.assignments.get(role="lead").worker
    make_service(running, lead, attendances=12, hours=Decimal("2.0"))
    outcome = bring_in(services(row()))
    assert (outcome.new, ServiceRecord.objects.count()) == (0, 1)
    assert bring_in(services(row())).unchanged == 1


def test_a_csv_file_in_gb18030_is_read_as_well(bring_in, row):
    assert bring_in(comma_separated(rows_of(row(), headers=HEADERS), "gb18030")).new == 1


def test_nobody_imports_into_the_project_of_another_agency(check, cast, row):
    outcome = check(services(row()), user=cast.other_agency)
    assert [error.column for error in outcome.errors] == ["A"]

"""Cells as people fill them in, one table of examples for each thing a cell may be."""

from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from projects.imports import cells, cells_names, cells_time

LENGTHS = {
    "2": ["2小时", "2 小时", "２小时", "2个小时", "两小时", "两个小时", "2h", "2H", "2 hours", "2.0",
     "120分钟",
          "120min", "2:00", "02:00", "2：00", "2:00:00", 2, 2.0, time(2, 0), timedelta(hours=2), "2钟头",
          "\u00a02小时\u3000", "2\u200b小时", "约2小时"],
    "1.5": ["1.5h", "1.5小时", "１．５小时", "90分钟", "90分", "1小时30分", "1小时30分钟", "1小时半",
     "1个半小时",
            "一个半小时", "1:30", "1：30", "1h30m", "1h30", "1.5", 1.5, time(1, 30), timedelta(minutes=90)],
    "0.5": ["半小时", "半个小时", "30分钟", "30 min", "0.5", "0.5小时", "0:30",
     time(0, 30)],
    "0.3": ["20分钟", "0:20"],
    "1.8": ["1小时45分", "105分钟"],
    "10.0": ["十小时", "10小时", 10, "600分钟"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("written", "length"), [(text, length) for length, texts in LENGTHS.items() for text in texts]
)
def test_a_length_is_understood_in_hours_to_a_tenth(written, length):
    assert cells_time.hours()(written) == Decimal(length)


def test_a_bare_number_counts_in_the_unit_of_its_header():
    parse = cells_time.hours()
    assert (parse(90, "分钟"), parse("90", "分钟"), parse("2小时", "分钟")) == (
        Decimal("1.5"), Decimal("1.5"), Decimal(2),
    )  # fmt: skip


@pytest.mark.parametrize(
    "written",
    ["很久", "2天", "-2", "0", "0分钟", 25, "90", "25:00", "1:75", True, "小时", "半", "1小时2小时",
     date(2018, 3, 5), datetime(2018, 3, 5, tzinfo=UTC), "9" * 400 + "小时", timedelta(0), 1e300],
)  # fmt: skip
def test_what_is_no_length_of_a_day_is_refused(written):
    with pytest.raises(ValidationError):
        cells_time.hours()(written)


def test_volunteers_may_give_more_hours_than_a_day_has_also_in_a_cell_of_time():
    parse = cells_time.hours(most=1000)
    assert parse("36小时") == 36
    assert parse(datetime(1900, 1, 1, 12, 0)) == 36  # noqa: DTZ001, as the reader gives 36:00
    assert parse(timedelta(hours=36)) == 36


CLOCKS = {
    time(14, 30): ["14:30", "14：30", "１４：３０", "14:30:00", "14点30分", "14点30", "14时30分",
     "14点半", "下午2点半",
                   "下午2:30", "下午 2：30", "下午14:30", "2:30PM", "2:30 pm", "PM2:30", "14.30", "1430",
                   0.604166666666667,
                   "0.604166666666667", 43164.6041666667, time(14, 30), timedelta(hours=14.5),
                   datetime(2018, 3, 5, 14, 29, 59, 942000, tzinfo=UTC), "2018-03-05 14:30",
                   "2018年3月5日下午2点半",
                   "2018年3月5日 星期一 14:30", "14:30（左右）"],
    time(8, 0): ["8:00", "08:00", "0800", "8点", "8点整", "8时", "早上8点", "上午8点钟", "8:00AM"],
    time(12, 0): ["中午12点", "12:00", "12:00pm", "上午12点", 0.5],
    time(13, 0): ["中午1点", "下午1点", "13点"],
    time(0, 0): ["0:00", "00:00", "凌晨12点", "12:00am", time(0, 0)],
    time(9, 15): ["9点一刻", "9:15"],
    time(9, 5): ["9点5分", "9点05"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("written", "clock"), [(text, clock) for clock, texts in CLOCKS.items() for text in texts]
)
def test_a_time_of_the_day_is_understood_to_the_minute(written, clock):
    assert cells_time.clock(written) == clock


@pytest.mark.parametrize(
    "written",
    ["24:00", "25:00", "14:75", "下午", "晚上12点", "14", 14, 14.5, True, date(2018, 3, 5), "14:30-16:00",
     "2.5小时",
     "点半", "-1:00", timedelta(hours=30), 1e300, "9999", ""],
)  # fmt: skip
def test_what_is_no_time_of_the_day_is_refused(written):
    with pytest.raises(ValidationError):
        cells_time.clock(written)


@pytest.mark.parametrize(
    "written",
    ["14:30-16:00", "14：30-16：00", "14：30—16：00", "14:30～16:00", "14:30~16:00", "14:30至16:00",
     "14:30 到 16:00",
     "下午2点半-4点", "下午2:30至下午4:00", "14点30分－16点", "14:30--16:00", "2:30PM-4:00PM", "1430-1600",
     "2018.3.5 14:30-16:00", "14:30-16:00（1.5小时）"],
)  # fmt: skip
def test_beginning_and_end_stand_in_one_cell(written):
    assert cells_time.times(written) == (time(14, 30), time(16, 0))
    assert cells_time.shown_times(cells_time.times(written)) == "14:30-16:00"


def test_a_beginning_may_stand_alone_where_an_end_may_stand():
    for written in ("上午9点", time(9, 0), 0.375):
        assert cells_time.times(written) == (time(9, 0), None)


@pytest.mark.parametrize("written", ["16:00-14:30", "14:30-", "9:00-10:00-11:00", "上午-下午", ""])
def test_an_end_before_its_beginning_and_half_a_span_are_refused(written):
    with pytest.raises(ValidationError):
        cells_time.times(written)


PEOPLE = {
    ("王芳", "李明"): ["王芳、李明", "王芳，李明", "王芳,李明", "王芳 李明", "王芳\u3000李明",
     "王芳/李明", "王芳／李明", "王芳;李明",
                     "王芳；李明", "王芳\n李明", "王  芳、李  明", "王 芳 李 明", " 王芳 、 李明 ",
                     "王芳（主责）、李明（协助）", "王芳、李明、王芳",
                     "王芳\u00a0李明", "王芳 和 李明", "王芳、李明。", "王芳、、李明、"],
    ("欧阳小华", "王芳"): ["欧阳小华 王 芳", "欧阳小华、王芳"],
    ("John Smith", "李明"): ["John Smith、李明", "Ｊｏｈｎ Ｓｍｉｔｈ，李明"],
    ("阿依古丽·买买提",): ["阿依古丽·买买提"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("written", "people"), [(text, people) for people, texts in PEOPLE.items() for text in texts]
)
def test_names_are_told_apart_by_whatever_stands_between_them(written, people):
    assert cells_names.names()(written) == list(people)


@pytest.mark.parametrize("written", ["、", "王" * 51, "、".join(f"王{n}" for n in range(101))])
def test_no_name_a_name_without_end_and_too_many_are_refused(written):
    with pytest.raises(ValidationError):
        cells_names.names()(written)


DAYS = [
    "2018年3月5日", "2018年3月5号", "2018年03月05日", "2018.3.5", "2018/3/5", "2018-3-5",
    "２０１８年３月５日", "18.3.5", "18/3/5",
    "18年3月5日", "20180305", 20180305, 43164, "43164", 43164.5, date(2018, 3, 5), datetime(2018, 3, 5,
    14, 30, tzinfo=UTC),
    "2018年3月5日（周一）", "2018-03-05 星期一", "2018年3月5日上午", "2018.3.5 14:30-16:00",
    "2018年3月5日下午2点半", "2018-03-05-14.30.00",
    "2018-03-05T14:30:00", "20180305143000", "\u00a02018年\u00a03月5日\u3000", "2018\u200b.3.5",
]  # fmt: skip


@pytest.mark.parametrize("written", DAYS)
def test_a_day_is_understood_with_what_stands_behind_it(written):
    assert cells.past_day(written) == date(2018, 3, 5)


@pytest.mark.parametrize(
    "written", ["3月5日", "3月5号", "3/5", "3-5", "03月05日", "3月5日上午", "3月5日 14:30"]
)
def test_a_day_without_its_year_is_refused_with_a_word_about_the_year(written):
    with pytest.raises(ValidationError, match="年份"):
        cells.past_day(written)


@pytest.mark.parametrize(
    "written",
    ["2018.3.5-3.7", "2018.3.5-2018.3.7", "2018.3.5 3.7", "2018-02-30", "2018.13.1", "3.5", 3.5, True,
     "三月五日", "5",
     time(14, 30), timedelta(1), "2018年3月", "2018.3.5、3.6", "9" * 400, "2999-01-01"],
)  # fmt: skip
def test_two_days_half_a_day_and_no_day_are_refused(written):
    with pytest.raises(ValidationError):
        cells.past_day(written)


@pytest.mark.parametrize(
    ("written", "number"),
    [("98.5%", "98.5"), ("９８．５％", "98.5"), (98.5, "98.5"), (98, "98"), (0.1 + 0.2, "0.3"), ("1,200",
     "1200")],
)  # fmt: skip
def test_a_number_with_decimals_is_understood_with_its_unit(written, number):
    assert cells.number(units=["%"], example="98.5")(written) == Decimal(number)


@pytest.mark.parametrize("written", ["98.55", "很多", True, "-1", "9" * 30, "98.5元"])
def test_what_is_no_such_number_is_refused(written):
    with pytest.raises(ValidationError):
        cells.number(units=["%"], example="98.5")(written)


raw = st.one_of(
    st.text(max_size=40),
    st.text(alphabet="0123456789:：.-年月日点时半分小上下午至、 　", max_size=20),
    st.floats(),
    st.integers(),
    st.booleans(),
    st.datetimes(),
    st.dates(),
    st.times(),
    st.timedeltas(),
)


@given(value=raw)
def test_no_cell_whatever_it_holds_breaks_a_parser(value):
    parsers = [
        cells_time.hours(), cells_time.clock, cells_time.times, cells_names.names(), cells.past_day,
        cells.number(units=["%"], example="1"), cells.whole(units=["人"], example="1"), cells.yuan,
         cells.text(9),
    ]  # fmt: skip
    for parse in parsers:
        with suppress(ValidationError):
            parse(value)

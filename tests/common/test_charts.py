"""The geometry of charts: what is drawn is in proportion, and the table has what was drawn."""

from datetime import date
from decimal import Decimal as D

from projects.common.charts import months_between, over_months, stacked

JANUARY, FEBRUARY, MARCH = (date(2018, month, 1) for month in (1, 2, 3))


def test_the_longest_bar_fills_the_width_and_pieces_lie_end_to_end():
    chart = stacked(
        [
            ("下达", [("province", "省", D(60)), ("city", "市", D(40))]),
            ("拨付", [("city", "市", D(25))]),
        ]
    )
    first, second = chart.bars
    assert [(piece.x, piece.width) for piece in first.pieces] == [(0, 60), (60, 40)]
    assert [(piece.x, piece.width) for piece in second.pieces] == [(0, 25)]
    assert (first.amount, second.amount) == (100, 25)
    assert second.bar_y > first.bar_y + first.HEIGHT


def test_a_piece_of_nothing_is_not_drawn_and_not_in_the_legend():
    chart = stacked([("下达", [("province", "省", D(0)), ("city", "市", D(1))])])
    assert [piece.key for piece in chart.bars[0].pieces] == ["city"]
    assert chart.legend == [("city", "市")]


def test_bars_of_nothing_have_no_length():
    chart = stacked([("下达", [("city", "市", D(0))])])
    assert (chart.bars[0].pieces, chart.bars[0].amount) == ([], 0)


def test_lines_are_running_totals_and_stop_at_their_last_month():
    paid = {JANUARY: D(10), MARCH: D("2.50")}
    chart = over_months(
        [("planned", "计划", {FEBRUARY: D(30)}, None), ("paid", "拨付", paid, FEBRUARY)],
        [JANUARY, FEBRUARY, MARCH],
    )
    assert chart.rows == [
        (JANUARY, [D(0), D(10)]),
        (FEBRUARY, [D(30), D(10)]),
        (MARCH, [D(30), None]),
    ]
    assert [len(line.dots) for line in chart.lines] == [3, 2]


def test_no_line_leaves_the_drawing():
    for highest in ("0.01", "1", "7.19", "28.76", "99", "100", "101", "287600.00", "20890000"):
        chart = over_months([("paid", "拨付", {JANUARY: D(highest)}, None)], [JANUARY])
        assert all(0 <= y <= 100 for _x, y in chart.lines[0].dots), highest
        assert 2 <= len(chart.up) <= 5, highest
        assert chart.up[-1].at == 0


def test_months_run_over_the_turn_of_the_year():
    found = months_between(date(2018, 11, 30), date(2019, 2, 1))
    assert [month.month for month in found] == [11, 12, 1, 2]


def test_years_of_months_are_labelled_sparsely():
    months = months_between(date(2018, 1, 1), date(2020, 12, 1))
    chart = over_months([("paid", "拨付", {JANUARY: D(1)}, None)], months)
    assert len(chart.months) == 36
    assert len(chart.across) <= 9

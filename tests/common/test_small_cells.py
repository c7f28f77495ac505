"""Withholding small cells: nobody is told apart, and no cell can be worked out from the others."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from projects.common.small_cells import small_cells, small_parts


def with_totals(parts):
    """The table with its row of totals and its column of totals."""
    rows = [[*row, sum(row)] for row in parts]
    return [*rows, [sum(column) for column in zip(*rows, strict=True)]]


def solutions(parts, shown, most):
    """Every table of people that fits what is shown; whoever reads it knows that a gap is not 0."""
    height, width = len(parts), len(parts[0])
    cells = list(product(range(height), range(width)))
    gaps = [cell for cell in cells if shown[cell[0]][cell[1]] is None]
    for values in product(range(1, most + 1), repeat=len(gaps)):
        filled = dict(zip(gaps, values, strict=True))
        table = with_totals(
            [[filled.get((r, c), parts[r][c]) for c in range(width)] for r in range(height)]
        )
        if all(
            (said is None and found > 0) or said == found
            for row, reading in zip(table, shown, strict=True)
            for found, said in zip(row, reading, strict=True)
        ):
            yield table


@given(st.lists(st.lists(st.integers(0, 4), min_size=2, max_size=2), min_size=2, max_size=3))
@hypothesis_settings(max_examples=60)
def test_no_small_cell_is_shown_and_none_can_be_worked_out(parts):
    table = with_totals(parts)
    shown = small_cells(table)
    found = list(solutions(parts, shown, most=5))
    for r, row in enumerate(table):
        for c, value in enumerate(row):
            if 0 < value < 3:
                assert shown[r][c] is None
                assert len({other[r][c] for other in found}) > 1, (table, shown, r, c)
            else:
                assert shown[r][c] in (None, value)


@given(st.lists(st.integers(0, 6), min_size=1, max_size=4))
@hypothesis_settings(max_examples=60)
def test_no_small_part_can_be_worked_out_from_the_total(parts):
    table = [*parts, sum(parts)]
    shown = small_parts(parts, sum(parts))
    gaps = [i for i, said in enumerate(shown[:-1]) if said is None]
    found = []
    for values in product(range(1, 9), repeat=len(gaps)):
        filled = dict(zip(gaps, values, strict=True))
        other = [filled.get(i, value) for i, value in enumerate(parts)]
        total = sum(other)
        if shown[-1] == total or (shown[-1] is None and total > 0):
            found.append([*other, total])
    for i, value in enumerate(table):
        if 0 < value < 3:
            assert shown[i] is None
            assert len({other[i] for other in found}) > 1, (table, shown, i)


@given(
    st.lists(st.lists(st.integers(0, 9), min_size=2, max_size=3), min_size=2, max_size=3).filter(
        lambda parts: len({len(row) for row in parts}) == 1
    ),
    st.sets(st.tuples(st.integers(0, 3), st.integers(0, 3))),
)
def test_what_another_table_withholds_is_withheld_here_and_not_alone(parts, elsewhere):
    table = with_totals(parts)
    here = {(r, c) for r, row in enumerate(table) for c, value in enumerate(row) if value}
    shown = small_cells(table, hidden=elsewhere & here)
    assert all(shown[r][c] is None for r, c in elsewhere & here)
    for line in (*shown, *zip(*shown, strict=True)):
        assert line.count(None) != 1


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([10, 20, 0], [10, 20, 0]),
        ([1, 20, 30], [None, None, 30]),
        ([1, 1, 30], [None, None, None]),
        ([2, 1, 30], [None, None, 30]),
    ],
)
def test_the_smallest_other_part_is_withheld_with_it_and_zeros_are_shown(parts, expected):
    assert small_parts(parts, sum(parts))[:-1] == expected
    assert small_parts(parts, sum(parts))[-1] == sum(parts)


def test_a_cell_that_only_the_whole_table_gives_away_is_withheld_too():
    """Two blocks of gaps joined by one cell: each line has two gaps, and the joint is still known."""
    parts = [
        [9, 9, 40, 40, 40],
        [9, 9, 1, 40, 40],
        [40, 40, 9, 9, 40],
        [40, 40, 9, 9, 40],
    ]
    shown = small_cells(with_totals(parts))
    assert shown[1][2] is None
    assert sum(said is None for row in shown for said in row) == 4


def test_a_table_of_a_province_takes_no_time():
    parts = [[(7 * r + 3 * c) % 11 for c in range(8)] for r in range(85)]
    shown = small_cells(with_totals(parts))
    assert all(said is None or said == 0 or said >= 3 for row in shown for said in row)

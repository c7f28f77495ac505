"""Average and spread: against numbers worked out by hand, and against what must always hold."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.evaluation.actions.evaluations import band_of
from projects.evaluation.models import ScoreSheet
from projects.evaluation.results import result_of, rounded, share

D = Decimal
totals = st.lists(
    st.decimals(min_value=0, max_value=100, places=1, allow_nan=False, allow_infinity=False),
    min_size=1,
    max_size=12,
)


@pytest.mark.parametrize(
    ("given_totals", "average", "spread"),
    [
        # 80, 85, 93: mean 86; squares 36 + 1 + 49 = 86; 86 / 3 = 28.666…; root 5.354126…
        (["80", "85", "93"], "86.00", "5.35"),
        # 70, 71: mean 70.5; squares 0.25 + 0.25; variance 0.25; root 0.5
        (["70", "71"], "70.50", "0.50"),
        # one evaluator has no spread
        (["88.8"], "88.80", "0.00"),
        # 59.9 + 60.0 + 60.1 + 59.9 = 239.9; / 4 = 59.975, half up 59.98
        (["59.9", "60", "60.1", "59.9"], "59.98", "0.08"),
        # 0 and 100 lie as far apart as can be
        (["0", "100"], "50.00", "50.00"),
        # thirds: 200.1 / 3 = 66.7; 66.6, 66.7, 66.8: variance 0.02 / 3; root 0.08164…
        (["66.6", "66.7", "66.8"], "66.70", "0.08"),
    ],
)
def test_average_and_spread_are_those_worked_out_by_hand(given_totals, average, spread):
    result = result_of([D(total) for total in given_totals])
    assert (result.average, result.spread) == (D(average), D(spread))
    assert result.lowest == min(map(D, given_totals))
    assert result.highest == max(map(D, given_totals))


@pytest.mark.parametrize(
    ("value", "text"),
    [("89.995", "90.00"), ("89.994", "89.99"), ("0.005", "0.01"), ("100", "100.00"), ("0", "0.00")],
)
def test_rounding_is_half_up_to_two_places(value, text):
    assert rounded(Fraction(value)) == D(text)


@given(totals)
def test_the_average_is_exact_and_lies_between_lowest_and_highest(values):
    result = result_of(values)
    assert result.lowest <= result.average <= result.highest
    exact = sum(map(Fraction, values), Fraction(0)) / len(values)
    assert abs(Fraction(result.average) - exact) <= Fraction(1, 200)


@given(totals)
def test_the_spread_is_the_root_of_the_mean_square_to_half_a_hundredth(values):
    result = result_of(values)
    mean = sum(map(Fraction, values), Fraction(0)) / len(values)
    variance = sum(((Fraction(x) - mean) ** 2 for x in values), Fraction(0)) / len(values)
    below = max(Fraction(result.spread) - Fraction(1, 200), Fraction(0))
    above = Fraction(result.spread) + Fraction(1, 200)
    assert below**2 <= variance <= above**2
    assert result.spread <= (result.highest - result.lowest) / 2 + D("0.01")


@given(totals, st.randoms())
def test_the_order_of_the_evaluators_does_not_matter(values, random):
    mixed = list(values)
    random.shuffle(mixed)
    assert result_of(mixed) == result_of(values)


@pytest.mark.parametrize(
    ("average", "band"),
    [
        ("100", "excellent"),
        ("90.00", "excellent"),
        ("89.99", "good"),
        ("80.00", "good"),
        ("79.99", "pass"),
        ("60.00", "pass"),
        ("59.99", "fail"),
        ("0", "fail"),
    ],
)
def test_the_bands_begin_at_90_80_and_60(average, band):
    assert band_of(ScoreSheet(), D(average)) == band


def test_a_sheet_may_set_its_own_bands():
    strict = ScoreSheet(excellent_from=95, good_from=85, pass_from=70)
    bands = [band_of(strict, D(points)) for points in ("94.99", "84.99", "69.99")]
    assert bands == ["good", "pass", "fail"]


def test_a_share_is_per_cent_half_up_and_nothing_of_nothing_is_zero():
    assert share(45, 48) == D("93.75")
    assert share(2, 3) == D("66.67")
    assert share(1, 800) == D("0.13")
    assert share(0, 0) == D("0.00")

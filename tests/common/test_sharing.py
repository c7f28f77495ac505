"""Parts that add up to the whole, to the fen."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from projects.common.sharing import in_proportion

fen = st.integers(0, 10**9).map(lambda number: Decimal(number) / 100)


@given(st.lists(fen, min_size=1, max_size=8).filter(any), st.data())
def test_parts_add_up_and_none_is_larger_than_what_it_is_taken_from(weights, data):
    amount = data.draw(st.integers(0, int(sum(weights) * 100))) * Decimal("0.01")
    parts = in_proportion(amount, weights)
    assert sum(parts) == amount
    assert all(0 <= part <= weight for part, weight in zip(parts, weights, strict=True))


def test_the_last_fen_goes_to_the_largest_remainder():
    assert in_proportion(Decimal("0.02"), [Decimal(1), Decimal(1), Decimal(1)]) == [
        Decimal("0.01"),
        Decimal("0.01"),
        Decimal("0.00"),
    ]

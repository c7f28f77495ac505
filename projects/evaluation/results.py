"""The arithmetic of evaluations: exact, with rounding half up to two places at the very end."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from typing import NamedTuple

PLACES = Decimal("0.01")


class Result(NamedTuple):
    """What a panel's totals come to, in points of 100."""

    average: Decimal
    spread: Decimal
    lowest: Decimal
    highest: Decimal


def rounded(value: Fraction) -> Decimal:
    """``value``, not below 0, to two places, half up: 89.995 is 90.00."""
    hundredths, rest = divmod(value.numerator * 100, value.denominator)
    if rest * 2 >= value.denominator:
        hundredths += 1
    return Decimal(hundredths).scaleb(-2)


def result_of(totals: Sequence[Decimal]) -> Result:
    """The result of a panel's ``totals`` (at least one).

    average = Σx ÷ n. spread = √(Σ(x − average)² ÷ n), the population standard deviation, because
    the panel is everybody who scored and no sample; it is taken from the unrounded average.
    """
    exact = [Fraction(total) for total in totals]
    mean = sum(exact, Fraction(0)) / len(exact)
    variance = sum(((x - mean) ** 2 for x in exact), Fraction(0)) / len(exact)
    return Result(rounded(mean), _root(variance), min(totals), max(totals))


def _root(variance: Fraction) -> Decimal:
    with localcontext(prec=50):
        root = (Decimal(variance.numerator) / Decimal(variance.denominator)).sqrt()
        return root.quantize(PLACES, ROUND_HALF_UP)


def share(part: int, whole: int) -> Decimal:
    """``part`` ÷ ``whole`` × 100 in per cent; 0.00 of nothing."""
    return rounded(Fraction(part * 100, whole)) if whole else Decimal("0.00")

"""Figures that are divided once, exactly, and rounded once."""

from decimal import Decimal
from fractions import Fraction
from typing import Any


def divided(part: Any, whole: Any, places: int) -> float | None:
    """``part`` ÷ ``whole``, half up to ``places`` decimals; None of nothing."""
    if not whole:
        return None
    exact = Fraction(part) / Fraction(whole) * 10**places
    units = int((2 * exact + 1) // 2)
    return float(Decimal(units).scaleb(-places))


def rate(part: Any, whole: Any) -> float | None:
    """``part`` of ``whole`` in per cent with two decimals; None of nothing."""
    return divided(part * 100, whole, 2)

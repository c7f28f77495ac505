"""Splitting a whole into parts that add up to it exactly."""

from collections.abc import Sequence
from decimal import Decimal

from projects.common.money import FEN


def largest_remainder(total: int, weights: Sequence[int]) -> list[int]:
    """``total`` split in proportion to ``weights``: whole parts whose sum is ``total`` exactly.

    Each part is rounded down; what is left goes, one by one, to the largest remainders
    (the earlier part first where they are equal).
    """
    whole = sum(weights)
    parts = [total * weight // whole for weight in weights]
    left = total - sum(parts)
    by_remainder = sorted(
        range(len(weights)), key=lambda index: (-(total * weights[index] % whole), index)
    )
    for index in by_remainder[:left]:
        parts[index] += 1
    return parts


def in_proportion(amount: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """``amount`` yuan split in proportion to ``weights`` (yuan), whole fen, adding up exactly.

    Where the weights make up ``amount`` or more, no part is larger than its weight. At least one
    weight must be above 0.
    """
    parts = largest_remainder(int(amount / FEN), [int(weight / FEN) for weight in weights])
    return [part * FEN for part in parts]

"""Splitting a whole into parts that add up to it exactly."""

from collections.abc import Sequence


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


def share_with_minimum(total: int, weights: Sequence[int], minimum: int) -> list[int]:
    """As ``largest_remainder``, but nobody gets less than ``minimum``."""
    spare = total - minimum * len(weights)
    if spare < 0:
        raise ValueError(f"{total} is not enough for {len(weights)} times {minimum}")
    return [minimum + part for part in largest_remainder(spare, weights)]

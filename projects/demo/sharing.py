"""Splitting a whole into parts of which none is too small."""

from collections.abc import Sequence

from projects.common.sharing import largest_remainder


def share_with_minimum(total: int, weights: Sequence[int], minimum: int) -> list[int]:
    """As ``largest_remainder``, but nobody gets less than ``minimum``."""
    spare = total - minimum * len(weights)
    if spare < 0:
        raise ValueError(f"{total} is not enough for {len(weights)} times {minimum}")
    return [minimum + part for part in largest_remainder(spare, weights)]

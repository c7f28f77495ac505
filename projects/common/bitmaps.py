"""Sets of dense integer ids, so small that people are counted once over any months and places.

A roaring bitmap (``pyroaring``) is exact and its union costs the same however many records it stands for.
"""

from collections.abc import Iterable
from typing import Any, Self

from django.db import models
from pyroaring import BitMap

LENGTH = 4  # bytes that say how long the next level of a stored tally is


class Tally:
    """Who came, and how often: the first level holds who came at all, the next who came again …

    So the number of different people is the size of the first level, and the number of times that
    some of them came is the sum of their share of all levels.
    """

    def __init__(self, levels: Iterable[BitMap] = ()) -> None:
        self.levels = list(levels)

    @classmethod
    def whole(cls, came: BitMap, again: Self) -> Self:
        """That of those who came at all, and of those who came ``again``."""
        return cls([came, *again.levels] if came else [])

    def parted(self) -> tuple[BitMap, Self]:
        """Who came at all, and who of them came again; ``whole`` puts both together."""
        return self.people, type(self)(self.levels[1:])

    def add(self, ids: BitMap) -> None:
        """Each of ``ids`` came once more."""
        rising = ids
        for number, level in enumerate(self.levels):
            if not rising:
                return
            self.levels[number], rising = level | rising, level & rising
        if rising:
            self.levels.append(rising)

    def update(self, other: Self) -> None:
        """Everybody came as often as in both together."""
        for level in other.levels:
            self.add(level)

    @property
    def people(self) -> BitMap:
        """Who came at all."""
        return self.levels[0] if self.levels else BitMap()

    def times(self, among: BitMap | None = None) -> int:
        """How often they came, or those ``among`` them."""
        if among is None:
            return sum(map(len, self.levels))
        return sum(level.intersection_cardinality(among) for level in self.levels)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Tally) and self.levels == other.levels

    __hash__ = None  # type: ignore[assignment]

    def __len__(self) -> int:
        return len(self.people)

    def __bytes__(self) -> bytes:
        parts = (level.serialize() for level in self.levels)
        return b"".join(len(part).to_bytes(LENGTH, "big") + part for part in parts)

    @classmethod
    def of(cls, data: bytes) -> Self:
        """The tally that ``bytes`` gave."""
        levels, at = [], 0
        while at < len(data):
            start = at + LENGTH
            at = start + int.from_bytes(data[at:start], "big")
            levels.append(BitMap.deserialize(data[start:at]))
        return cls(levels)


class BitmapField(models.BinaryField):
    """A ``BitMap`` in Python, bytes in the database; nothing is stored of an empty one."""

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> BitMap:
        return BitMap.deserialize(bytes(value)) if value else BitMap()

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        data = value.serialize() if value else b""
        return super().get_db_prep_value(data, connection, prepared)


class TallyField(models.BinaryField):
    """A ``Tally`` in Python, bytes in the database."""

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Tally:
        return Tally.of(bytes(value)) if value else Tally()

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        return super().get_db_prep_value(bytes(value), connection, prepared)

"""What stands behind a figure: the records that add up to it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from operator import attrgetter
from typing import Any, NamedTuple, Self

from django.db.models import QuerySet

from projects.common.money import FEN
from projects.common.money import total as total_of


class Listed(NamedTuple):
    """A record as the list shows it."""

    record: Any
    about: Any
    place: Any
    day: date | None
    amount: Decimal | None

    @property
    def exact(self) -> str:
        """The amount in yuan and fen."""
        return f"{self.amount:,.2f}"


@dataclass(frozen=True)
class Part:
    """Records of one kind behind a figure, begun with ``visible_to``: what is summed is what is listed.

    Each counts the yuan at ``counts``, or 1 where that is ""; with ``sign`` -1 it is taken off.
    ``place``, ``day`` and ``about`` are paths from a record to where and when it was, and to the record
    that it belongs to.
    """

    label: Any
    records: QuerySet
    counts: str = ""
    sign: int = 1
    place: str = "place"
    day: str = ""
    about: str = ""

    @cached_property
    def total(self) -> Any:
        """What the records add to the figure; one query."""
        if not self.counts:
            return self.sign * self.records.count()
        rows = self.records.order_by()
        return self.sign * rows.aggregate(sum=total_of(self.counts))["sum"]

    def only(self, **conditions: Any) -> Self:
        """The records among them that meet ``conditions``."""
        return replace(self, records=self.records.filter(**conditions))

    def taken_off(self) -> Self:
        """The same records, counted against the figure."""
        return replace(self, sign=-self.sign)

    def listed(self, records: Iterable[Any]) -> Iterator[Listed]:
        """``records`` of this part, with what the list says of each."""
        for record in records:
            about, place, day = (_at(path, record) for path in (self.about, self.place, self.day))
            amount = self.sign * getattr(record, self.counts) if self.counts else None
            yield Listed(record, about, place, day, amount)


def _at(path: str, record: Any) -> Any:
    return attrgetter(path.replace("__", "."))(record) if path else None


@dataclass(frozen=True)
class Behind:
    """The parts that a figure is the sum of; a rate is ``parts`` in per cent of the parts ``of``."""

    parts: tuple[Part, ...]
    of: tuple[Part, ...] = ()

    @property
    def figure(self) -> Any:
        """The figure that the records give, as a table holds it; money as ``Decimal``."""
        total = sum(part.total for part in self.parts)
        return rate(total, sum(part.total for part in self.of)) if self.of else total


# What stands behind the figure of a row (the total is of level "total") in the column with this key.
Opener = Callable[[dict[str, Any], str], Behind]


def rate(part: Any, whole: Any) -> float | None:
    """``part`` of ``whole`` in per cent with two decimals; None of nothing."""
    if not whole:
        return None
    return float((Decimal(part) * 100 / whole).quantize(FEN, ROUND_HALF_UP))

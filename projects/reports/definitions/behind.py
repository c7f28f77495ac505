"""What stands behind a figure: the records that add up to it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from operator import attrgetter
from typing import Any, NamedTuple, Self

from django.db.models import QuerySet, Sum
from django.utils.translation import gettext_lazy

from projects.common.money import total as total_of
from projects.reports.definitions.rounding import divided

YUAN = gettext_lazy("Amount (yuan)")


class Listed(NamedTuple):
    """A record as the list shows it."""

    record: Any
    about: Any
    place: Any
    day: date | None
    amount: Decimal | int | None

    @property
    def exact(self) -> str:
        """The amount in yuan and fen; a number of anything else as it is."""
        return exact(self.amount)


@dataclass(frozen=True)
class Part:
    """Records of one kind behind a figure, begun with ``visible_to``: what is summed is what is listed.

    Each counts the amount at ``counts`` (in ``what``: yuan), or 1 where that is ""; with ``sign`` -1 it
    is taken off. With ``differing`` it is the different values at that path that count, not the records.
    ``place``, ``day`` and ``about`` are paths from a record to where and when it was, and to the record
    that it belongs to.
    """

    label: Any
    records: QuerySet
    counts: str = ""
    what: Any = YUAN
    differing: str = ""
    sign: int = 1
    place: str = "place"
    day: str = ""
    about: str = ""

    @cached_property
    def total(self) -> Any:
        """What the records add to the figure; one query."""
        rows = self.records.order_by()
        if self.differing:
            return rows.values(self.differing).distinct().count()
        if not self.counts:
            return self.sign * rows.count()
        summed = total_of(self.counts) if self.what is YUAN else Sum(self.counts, default=0)
        return self.sign * rows.aggregate(sum=summed)["sum"]

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
    """The parts that a figure is the sum of; a quotient is ``parts`` × ``times`` ÷ the parts ``of``."""

    parts: tuple[Part, ...]
    of: tuple[Part, ...] = ()
    times: int = 100
    places: int = 2

    @property
    def figure(self) -> Any:
        """The figure that the records give, as a table holds it; money as ``Decimal``."""
        total = sum(part.total for part in self.parts)
        if not self.of:
            return total
        return divided(total * self.times, sum(part.total for part in self.of), self.places)


# What stands behind the figure of a row (the total is of level "total") in the column with this key.
Opener = Callable[[dict[str, Any], str], Behind]


def exact(value: Any) -> str:
    """A number not rounded: whole ones as they are, others with two decimals, such as yuan and fen."""
    return f"{value:,}" if isinstance(value, int) else f"{value:,.2f}"

"""What waits for a user: what is due first, then what has waited longest."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise

from projects.reminders.queues import QUEUES, Queue, rows_for

SHOWN = 8
LATE_AFTER = 7  # days after which a step without a due day is shown as late
SOON = 7  # days before a due day from which it is told


@dataclass(frozen=True)
class Item:
    """One thing to do: the queue that it stands in, the record, since when, and until when."""

    queue: str
    target: int
    title: str
    hint: str
    since: date
    due: date | None
    today: date

    @property
    def kind(self) -> Queue:
        """The queue that it stands in."""
        return QUEUES[self.queue]

    @property
    def verb(self) -> Promise:
        """What is to be done."""
        return self.kind.verb

    @property
    def url(self) -> str:
        """The page on which it is done."""
        return reverse(self.kind.page, args=[self.target])

    @property
    def days(self) -> int:
        """How many days it has waited, or is overdue where it has a due day that is over."""
        return (self.today - (self.due if self.is_overdue and self.due else self.since)).days

    @property
    def is_overdue(self) -> bool:
        """Whether its due day is over."""
        return self.due is not None and self.due < self.today

    @property
    def is_soon(self) -> bool:
        """Whether its due day comes within the week."""
        return self.due is not None and 0 <= (self.due - self.today).days <= SOON

    @property
    def is_late(self) -> bool:
        """Whether it is overdue, or without a due day has waited longer than it should."""
        return self.is_overdue or (self.due is None and self.days > LATE_AFTER)


@dataclass(frozen=True)
class Kind:
    """All that waits in one queue, with the list that shows it."""

    name: str
    verb: Promise
    count: int
    url: str


@dataclass
class Waiting:
    """All that waits for one user."""

    everything: list[Item]

    @property
    def count(self) -> int:
        """How much waits in all."""
        return len(self.everything)

    @property
    def items(self) -> list[Item]:
        """The few on top."""
        return self.everything[:SHOWN]

    @property
    def has_more(self) -> bool:
        """Whether there is more than is shown."""
        return self.count > SHOWN

    @property
    def overdue(self) -> list[Item]:
        """What is past its due day."""
        return [item for item in self.everything if item.is_overdue]

    @property
    def soon(self) -> list[Item]:
        """What is due within the week."""
        return [item for item in self.everything if item.is_soon]

    @property
    def others(self) -> list[Item]:
        """What has no due day near."""
        return [item for item in self.everything if not (item.is_overdue or item.is_soon)]

    @cached_property
    def kinds(self) -> list[Kind]:
        """How much there is of each kind, in the order of the queues."""
        counts = Counter(item.queue for item in self.everything)
        return [
            Kind(name, queue.verb, counts[name], _url(name, queue))
            for name, queue in QUEUES.items()
            if counts[name]
        ]


def waiting_for(user: Any, today: date) -> Waiting:
    """What ``user`` has to do next, in one query: overdue first, then due, then the oldest."""
    rows = rows_for(user, today)
    items = [_item(row, today) for row in rows] if rows is not None else []
    return Waiting(sorted(items, key=_order))


def _item(row: tuple, today: date) -> Item:
    queue, target, headline, code, spot, since, due = row
    hint = " · ".join(filter(None, (spot, code)))
    return Item(queue, target, headline, hint, since, due, today)


def _order(item: Item) -> tuple:
    near = item.due if item.due and (item.is_overdue or item.is_soon) else date.max
    return near, item.since, item.queue, item.target


def _url(name: str, queue: Queue) -> str:
    page, query = queue.listed
    if not page:
        return f"{reverse('reminder_list')}?kind={name}"
    return f"{reverse(page)}?{query}" if query else reverse(page)

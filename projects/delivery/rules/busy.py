"""Whether workers can have been where the rows of a long file say, judged without a question for each.

Of each worker and day the minutes that are taken are the bits of one number: whether times overlap is
one AND, whatever the order of the file and however long it is.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from projects.delivery.models import ServiceRecord, ServiceRule

REFUSE = ServiceRule.Answer.REFUSE


@dataclass
class Taken:
    """What one worker does on one day: minutes taken at least once and at least twice, and hours."""

    once: int = 0
    twice: int = 0
    hours: Decimal = Decimal(0)

    def add(self, minutes: int, hours: Decimal) -> None:
        """One more service."""
        self.twice |= self.once & minutes
        self.once |= minutes
        self.hours += hours

    def without(self, minutes: int, hours: Decimal) -> "Taken":
        """The same without a service that was counted."""
        once = self.once & ~minutes | self.twice & minutes
        return Taken(once, self.twice & ~minutes, self.hours - hours)


class Busy:
    """The days of ``workers`` (id → name): what is logged anywhere, then the rows that are let in."""

    def __init__(self, workers: Mapping[int, str]) -> None:
        self.workers = workers
        self.days: dict[tuple[int, date], Taken] = defaultdict(Taken)
        ids = list(workers)
        for who, whose in (
            ("lead", ServiceRecord.objects.filter(lead__in=ids)),
            ("assistants", ServiceRecord.objects.filter(assistants__in=ids)),
        ):
            rows = whose.order_by().values_list(who, "date", "starts_at", "ends_at", "hours")
            for worker, day, starts, ends, hours in rows.iterator():
                if worker in workers:
                    self.days[worker, day].add(minutes(starts, ends), hours)

    def why_not(
        self, values: Mapping[str, Any], record: ServiceRecord | None, rule: ServiceRule
    ) -> tuple[str, str] | None:
        """(column, words) of what ``rule`` refuses; a row that it lets in is counted from now on."""
        day, hours = values["date"], values["hours"]
        span = minutes(values["starts_at"], values["ends_at"])
        before = dict(self._before(record))
        days = {}
        for worker in dict.fromkeys((values["lead"], *(values["assistants"] or ()))):
            there = days[worker, day] = before.get((worker, day)) or self.days[worker, day]
            if rule.overlap == REFUSE and (both := there.once & span):
                return "starts_at", self._overlap(worker, both)
            if rule.long_hours == REFUSE and there.hours + hours > rule.most_hours:
                return "hours", self._too_long(worker, there.hours + hours, rule)
        self.days |= before
        for there in days.values():
            there.add(span, hours)
        return None

    def _before(self, record: ServiceRecord | None) -> Iterator[tuple[tuple[int, date], Taken]]:
        """The days of those who were at ``record``, without it."""
        for worker in record.workers if record else ():
            if worker.pk in self.workers and record:
                span = minutes(record.starts_at, record.ends_at)
                key = worker.pk, record.date
                yield key, self.days[key].without(span, record.hours)

    def _overlap(self, worker: int, both: int) -> str:
        first, last = (both & -both).bit_length() - 1, both.bit_length()
        times = f"{first // 60:02d}:{first % 60:02d}–{last // 60:02d}:{last % 60:02d}"
        words = _("At this time %(name)s was already at another service: %(times)s.")
        return words % {"name": self.workers[worker], "times": times}

    def _too_long(self, worker: int, hours: Decimal, rule: ServiceRule) -> str:
        words = _(
            "With this service %(name)s worked %(hours)s hours on that day; %(most)s are usual."
        )
        return words % {"name": self.workers[worker], "hours": hours, "most": rule.most_hours}


def minutes(starts: time | None, ends: time | None) -> int:
    """The minutes from ``starts`` to ``ends`` as bits of a number; none without both."""
    if starts is None or ends is None:
        return 0
    return (1 << ends.hour * 60 + ends.minute) - (1 << starts.hour * 60 + starts.minute)


def refuses(rules: Iterable[ServiceRule]) -> bool:
    """Whether one of the rules refuses what only the other services of a worker tell."""
    return any(REFUSE in (rule.overlap, rule.long_hours) for rule in rules)

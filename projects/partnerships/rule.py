"""The rule of Zhejiang for dispatches: a hint for whoever looks, never a bar.

At least so many workers a year, each for so many working days, on visits of so many days. The three
numbers are settings; 0 switches one off.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.conf import settings
from django.utils.translation import gettext as _

from projects.partnerships.models import Dispatch


def hints(dispatches: Iterable[Dispatch]) -> Iterator[str]:
    """Where the batches of a pairing fall short of the rule, by year; ``members`` are prefetched."""
    years: dict[int, list[Dispatch]] = defaultdict(list)
    for dispatch in dispatches:
        years[dispatch.starts.year].append(dispatch)
    for year, batches in sorted(years.items()):
        yield from (f"{year}：{text}" for text in _short_of(batches))


def _short_of(batches: list[Dispatch]) -> Iterator[str]:
    days: dict[int, int] = defaultdict(int)
    for member in (member for batch in batches for member in batch.members.all()):
        days[member.worker_id] += member.days
    if len(days) < settings.DISPATCH_WORKERS:
        yield _("%(sent)d of at least %(least)d social workers were sent.") % {
            "sent": len(days),
            "least": settings.DISPATCH_WORKERS,
        }
    if few := sum(worked < settings.DISPATCH_WORKER_DAYS for worked in days.values()):
        yield _("%(few)d of %(all)d social workers worked fewer than %(least)d days.") % {
            "few": few,
            "all": len(days),
            "least": settings.DISPATCH_WORKER_DAYS,
        }
    short = [batch.number for batch in batches if batch.length < settings.DISPATCH_VISIT_DAYS]
    if short:
        yield _("Shorter than %(least)d days: batch %(numbers)s.") % {
            "least": settings.DISPATCH_VISIT_DAYS,
            "numbers": "、".join(map(str, sorted(short))),
        }

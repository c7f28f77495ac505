"""Needs of a community that say much the same: suggested while somebody types, and before a merge."""

from collections import Counter
from itertools import pairwise
from typing import Any, NamedTuple

from django.db.models import QuerySet

from projects.needs.models import Need

COMPARED = 300  # needs of one community, the newest
SHOWN = 5
ALIKE = 0.3  # from here on two texts are worth a look; tried out on the texts of the demo
SHORTEST = 4  # characters; fewer say nothing


class Similar(NamedTuple):
    """A need that resembles a text. ``score`` is 0 (nothing in common) to 1 (the same)."""

    need: Need
    score: float


def similar(
    needs: QuerySet[Need], *, title: str, description: str = "", without: int | None = None
) -> list[Similar]:
    """Those of ``needs`` (scoped, of one community) that resemble the text, the most alike first.

    Compared are pairs of neighbouring characters: that works for Chinese, which has no spaces, and
    on every database.
    """
    if len(title.strip()) < SHORTEST:
        return []
    rows = needs.exclude(status__in=[Need.Status.MERGED, Need.Status.DECLINED])
    mine, whole = _pairs(title), _pairs(title + " " + description)
    found = [
        Similar(need, _score(mine, whole, need))
        for need in rows.exclude(pk=without or 0).order_by("-pk")[:COMPARED]
    ]
    alike = [one for one in found if one.score >= ALIKE]
    return sorted(alike, key=lambda one: -one.score)[:SHOWN]


def _pairs(text: str) -> Counter[str]:
    signs = [sign for sign in text.casefold() if sign.isalnum()]
    return Counter(left + right for left, right in pairwise(signs))


def _score(mine: Counter[str], whole: Counter[str], need: Any) -> float:
    """How alike the titles are, or how much of one text the other holds, whichever says more."""
    title = _pairs(need.title)
    theirs = title + _pairs(need.description)
    return max(
        _share(mine, title, mine.total() + title.total()) * 2,
        _share(mine, theirs, mine.total()) * 0.8,
        _share(whole, theirs, whole.total() + theirs.total()) * 1.2,
    )


def _share(one: Counter[str], other: Counter[str], out_of: int) -> float:
    return (one & other).total() / out_of if out_of else 0.0

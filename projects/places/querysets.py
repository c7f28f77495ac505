"""Reading places: by level, by day, and the code ranges that a place opens."""

from datetime import date
from typing import Any, Self

from django.core.cache import cache
from django.db.models import Q

from projects.common.roles import PLACED
from projects.common.scoping import CodeRange, ScopedQuerySet

_RANGES_KEY = "places:ranges:{}"


class PlaceQuerySet(ScopedQuerySet):
    """Places; a user bound to a place sees it, everything below it, and its predecessors."""

    place_lookup = "code"
    readers = PLACED

    def valid_on(self, day: date) -> Self:
        """Places that exist on ``day``."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day), valid_from__lte=day)

    def public(self) -> Self:
        """Every place of today: names and codes are published, visitors choose among them."""
        return self.filter(valid_to__isnull=True)

    def counties(self) -> Self:
        """County-level places."""
        return self.filter(level="county")

    def villages(self) -> Self:
        """Villages and communities, where needs arise and services are delivered."""
        return self.filter(level="village")

    def administered(self) -> Self:
        """Places that count in a denominator (金门县 is listed, never counted)."""
        return self.filter(administered=True)

    def below(self, place: Any) -> Self:
        """``place`` itself and everything below it by code, without what reports on a line of its own."""
        where = Q(pk__in=[])
        for low, high in self.model.objects.ranges_of(place, with_predecessors=False):
            where |= Q(code__gte=low, code__lt=high)
        return self.filter(where)

    def continued_by(self, place: Any) -> Self:
        """``place`` itself and those that it took over (its predecessors, at any remove)."""
        where = Q(pk__in=[])
        for low, high in self.model.objects.ranges_of(place):
            where |= Q(code__gte=low, code__lt=high)
        return self.filter(where, level=place.level)

    def ranges_of(self, place: Any, *, with_predecessors: bool = True) -> tuple[CodeRange, ...]:
        """Half-open code ranges that ``place`` opens: its own subtree and those of its predecessors.

        A subtree that reports on its own is cut out of a city above it: 平潭 has a Fuzhou code
        but is not Fuzhou's. Remembered in the cache, which ``load_places`` clears.
        """
        key = _RANGES_KEY.format(f"{place.code}:{int(with_predecessors)}")
        if (known := cache.get(key)) is not None:
            return known
        found = self._own_ranges(place)
        if with_predecessors:
            for before in self.model.objects.filter(successor=place):
                found.extend(self.ranges_of(before))
        ranges = tuple(dict.fromkeys(found))
        cache.set(key, ranges, timeout=600)
        return ranges

    def _own_ranges(self, place: Any) -> list[CodeRange]:
        low, high = place.code_range
        if place.level != "city":
            return [(low, high)]
        pieces = []
        for alone in self.model.objects.filter(code__gt=low, code__lt=high).exclude(reports_as=""):
            alone_low, alone_high = alone.code_range
            pieces.append((low, alone_low))
            low = alone_high
        return [*pieces, (low, high)]

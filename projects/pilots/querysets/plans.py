"""Reading action plans and their quotas."""

from typing import Any, Self

from django.db.models import Q

from projects.common.roles import BUSINESS
from projects.common.scoping import Scope, ScopedQuerySet, scope_of


class ActionPlanQuerySet(ScopedQuerySet):
    """Action plans: published, so everybody with business here reads them."""

    readers = BUSINESS

    def visible_to(self, user: Any) -> Self:
        scope = scope_of(user)
        return self.all() if scope and scope.role in self.readers else self.none()

    def followed_by(self, user: Any) -> Self:
        """The plans of the province in which the official ``user`` works."""
        return self.visible_to(user).filter(place__code=user.place.code[:2].ljust(12, "0"))


class QuotaQuerySet(ScopedQuerySet):
    """Quotas: published with their plan; each place reads those of its city and of the whole province."""

    place_lookup = "place__code"
    readers = BUSINESS

    def visible_to(self, user: Any) -> Self:
        """A city sees its own lines and the province's; a county those of the city above it."""
        scope = scope_of(user)
        if scope is None or scope.role not in self.readers:
            return self.none()
        return self.filter(place__isnull=True) | super().visible_to(user)

    def _in_places(self, scope: Scope) -> Self:
        within = Q(pk__in=[])
        for low, high in scope.ranges:
            city = low[:4].ljust(12, "0")
            within |= Q(place__code__gte=low, place__code__lt=high) | Q(place__code=city)
        return self.filter(within)

"""Reading indicators and their values."""

from typing import Any, Self

from projects.common.roles import BUSINESS
from projects.common.scoping import ScopedQuerySet, scope_of
from projects.pilots.querysets.projects import OfProjectQuerySet


class IndicatorQuerySet(OfProjectQuerySet):
    """Indicators of projects."""


class IndicatorValueQuerySet(ScopedQuerySet):
    """Values, read by whoever reads their indicator."""

    readers = BUSINESS

    def visible_to(self, user: Any) -> Self:
        scope = scope_of(user)
        if scope is None or scope.role not in self.readers:
            return self.none()
        indicators = self.model._meta.get_field("indicator").related_model.objects
        return self.filter(indicator__in=indicators.visible_to(user))

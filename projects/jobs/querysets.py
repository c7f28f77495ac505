"""Reading jobs."""

from datetime import datetime, timedelta
from typing import Any, Self

from django.db.models import Q

from projects.common.roles import BUSINESS
from projects.common.scoping import ScopedQuerySet, scope_of

RESEND_AFTER = timedelta(seconds=60)


class JobQuerySet(ScopedQuerySet):
    """Jobs: each user sees her own."""

    readers = BUSINESS

    def visible_to(self, user: Any) -> Self:
        scope = scope_of(user)
        if scope is not None and scope.role in self.readers:
            return self.filter(created_by=user)
        return self.none()

    def waiting(self, now: datetime) -> Self:
        """Jobs to be sent (again): never sent, sent but not claimed, or with an expired lease."""
        unclaimed = Q(status="queued") & (
            Q(sent_at__isnull=True) | Q(sent_at__lt=now - RESEND_AFTER)
        )
        return self.filter(unclaimed | Q(status="running", lease_until__lt=now))

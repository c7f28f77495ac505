"""Reading report runs and schedules."""

from datetime import datetime
from typing import Any, Self

from django.db.models import OuterRef, Q, Subquery

from projects.common.roles import OFFICIALS, Role
from projects.common.scoping import ScopedQuerySet


class ReportRunQuerySet(ScopedQuerySet):
    """Report runs: read by the place that they are about and the levels above it."""

    place_lookup = "place__code"
    readers = OFFICIALS | {Role.AUDITOR}

    def for_whom(self, user: Any) -> Self:
        """Those that ``user`` asked for herself, or a schedule for her."""
        schedules = self.model._meta.get_field("schedule").related_model.readers.through.objects
        mine = schedules.filter(user=user.pk).values("reportschedule")
        return self.filter(Q(created_by=user.pk) | Q(schedule__in=mine))

    def with_replacement(self) -> Self:
        """Runs that know which newer run corrected them, as ``replaced_by``."""
        newer = self.model._default_manager.filter(replaces=OuterRef("pk")).values("pk")
        return self.annotate(replaced_by=Subquery(newer))


class ReportScheduleQuerySet(ScopedQuerySet):
    """Schedules: read by whoever made them or is named in them, as long as the place is in her area."""

    place_lookup = "place__code"
    readers = OFFICIALS

    def visible_to(self, user: Any) -> Self:
        rows = super().visible_to(user)
        mine = self.model.readers.through.objects.filter(user=user.pk).values("reportschedule")
        return rows.filter(Q(created_by=user.pk) | Q(pk__in=mine))

    def due(self, now: datetime) -> Self:
        """Those whose occasion has come, of owners who still work here."""
        return self.filter(paused=False, next_at__lte=now, created_by__is_active=True)

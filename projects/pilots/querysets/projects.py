"""Reading projects, and what is read by whoever reads the project."""

from datetime import date
from typing import Any, Self

from django.db.models import Exists, F, OuterRef, Q

from projects.common.roles import BUSINESS, Role
from projects.common.scoping import Scope, ScopedQuerySet, scope_of

# From approval to settlement; nothing is put into a project while it is suspended.
LIVE = ("approved", "notice", "contracting", "running", "final_evaluation", "settlement")


class ProjectQuerySet(ScopedQuerySet):
    """Projects: read by the county that registered them and the levels above, by the executing
    agency, and by the communities that are their sites."""

    place_lookup = "place__code"
    agency_lookup = "agency_id"
    readers = BUSINESS

    def _in_places(self, scope: Scope) -> Self:
        if scope.role != Role.CLERK:
            return super()._in_places(scope)
        sites = self.model._meta.get_field("sites").related_model.objects
        return self.filter(
            Exists(sites.filter(scope.places("place__code"), project=OuterRef("pk")))
        )

    def editable(self) -> Self:
        """Projects not handed up yet, or returned for correction."""
        return self.filter(status__in=["draft", "returned"])

    def attachments_visible_to(self, user: Any) -> Self:
        """Projects whose own files ``user`` reads: money is in them, so the communities do not."""
        visible = self.visible_to(user)
        return visible.none() if user.role == Role.CLERK else visible

    def live(self) -> Self:
        """Projects into which money and workers may be put: from approval to settlement."""
        return self.filter(status__in=LIVE)

    def qualifying(self, *, since: date, as_of: date) -> Self:
        """Projects that count for coverage of [since, as_of].

        Approved (not merely registered) by ``as_of``, not terminated before they started, and their
        implementation overlaps the period. What happened after ``as_of`` is not looked at.
        """
        ended_early = Q(terminated_on__isnull=False, terminated_on__lte=as_of)
        rows = self.approved_by(as_of).filter(starts__lte=as_of, ends__gte=since)
        return rows.exclude(ended_early & Q(terminated_on__lt=since))

    def approved_by(self, day: date) -> Self:
        """Projects approved by ``day``, without those that were terminated before they started."""
        never_started = Q(terminated_on__isnull=False, terminated_on__lte=day) & (
            Q(started_on__isnull=True) | Q(started_on__gte=F("terminated_on"))
        )
        return self.filter(approved_on__lte=day).exclude(never_started)


class OfProjectQuerySet(ScopedQuerySet):
    """Rows that belong to a project and are read by whoever reads the project."""

    readers = BUSINESS

    def visible_to(self, user: Any) -> Self:
        scope = scope_of(user)
        if scope is None or scope.role not in self.readers:
            return self.none()
        projects = self.model._meta.get_field("project").related_model.objects
        return self.filter(project__in=projects.visible_to(user))


class SiteQuerySet(OfProjectQuerySet):
    """Sites."""


class AdoptionQuerySet(OfProjectQuerySet):
    """Needs as projects adopted them."""


class MoveQuerySet(OfProjectQuerySet):
    """Moves of a lifecycle."""


class BudgetLineQuerySet(OfProjectQuerySet):
    """Lines of planned cost."""

    readers = BUSINESS - {Role.CLERK}

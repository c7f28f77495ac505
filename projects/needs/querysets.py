"""Reading needs."""

from typing import Any, Self

from django.db.models import QuerySet

from projects.common.roles import BUSINESS, Role
from projects.common.scoping import Scope, ScopedQuerySet, scope_of

OPEN = ("registered", "verified")


class NeedQuerySet(ScopedQuerySet):
    """Needs: read by the places they arise in, and by the agency whose project adopted them."""

    place_lookup = "place__code"
    agency_lookup = "projects__agency_id"
    readers = BUSINESS - {Role.EVALUATOR}

    def _of_agency(self, scope: Scope) -> Self:
        return super()._of_agency(scope).distinct()

    def open(self) -> Self:
        """Needs that wait for a project: registered or verified, adopted by none yet."""
        return self.filter(status__in=OPEN)

    def for_group(self, group: str) -> Self:
        """Needs that concern the target group ``group``, among others."""
        return self.filter(target_groups__contains=f",{group},")


class DecisionQuerySet(ScopedQuerySet):
    """Decisions: read by whoever reads the need."""

    readers = NeedQuerySet.readers

    def visible_to(self, user: Any) -> Self:
        scope = scope_of(user)
        if scope is None or scope.role not in self.readers:
            return self.none()
        needs: QuerySet = self.model._meta.get_field("need").related_model.objects
        return self.filter(need__in=needs.visible_to(user))


class ResidentReportQuerySet(ScopedQuerySet):
    """Residents' reports with their contacts: the clerk of the community alone reads them."""

    place_lookup = "need__place__code"
    readers = frozenset({Role.CLERK})

    def with_contact(self) -> Self:
        """Those whose resident said how to reach her."""
        return self.exclude(contact_name="", contact_phone="")

    def public(self, *, receipt: str = "", submission: Any = None) -> Self:
        """The report with this receipt, or made by this form, for whoever holds that secret: nothing
        but the receipt and the need's status may be shown."""
        if submission:
            return self.filter(need__submission_key=submission)
        return self.filter(receipt=receipt).select_related("need")


class ReportCountQuerySet(ScopedQuerySet):
    """Counters of the public page: nobody reads them."""

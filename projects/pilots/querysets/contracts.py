"""Reading public notices, objections, purchase rules and contracts."""

from datetime import date
from typing import Any, Self

from django.db.models import Q

from projects.common.roles import BUSINESS, OFFICIALS, Role
from projects.common.scoping import ScopedQuerySet, scope_of
from projects.pilots.querysets.projects import OfProjectQuerySet


class PublicNoticeQuerySet(OfProjectQuerySet):
    """Public notices. Signed-in people read those of their projects; everybody reads ``public``."""

    def open(self) -> Self:
        """Notices that were not withdrawn: one a project at most."""
        return self.filter(withdrawn_on__isnull=True)

    def withdraw(self, *, by: Any, reason: str, day: date) -> None:
        """Withdraws these notices; the caller holds the lock of their project."""
        self.update(withdrawn_on=day, withdrawn_by=by, withdrawn_reason=reason)

    def public(self, day: date) -> Self:
        """What the public may read on ``day``: every notice that was not withdrawn and has begun."""
        return self.open().filter(starts__lte=day)

    def in_force(self, day: date) -> Self:
        """The public notices whose time runs on ``day``."""
        return self.public(day).filter(ends__gte=day)


class ObjectionQuerySet(ScopedQuerySet):
    """Objections with the names of those who object: read by officials of the approving level only."""

    readers = OFFICIALS

    def visible_to(self, user: Any) -> Self:
        scope = scope_of(user)
        if scope is None or scope.role not in self.readers:
            return self.none()
        notices = self.model._meta.get_field("notice").related_model.objects
        return self.filter(
            notice__in=notices.visible_to(user), notice__project__level=str(scope.role)
        )

    def public(self, *, submission: Any) -> Self:
        """The objection of one submission: whoever holds the form's key sent it."""
        return self.filter(submission_key=submission)

    def unhandled(self) -> Self:
        """Objections that nobody has answered yet."""
        return self.filter(handled_on__isnull=True)


class PurchaseRuleQuerySet(ScopedQuerySet):
    """Purchase rules: papers of the authorities, read by every official and auditor of the province."""

    readers = OFFICIALS | {Role.AUDITOR}

    def visible_to(self, user: Any) -> Self:
        scope = scope_of(user)
        if scope is None or scope.role not in self.readers or not scope.ranges:
            return self.none()
        provinces = {low[:2] for low, _high in scope.ranges}
        where = Q(pk__in=[])
        for digits in provinces:
            where |= Q(place__code__startswith=digits)
        return self.filter(where)

    def applying(self, place: Any, year: int) -> Any:
        """The rule for a contract that a purchaser in ``place`` signs in ``year``: the place's own, or
        that of the nearest place above; None where nobody has set one. A county that reports on a line
        of its own (平潭) skips the city of its code."""
        above = {place.code, place.code[:2].ljust(12, "0")}
        if not place.reports_as:
            above.add(place.code[:4].ljust(12, "0"))
        rules = self.filter(year=year, place__code__in=above).select_related("place")
        return rules.order_by("-place__code").first()


class ContractQuerySet(OfProjectQuerySet):
    """Contracts; money is in them, so the communities do not read them."""

    readers = BUSINESS - {Role.CLERK}

"""Reading service records."""

from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple, Self

from django.core.exceptions import EmptyResultSet
from django.db import models
from django.db.models import Count, Max, Q, Sum

from projects.common.roles import BUSINESS, OFFICIALS, Role
from projects.common.scoping import Scope, ScopedQuerySet
from projects.delivery.querysets.rules import ServiceRuleQuerySet
from projects.delivery.querysets.unusual import unusual_among

OF_ONE_PERSON = ("case", "home_visit", "consultation")  # a picture shows whom it is about

WHATEVER = Decimal(999)  # hours that no day has


class MethodCounts(NamedTuple):
    """Records by method, each in its own unit, and the attendances, which alone add up over them."""

    total: int
    case: int
    group: int
    community: int
    others: int
    attendances: int
    latest: date | None


class ServiceRecordQuerySet(ScopedQuerySet):
    """Service records: read by the places they were delivered in and by the project's agency.

    Officials read by the record's own indexed county code: the ranges of a province, city or
    county begin and end at counties, so no join with places is needed.
    """

    place_lookup = "place__code"
    agency_lookup = "project__agency_id"
    readers = BUSINESS

    def _in_places(self, scope: Scope) -> Self:
        if scope.role in OFFICIALS:
            return self.filter(scope.places("county_code"))
        return super()._in_places(scope)

    def attachments_visible_to(self, user: Any) -> Self:
        """Records whose photographs ``user`` reads: the agency all of its own, those who supervise it
        those of groups, events and the like; who is visited at home is nobody's business."""
        rows = self.visible_to(user)
        if user.role == Role.AGENCY:
            return rows
        if user.role == Role.CLERK:
            return rows.none()
        return rows.exclude(method__in=OF_ONE_PERSON)

    def unusual(self, rules: ServiceRuleQuerySet) -> Self:
        """Where somebody who worked at it was at another service at that time, in whatever project, or
        at services of more hours on that day than the rule of its place lets pass: imports write
        these, the form warns of them. What a rule allows is not unusual, nor what does not count."""
        allowed = "allow"
        asked = self.order_by().annotate(
            watched=rules.said_of_services(lambda rule: rule.overlap != allowed),
            most=rules.said_of_services(
                lambda rule: WHATEVER if rule.long_hours == allowed else rule.most_hours
            ),
        )
        try:
            found = unusual_among(asked.values("pk", "date", "lead", "watched", "most"))
        except EmptyResultSet:  # nothing can be asked about
            return self.none()
        return self.filter(pk__in=found)

    def by_method(self) -> MethodCounts:
        """How much of each method was done; one query. Distinct people are never counted from here."""
        three = ("case", "group", "community")
        return MethodCounts(
            **self.order_by().aggregate(
                total=Count("pk"),
                **{name: Count("pk", filter=Q(method=name)) for name in three},
                others=Count("pk", filter=~Q(method__in=three)),
                attendances=Sum("attendances", default=0),
                latest=Max("date"),
            )
        )


class CountedManager(models.Manager.from_queryset(ServiceRecordQuerySet)):
    """The services that count: whoever reads without a thought neither adds nor shows another."""

    def get_queryset(self) -> ServiceRecordQuerySet:
        return super().get_queryset().filter(counts=True)

"""Reading service records."""

from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple, Self

from django.db import models
from django.db.models import Count, Exists, Max, OuterRef, Q, Subquery, Sum

from projects.common.roles import BUSINESS, OFFICIALS, Role
from projects.common.scoping import Scope, ScopedQuerySet

OF_ONE_PERSON = ("case", "home_visit", "consultation")  # a picture shows whom it is about


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

    def unusual(self, most_hours: Decimal) -> Self:
        """Where the worker in charge was at another service at that time, in whatever project, or at
        services of more than ``most_hours`` on that day: imports write them, the form warns of them."""
        records = self.model._default_manager.order_by()
        hers = records.filter(lead=OuterRef("lead"), date=OuterRef("date"))
        meanwhile = {"starts_at__lt": OuterRef("ends_at"), "ends_at__gt": OuterRef("starts_at")}
        assisted = records.filter(assistants=OuterRef("lead"), date=OuterRef("date"), **meanwhile)
        led = hers.filter(**meanwhile).exclude(pk=OuterRef("pk"))
        hours = hers.values("lead").annotate(sum=Sum("hours")).values("sum")
        rows = self.alias(of_day=Subquery(hours))
        return rows.filter(Exists(led) | Exists(assisted) | Q(of_day__gt=most_hours))

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

"""Reading assignments, with what is wrong with them on a day."""

from datetime import date
from typing import Self

from django.db.models import DateField, Exists, F, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce, Greatest, Least

from projects.common.roles import BUSINESS, Role
from projects.pilots.querysets.projects import OfProjectQuerySet


class AssignmentQuerySet(OfProjectQuerySet):
    """Assignments of social workers."""

    readers = BUSINESS - {Role.CLERK}

    def on(self, day: date) -> Self:
        """Assignments that run on ``day``."""
        return self.overlapping(day, day)

    def overlapping(self, starts: date, ends: date | None) -> Self:
        """Assignments that run on a day from ``starts`` to ``ends``, both included; None has no end."""
        rows = self.filter(Q(ends__isnull=True) | Q(ends__gte=starts))
        return rows if ends is None else rows.filter(starts__lte=ends)

    def with_flags(self, today: date) -> Self:
        """Each assignment with what is wrong on its day, without a further query.

        The day is ``today``, or the last day of what is over and the first of what begins later.
        ``full_share``: per cent of the worker's time promised on that day over all projects;
        ``is_registered``: whether a registration is valid then; ``is_certified``: a certificate held.
        """
        last = Coalesce(F("ends"), F("project__ends"))
        day = Greatest(Least(Value(today), last), F("starts"), output_field=DateField())
        worker = self.model._meta.get_field("worker").related_model
        registrations = worker._meta.get_field("registrations").related_model.objects
        certificates = worker._meta.get_field("certificates").related_model.objects
        together = (
            self.model.objects.filter(
                Q(ends__isnull=True) | Q(ends__gte=OuterRef("day")),
                worker=OuterRef("worker"),
                starts__lte=OuterRef("day"),
                project__ends__gte=OuterRef("day"),
            )
            .order_by()
            .values("worker")
        )
        of_worker = {"worker": OuterRef("worker")}
        return self.annotate(day=day).annotate(
            full_share=Coalesce(Subquery(together.values(sum=Sum("share"))), F("share")),
            is_registered=Exists(
                registrations.filter(
                    starts_on__lte=OuterRef("day"), ends_on__gte=OuterRef("day"), **of_worker
                )
            ),
            is_certified=Exists(certificates.filter(issued_on__lte=OuterRef("day"), **of_worker)),
        )

    def flagged(self, today: date) -> Self:
        """Assignments of workers over 100 per cent, or certified without a valid registration."""
        over = Q(full_share__gt=100)
        return self.with_flags(today).filter(over | Q(is_certified=True, is_registered=False))

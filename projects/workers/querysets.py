"""Reading social workers."""

from datetime import date, timedelta
from typing import Any, Self

from django.db.models import Case, Exists, OuterRef, Q, Subquery, Value, When

from projects.common.roles import OFFICIALS, Role
from projects.common.scoping import Scope, ScopedQuerySet

RENEWAL_OPENS = timedelta(days=92)  # three months before the end


class SocialWorkerQuerySet(ScopedQuerySet):
    """Social workers: read by officials of their county and above, and by their own agency."""

    place_lookup = "place__code"
    agency_lookup = "agency_id"
    readers = OFFICIALS | {Role.AGENCY, Role.AUDITOR}

    def active_on(self, day: date) -> Self:
        """Workers in social work on ``day``."""
        return self.filter(Q(left_on__isnull=True) | Q(left_on__gt=day), since__lte=day)

    def certified_on(self, day: date) -> Self:
        """Workers who hold a certificate on ``day``."""
        certificates = self.model._meta.get_field("certificates").related_model.objects
        return self.filter(Exists(certificates.filter(worker=OuterRef("pk"), issued_on__lte=day)))

    def with_certificate(self, day: date | None = None) -> Self:
        """Each worker with ``certificate_level``: of the highest certificate held (on ``day``), or None."""
        certificates = self.model._meta.get_field("certificates").related_model.objects
        mine = certificates.filter(worker=OuterRef("pk")).highest_first()
        if day:
            mine = mine.filter(issued_on__lte=day)
        return self.annotate(certificate_level=Subquery(mine.values("level")[:1]))

    def with_registration(self, day: date) -> Self:
        """Each worker with ``registration`` as of ``day``: registered, due, expired or never.

        Due is a valid one that may be renewed already. What begins after the day is not looked at.
        """
        registrations = self.model._meta.get_field("registrations").related_model.objects
        mine = registrations.filter(worker=OuterRef("pk"), starts_on__lte=day).order_by("-ends_on")
        rows = self.annotate(registered_until=Subquery(mine.values("ends_on")[:1]))
        state = Case(
            When(registered_until=None, then=Value("never")),
            When(registered_until__lt=day, then=Value("expired")),
            When(registered_until__lt=day + RENEWAL_OPENS, then=Value("due")),
            default=Value("registered"),
        )
        return rows.annotate(registration=state)


class CertificateQuerySet(ScopedQuerySet):
    """Certificates, read with their worker."""

    place_lookup = "worker__place__code"
    agency_lookup = "worker__agency_id"
    readers = SocialWorkerQuerySet.readers

    def highest_first(self) -> Self:
        """Senior social workers' certificates, then social workers', then assistants'."""
        rank = Case(
            When(level="senior", then=Value(0)),
            When(level="social_worker", then=Value(1)),
            default=Value(2),
        )
        return self.order_by(rank)


class RegistrationQuerySet(ScopedQuerySet):
    """Registrations, read with their worker."""

    place_lookup = "worker__place__code"
    agency_lookup = "worker__agency_id"
    readers = SocialWorkerQuerySet.readers

    def on(self, day: date) -> Self:
        """Registrations that are valid on ``day``."""
        return self.filter(starts_on__lte=day, ends_on__gte=day)


# Who enters what was published, and who was honoured.
STATISTICIANS: frozenset[str] = frozenset({Role.PROVINCE, Role.CITY})


class StatisticQuerySet(ScopedQuerySet):
    """Published statistics: read by officials within their area, with the totals of their province."""

    place_lookup = "place__code"
    readers = OFFICIALS | {Role.AUDITOR}

    def _in_places(self, scope: Scope) -> Self:
        provinces = {low[:2].ljust(12, "0") for low, _high in scope.ranges}
        return self.filter(scope.places(self.place_lookup) | Q(place__code__in=provinces))

    def kept_by(self, user: Any) -> Self:
        """The figures that ``user`` may correct: those of her own area, where she enters any."""
        visible = self.visible_to(user)
        if user.role not in STATISTICIANS:
            return visible.none()
        return visible.filter(user.scope.places(self.place_lookup))

    def current(self) -> Self:
        """The figures that no correction has replaced."""
        return self.filter(replaced_by=None)

    def latest_on(self, day: date) -> Self:
        """The current figures up to ``day``, those of the latest day first, then the latest published."""
        known = self.current().filter(as_of__lte=day, value__isnull=False)
        return known.order_by("-as_of", "-published_on", "-pk")


class HonourQuerySet(ScopedQuerySet):
    """Honours: read by officials of the place of whoever was given one, and above."""

    place_lookup = "place__code"
    readers = OFFICIALS | {Role.AUDITOR}

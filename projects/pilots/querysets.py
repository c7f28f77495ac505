"""Reading plans, projects and what belongs to them."""

from datetime import date
from typing import Any, Self

from django.db.models import DateField, Exists, F, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce, Greatest, Least

from projects.common.roles import BUSINESS, OFFICIALS, Role
from projects.common.scoping import Scope, ScopedQuerySet, scope_of

# From approval to settlement; nothing is put into a project while it is suspended.
LIVE = ("approved", "notice", "contracting", "running", "final_evaluation", "settlement")


class ActionPlanQuerySet(ScopedQuerySet):
    """Action plans: published, so everybody with business here reads them."""

    readers = BUSINESS

    def visible_to(self, user: Any) -> Self:
        scope = scope_of(user)
        return self.all() if scope and scope.role in self.readers else self.none()

    def followed_by(self, user: Any) -> Self:
        """The plans of the province in which the official ``user`` works."""
        return self.visible_to(user).filter(place__code=user.place.code[:2].ljust(12, "0"))


class QuotaQuerySet(ScopedQuerySet):
    """Quotas: published with their plan; each place reads those of its city and of the whole province."""

    place_lookup = "place__code"
    readers = BUSINESS

    def visible_to(self, user: Any) -> Self:
        """A city sees its own lines and the province's; a county those of the city above it."""
        scope = scope_of(user)
        if scope is None or scope.role not in self.readers:
            return self.none()
        return self.filter(place__isnull=True) | super().visible_to(user)

    def _in_places(self, scope: Scope) -> Self:
        within = Q(pk__in=[])
        for low, high in scope.ranges:
            city = low[:4].ljust(12, "0")
            within |= Q(place__code__gte=low, place__code__lt=high) | Q(place__code=city)
        return self.filter(within)


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


class BudgetLineQuerySet(OfProjectQuerySet):
    """Lines of planned cost."""

    readers = BUSINESS - {Role.CLERK}


class FieldCommentQuerySet(ScopedQuerySet):
    """Comments at fields: read by whoever reads the project, but not by the communities."""

    readers = BUSINESS - {Role.CLERK}

    def visible_to(self, user: Any) -> Self:
        scope = scope_of(user)
        if scope is None or scope.role not in self.readers:
            return self.none()
        moves = self.model._meta.get_field("move").related_model.objects
        return self.filter(move__in=moves.visible_to(user))

    def open(self) -> Self:
        """Comments that the county has neither dealt with nor answered."""
        return self.filter(resolved_on__isnull=True)


class ChangeRequestQuerySet(OfProjectQuerySet):
    """Change requests; staff and money are in them, so the communities do not read them."""

    readers = BUSINESS - {Role.CLERK}

    def awaiting(self, user: Any) -> Self:
        """Requests that ``user`` may decide: at her level, and asked by somebody else."""
        mine = self.visible_to(user).filter(status="asked", decider=user.role)
        return mine.exclude(created_by=user.pk)


class PartnerDepartmentQuerySet(ScopedQuerySet):
    """Partner departments: a list of names that everybody with business here reads."""

    readers = BUSINESS

    def visible_to(self, user: Any) -> Self:
        scope = scope_of(user)
        return self.all() if scope and scope.role in self.readers else self.none()

    def offered(self) -> Self:
        """Departments that may still be chosen."""
        return self.filter(is_active=True)


class PartnershipQuerySet(OfProjectQuerySet):
    """Departments on projects."""


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

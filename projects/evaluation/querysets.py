"""Reading visits, evaluations and surveys: whoever reads the project reads them, with exceptions."""

from datetime import date
from typing import Any, ClassVar, Self

from django.db.models import F, Q

from projects.common.roles import BUSINESS, OFFICIALS, Role
from projects.common.scoping import ScopedQuerySet, scope_of
from projects.pilots.models import Project

SCORERS = BUSINESS - {Role.CLERK}


class ByProjectQuerySet(ScopedQuerySet):
    """Rows read by whoever reads the project that ``project_lookup`` leads to."""

    project_lookup: ClassVar[str] = "project"
    readers = BUSINESS

    def visible_to(self, user: Any) -> Self:
        scope = scope_of(user)
        if scope is None or scope.role not in self.readers:
            return self.none()
        return self.filter(**{f"{self.project_lookup}__in": Project.objects.visible_to(user)})


class VisitQuerySet(ByProjectQuerySet):
    """Monitoring visits."""


class FindingQuerySet(ByProjectQuerySet):
    """What visits found."""

    project_lookup = "visit__project"


class FollowUpQuerySet(ByProjectQuerySet):
    """Follow-up actions."""

    project_lookup = "finding__visit__project"

    def waiting(self) -> Self:
        """Those not done yet."""
        return self.filter(done_on=None)

    def overdue(self, day: date) -> Self:
        """Those not done whose due day lies before ``day``."""
        return self.waiting().filter(due__lt=day)

    def owned_by(self, user: Any) -> Self:
        """Those that ``user``, or her agency, sees to."""
        return self.visible_to(user).filter(
            Q(agency=user.agency_id) if user.role == Role.AGENCY else Q(person=user.pk)
        )


class ScoreSheetQuerySet(ScopedQuerySet):
    """Score sheets: published once in force; while drawn up, read by the office that draws them up."""

    readers = BUSINESS

    def visible_to(self, user: Any) -> Self:
        scope = scope_of(user)
        if scope is None or scope.role not in self.readers:
            return self.none()
        if not scope.ranges and not scope.agency_id:
            return self.none()
        return self.filter(~Q(status="draft") | Q(pk__in=self._kept_by(user).values("pk")))

    def kept_by(self, user: Any) -> Self:
        """The sheets that ``user``, an official, draws up and changes for her place."""
        return self.visible_to(user).filter(pk__in=self._kept_by(user).values("pk"))

    def _kept_by(self, user: Any) -> Any:
        rows = self.model._default_manager.all()
        return rows.filter(place=user.place_id) if user.role in OFFICIALS else rows.none()


class CriterionQuerySet(ScopedQuerySet):
    """Lines of score sheets, read with their sheet."""

    readers = BUSINESS

    def visible_to(self, user: Any) -> Self:
        sheets = self.model._meta.get_field("sheet").related_model.objects
        return self.filter(sheet__in=sheets.visible_to(user))


class EvaluationQuerySet(ByProjectQuerySet):
    """Evaluations: their results are read by everybody who reads the project."""

    def unfinished(self) -> Self:
        """Those that are neither concluded nor withdrawn."""
        return self.filter(status__in=["open", "scoring"])


class PanelistQuerySet(ByProjectQuerySet):
    """Who sits on panels."""

    project_lookup = "evaluation__project"

    def sitting(self) -> Self:
        """Those who did not stand down."""
        return self.filter(stood_down_at=None)

    def declared(self) -> Self:
        """Those who declared a conflict themselves, rather than being relieved."""
        return self.filter(stood_down_by=F("user"))

    def to_score(self, user: Any) -> Self:
        """The panels on which ``user`` still has to hand in her sheet."""
        rows = self.visible_to(user).sitting().filter(user=user.pk)
        return rows.filter(evaluation__status__in=["open", "scoring"]).exclude(
            filled__submitted_at__isnull=False
        )


class FilledSheetQuerySet(ByProjectQuerySet):
    """Filled-in sheets. Blind until the conclusion: a panelist reads hers, the agency its own.

    A self-evaluation is read by all once it is handed in. After the conclusion all that count are
    read; what was never handed in stays with whoever wrote it.
    """

    project_lookup = "evaluation__project"
    readers = SCORERS

    def visible_to(self, user: Any) -> Self:
        rows = super().visible_to(user)
        scope = scope_of(user)
        if scope is None:
            return rows
        handed_in = Q(submitted_at__isnull=False)
        mine = Q(panelist__user=user.pk)
        if scope.role == Role.AGENCY:
            mine = Q(panelist=None)
        counts = Q(evaluation__status="concluded", panelist__stood_down_at=None)
        return rows.filter(mine | (handed_in & (counts | Q(panelist=None))))

    def counting(self) -> Self:
        """Panelists' sheets that were handed in by somebody who did not stand down."""
        return self.filter(submitted_at__isnull=False, panelist__stood_down_at=None).exclude(
            panelist=None
        )


class ScoreQuerySet(ScopedQuerySet):
    """Points, read with their sheet."""

    readers = SCORERS

    def visible_to(self, user: Any) -> Self:
        sheets = self.model._meta.get_field("filled").related_model.objects
        return self.filter(filled__in=sheets.visible_to(user))


class RectificationQuerySet(ByProjectQuerySet):
    """Rectification notices."""

    project_lookup = "evaluation__project"

    def waiting(self) -> Self:
        """Those without an accepted reply."""
        return self.filter(accepted_on=None)


class ReplyQuerySet(ByProjectQuerySet):
    """Replies to rectification notices."""

    project_lookup = "rectification__evaluation__project"


class SatisfactionSurveyQuerySet(ByProjectQuerySet):
    """Satisfaction surveys."""

"""Reading comments at fields and change requests."""

from typing import Any, Self

from projects.common.roles import BUSINESS, Role
from projects.common.scoping import ScopedQuerySet, scope_of
from projects.pilots.querysets.projects import OfProjectQuerySet


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

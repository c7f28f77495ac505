"""Reading what closes a project."""

from typing import Any, Self

from projects.common.roles import BUSINESS, OFFICIALS, Role
from projects.common.scoping import ScopedQuerySet, scope_of
from projects.pilots.models import Project


class WaiverQuerySet(ScopedQuerySet):
    """Waivers: read by whoever reads the project."""

    readers = BUSINESS

    def visible_to(self, user: Any) -> Self:
        scope = scope_of(user)
        if scope is None or scope.role not in self.readers:
            return self.none()
        return self.filter(project__in=Project.objects.visible_to(user))


class ArchivePackageQuerySet(WaiverQuerySet):
    """Archive packages. Staff, money and needs are in them: neither communities nor evaluators read them."""

    readers = OFFICIALS | {Role.AUDITOR, Role.AGENCY}

    def made(self) -> Self:
        """Packages that were made to the end."""
        return self.exclude(sha256="")

"""Reading uploads."""

from typing import Any, Self

from projects.common.roles import OFFICIALS, Role
from projects.common.scoping import ScopedQuerySet


class UploadQuerySet(ScopedQuerySet):
    """Uploads: each uploader reads her own, as long as she works for the place or agency of then."""

    place_lookup = "place__code"
    agency_lookup = "of_agency"
    readers = OFFICIALS | {Role.CLERK, Role.AGENCY}

    def visible_to(self, user: Any) -> Self:
        return super().visible_to(user).filter(created_by=getattr(user, "pk", None))


class ImportedRowQuerySet(ScopedQuerySet):
    """What has been imported before: read by imports alone, by no page."""

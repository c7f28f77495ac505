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


class HeaderMappingQuerySet(ScopedQuerySet):
    """What headers mean: each place's and each agency's own, used by those who import for it."""

    place_lookup = "place__code"
    agency_lookup = "of_agency"
    readers = OFFICIALS | {Role.CLERK, Role.AGENCY}

    def of(self, user: Any) -> Self:
        """Those of the user's very place or agency."""
        own = self.visible_to(user)
        return own.filter(place=user.place_id, of_agency=user.agency_id)


class ImportedRowQuerySet(ScopedQuerySet):
    """What has been imported before: read by imports alone, by no page."""

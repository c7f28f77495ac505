"""Reading service records."""

from typing import Self

from projects.common.roles import BUSINESS, OFFICIALS
from projects.common.scoping import Scope, ScopedQuerySet


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

"""Reading the register of people."""

from typing import Self

from projects.common.roles import OFFICIALS, Role
from projects.common.scoping import ScopedQuerySet


class PersonQuerySet(ScopedQuerySet):
    """People as numbers to count by: nobody reads them one by one."""


class BeneficiaryQuerySet(ScopedQuerySet):
    """The register: the agency reads its own; officials and auditors by the place, for counting.

    What officials are shown of a row is its number and what is counted by; names stay masked.
    """

    place_lookup = "place__code"
    agency_lookup = "agency_id"
    readers = OFFICIALS | {Role.AGENCY, Role.AUDITOR}

    def not_erased(self) -> Self:
        """Those who may be served, chosen and named."""
        return self.filter(erased_on__isnull=True)


class AttendanceQuerySet(ScopedQuerySet):
    """Who came to a service: read with the service."""

    place_lookup = "record__county_code"
    agency_lookup = "record__project__agency_id"
    readers = BeneficiaryQuerySet.readers

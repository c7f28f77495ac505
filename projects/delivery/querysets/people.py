"""Reading the register of people."""

import re
from datetime import date
from typing import Self

from django.db.models import Q

from projects.common.encryption import keyed_hash
from projects.common.identifiers import clean_number
from projects.common.roles import OFFICIALS, Role
from projects.common.scoping import ScopedQuerySet
from projects.delivery.ages import born_within

_ID_NUMBER = re.compile(r"[0-9]{17}[0-9X]")


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

    def of_id_number(self, text: str) -> Self:
        """The entries with exactly this ID number, found by its keyed hash; none for any other text."""
        number = clean_number(text)
        if not _ID_NUMBER.fullmatch(number):
            return self.none()
        return self.not_erased().filter(person__id_hash=keyed_hash(number))

    def in_band(self, band: str, day: date) -> Self:
        """Those who are in an age band on ``day``."""
        low, high = born_within(band, day)
        return self.filter(Q(born_on__gte=low) & Q(born_on__lt=high))

    def without_numbers(self) -> Self:
        """Rows for lists and choices, which show the masked name and read no number."""
        return self.defer("id_number", "phone", "guardian", "guardian_phone")


class AttendanceQuerySet(ScopedQuerySet):
    """Who came to a service: read with the service."""

    place_lookup = "record__county_code"
    agency_lookup = "record__project__agency_id"
    readers = BeneficiaryQuerySet.readers

"""Reading report runs."""

from projects.common.roles import OFFICIALS, Role
from projects.common.scoping import ScopedQuerySet


class ReportRunQuerySet(ScopedQuerySet):
    """Report runs: read by the place that they are about and the levels above it."""

    place_lookup = "place__code"
    readers = OFFICIALS | {Role.AUDITOR}

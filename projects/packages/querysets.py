"""Reading packages and their parts."""

from typing import Self

from django.db.models import Count, Q

from projects.common.roles import Role
from projects.common.scoping import ScopedQuerySet
from projects.jobs.models import Job

READERS = frozenset({Role.PROVINCE, Role.CITY, Role.AUDITOR})
GIVEN_UP = (Job.Status.FAILED, Job.Status.CANCELLED)


class PackageQuerySet(ScopedQuerySet):
    """Packages: read by the province or city that they are about, and the levels above it."""

    place_lookup = "place__code"
    readers = READERS

    def counted(self) -> Self:
        """With how many tables each has, how many are made, and how many have failed."""
        status = "parts__run__job__status"
        return self.annotate(
            tables=Count("parts"),
            made=Count("parts", filter=Q(**{status: Job.Status.DONE})),
            failed=Count("parts", filter=Q(**{f"{status}__in": GIVEN_UP})),
        )

    def to_close(self) -> Self:
        """Those whose tables are all made and whose zip nobody has asked for yet."""
        part = self.model._meta.get_field("parts").related_model
        open_ones = part._default_manager.exclude(run__job__status=Job.Status.DONE)
        return self.filter(job=None).exclude(pk__in=open_ones.values("package"))


class PartQuerySet(ScopedQuerySet):
    """Parts of packages, read with the package."""

    place_lookup = "package__place__code"
    readers = READERS

"""What is given to projects, and how their contracts bind it."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from projects.funding.models.budget import Budget
from projects.funding.models.entry import Entry
from projects.funding.models.source import Source
from projects.funding.querysets import AllocationQuerySet, CommitmentQuerySet
from projects.pilots.models import Contract, Project


class Allocation(Entry):
    """Money that the holder of a budget line gives to a project (下达).

    ``kind`` tells a reversal, which takes a whole entry back as if it had never been, from a release,
    which frees the part of the project's money that will never be contracted or paid (收回).
    """

    PREFIX = "XD"

    class Kind(models.TextChoices):
        GRANT = "grant", _("Allocation")
        REVERSAL = "reversal", _("Reversal")
        RELEASE = "release", _("Release")

    kind = models.CharField(
        _("kind"), max_length=8, choices=Kind, default=Kind.GRANT, editable=False
    )
    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="allocations", verbose_name=_("project")
    )
    budget = models.ForeignKey(
        Budget, on_delete=models.PROTECT, related_name="allocations", verbose_name=_("budget line")
    )

    objects = AllocationQuerySet.as_manager()

    class Meta(Entry.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="grant", reverses__isnull=True, amount__gt=0)
                | (Q(kind="reversal", reverses__isnull=False, amount__lt=0) & ~Q(reason=""))
                | (Q(kind="release", reverses__isnull=True, amount__lt=0) & ~Q(reason="")),
                name="allocation_is_signed_by_kind",
                violation_error_message=_("Enter an amount above 0."),
            ),
        ]
        indexes = [models.Index(fields=["project", "day"], name="allocation_project_day")]

    def get_absolute_url(self) -> str:
        return reverse("allocation", args=[self.pk])


class Commitment(Entry):
    """The part of a contract's amount that one source bears (合同资金).

    ``amount`` (yuan) is negative where a part is freed again, because the contract ends with less
    than it was signed for. ``Contract.committed`` is the running total over the sources.
    """

    PREFIX = "HT"

    contract = models.ForeignKey(
        Contract, on_delete=models.PROTECT, related_name="commitments", verbose_name=_("contract")
    )
    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, related_name="commitments", verbose_name=_("source")
    )

    objects = CommitmentQuerySet.as_manager()

    class Meta(Entry.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(reverses__isnull=True, amount__gt=0)
                | (Q(amount__lt=0) & ~Q(reason="")),
                name="commitment_below_zero_says_why",
                violation_error_message=_("Enter an amount above 0."),
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("project_money", args=[self.contract.project_id])

"""What the re-adding of the ledger found."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from projects.funding.querysets import ReconciliationQuerySet


class Reconciliation(models.Model):
    """One re-adding of all running totals from their entries (对账).

    ``entries`` is how many were added, ``differences`` how many totals were wrong, ``details`` the
    first of them as [{"check", "record", "stored", "added"}], amounts as text in yuan.
    """

    started_at = models.DateTimeField(_("started at"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished at"), null=True)
    entries = models.PositiveBigIntegerField(_("entries"), default=0)
    differences = models.PositiveIntegerField(_("differences"), default=0)
    details = models.JSONField(_("details"), default=list)

    objects = ReconciliationQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d %H:%M}"

    def get_absolute_url(self) -> str:
        return reverse("reconciliation", args=[self.pk])

    @property
    def seconds(self) -> float:
        """How long it took; 0 while it has not come to its end."""
        return (self.finished_at - self.started_at).total_seconds() if self.finished_at else 0.0

    @property
    def is_good(self) -> bool:
        """Whether it came to its end and found nothing."""
        return self.finished_at is not None and not self.differences

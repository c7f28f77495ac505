"""What was decided about a need: who, when, why."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from projects.needs.models.need import Need
from projects.needs.querysets import DecisionQuerySet


class Decision(models.Model):
    """One step of a need's triage: from, to, who, when, why. Never changed.

    ``into`` is the need that it was merged into, where the step was a merge.
    """

    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="decisions")
    name = models.CharField(_("move"), max_length=20)
    from_status = models.CharField(_("from"), max_length=12, choices=Need.Status)
    to_status = models.CharField(_("to"), max_length=12, choices=Need.Status)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"))
    reason = models.TextField(_("reason"), max_length=500, blank=True)
    into = models.ForeignKey(
        Need,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("merged into"),
    )

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.need} {self.from_status} → {self.to_status}"

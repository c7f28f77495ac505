"""Quotas of an action plan: how many pilots of which kind are to be where."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from projects.pilots.models.plan import ActionPlan
from projects.pilots.models.project import Project
from projects.pilots.querysets import QuotaQuerySet
from projects.places.models import Place


class Quota(models.Model):
    """One line of a plan (指标): ``number`` pilots of a level, in a city, rural or not.

    An empty ``level`` means pilots of any level, no ``place`` the whole province; ``rural`` counts
    rural pilots only. Lines overlap on purpose: a rural city pilot counts in each line that it fits.
    ``place`` is a city, or a county that reports on its own (平潭).
    """

    plan = models.ForeignKey(ActionPlan, on_delete=models.PROTECT, related_name="quotas")
    level = models.CharField(_("pilot level"), max_length=10, choices=Project.Level, blank=True)
    place = models.ForeignKey(
        Place,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="quotas",
        verbose_name=_("city"),
    )
    rural = models.BooleanField(_("rural pilots only"), default=False)
    number = models.PositiveIntegerField(_("planned pilots"))

    objects = QuotaQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ("plan", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "level", "place", "rural"],
                condition=Q(place__isnull=False),
                name="quota_once_a_city",
                violation_error_message=_("This quota is already in the plan."),
            ),
            # Two NULLs are not equal; SQLite knows no "nulls not distinct".
            models.UniqueConstraint(
                fields=["plan", "level", "rural"],
                condition=Q(place__isnull=True),
                name="quota_once_a_province",
                violation_error_message=_("This quota is already in the plan."),
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1),
                name="quota_is_at_least_one",
                violation_error_message=_("A quota is at least one pilot."),
            ),
        ]

    def __str__(self) -> str:
        where = self.place or self.plan.place
        return f"{where} {self.get_level_display()} {self.number}"

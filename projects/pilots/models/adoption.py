"""Which needs a project adopted."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from projects.needs.models import Need
from projects.pilots.models.project import Project
from projects.pilots.querysets import AdoptionQuerySet


class Adoption(models.Model):
    """A need that a project adopted, whole or in part: one need may be split among projects.

    ``part`` says which part of the need this project takes; empty means all of it.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="adoptions")
    need = models.ForeignKey(
        Need, on_delete=models.PROTECT, related_name="adoptions", verbose_name=_("need")
    )
    part = models.CharField(_("part of the need"), max_length=200, blank=True)

    objects = AdoptionQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["project", "need"],
                name="need_once_a_project",
                violation_error_message=_("The project has adopted this need already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.need} → {self.project}"

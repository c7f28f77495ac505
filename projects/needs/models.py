"""Residents' needs: where every project begins."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from projects.common.models import Submitted, Versioned
from projects.common.service_fields import ServiceField
from projects.needs.querysets import NeedQuerySet
from projects.places.models import Place


class Need(Submitted, Versioned):
    """What residents of one community need, as their clerk registered it.

    ``people_affected`` counts distinct residents (人数). It holds no personal data: the
    description says so above the field.
    """

    Field = ServiceField

    class TargetGroup(models.TextChoices):
        RURAL_POOR = "rural_poor", _("Rural poor")
        LEFT_CHILDREN = "left_children", _("Left-behind children")
        LEFT_WOMEN = "left_women", _("Left-behind women")
        LEFT_ELDERS = "left_elders", _("Left-behind elders")
        DIFFICULTY = "difficulty", _("People in special difficulty")
        YOUNG = "young", _("Young people")
        CORRECTION = "correction", _("People in community correction")
        RESIDENTS = "residents", _("Residents in general")

    class Status(models.TextChoices):
        REGISTERED = "registered", _("Registered")
        ADOPTED = "adopted", _("Adopted by a project")

    place = models.ForeignKey(
        Place,
        on_delete=models.PROTECT,
        related_name="needs",
        verbose_name=_("community or village"),
    )
    title = models.CharField(_("need in one sentence"), max_length=100)
    field = models.CharField(_("service field"), max_length=20, choices=Field)
    target_group = models.CharField(_("target group"), max_length=20, choices=TargetGroup)
    people_affected = models.PositiveIntegerField(_("people affected"))
    description = models.TextField(_("description"), max_length=2000)
    reported_on = models.DateField(_("reported on"))
    status = models.CharField(
        _("status"), max_length=12, choices=Status, default=Status.REGISTERED, editable=False
    )

    objects = NeedQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ("-reported_on", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(people_affected__gte=1),
                name="need_affects_somebody",
                violation_error_message=_("A need affects at least one person."),
            ),
        ]
        indexes = [models.Index(fields=["-reported_on", "-id"], name="need_newest")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("need", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Whether no project has adopted the need yet, so that it may still be edited."""
        return self.status == self.Status.REGISTERED

"""Residents' needs: where every project begins."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from projects.common.codes import CodesField
from projects.common.models import Submitted, Versioned
from projects.common.service_fields import ServiceField
from projects.needs.querysets import NeedQuerySet
from projects.places.models import Place


class Need(Submitted, Versioned):
    """What residents of one community need, as their clerk registered it or a resident reported it.

    ``people_affected`` counts distinct residents (人数), ``households_affected`` their households
    (户数; None where nobody counted them). It holds no personal data: the description says so above
    the field, and what a resident left of herself lies in ``ResidentReport``. ``status`` is moved by
    ``triage.MOVES`` and by the projects that adopt the need.
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

    class Source(models.TextChoices):
        VISIT = "visit", pgettext_lazy("need", "Home visit")
        SURVEY = "survey", _("Survey")
        HOTLINE = "hotline", _("Hotline")
        MEETING = "meeting", _("Residents' meeting")
        RESIDENT = "resident", _("Reported by a resident")

    class Urgency(models.TextChoices):
        NORMAL = "normal", _("Normal")
        URGENT = "urgent", _("Urgent")
        CRITICAL = "critical", _("Critical")

    class Status(models.TextChoices):
        REPORTED = "reported", _("Reported, not yet read")
        REGISTERED = "registered", _("Registered")
        VERIFIED = "verified", _("Verified")
        ADOPTED = "adopted", _("Adopted by a project")
        MERGED = "merged", _("Merged into another")
        DECLINED = "declined", pgettext_lazy("need", "Declined")

    place = models.ForeignKey(
        Place,
        on_delete=models.PROTECT,
        related_name="needs",
        verbose_name=_("community or village"),
    )
    title = models.CharField(_("need in one sentence"), max_length=100)
    field = models.CharField(_("service field"), max_length=20, choices=Field)
    target_groups = CodesField(_("target groups"), max_length=120, choices=TargetGroup)
    source = models.CharField(_("source"), max_length=10, choices=Source, default=Source.VISIT)
    urgency = models.CharField(_("urgency"), max_length=10, choices=Urgency, default=Urgency.NORMAL)
    people_affected = models.PositiveIntegerField(_("people affected"))
    households_affected = models.PositiveIntegerField(
        _("households affected"), null=True, blank=True
    )
    description = models.TextField(_("description"), max_length=2000)
    reported_on = models.DateField(_("reported on"))
    status = models.CharField(
        _("status"), max_length=12, choices=Status, default=Status.REGISTERED, editable=False
    )
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="merged",
        verbose_name=_("merged into"),
    )
    decision_reason = models.TextField(
        _("reason of the decision"), max_length=500, blank=True, editable=False
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
            models.CheckConstraint(
                condition=Q(households_affected__isnull=True)
                | Q(households_affected__gte=1, households_affected__lte=F("people_affected")),
                name="need_households_fit_its_people",
                violation_error_message=_(
                    "There are more households than people; a household has at least one."
                ),
            ),
            models.CheckConstraint(
                condition=Q(target_groups__regex=r"^,([a-z_]+,)+$"),
                name="need_concerns_some_group",
                violation_error_message=_("Choose whom the need concerns."),
            ),
            models.CheckConstraint(
                condition=Q(status="merged", merged_into__isnull=False)
                | (~Q(status="merged") & Q(merged_into__isnull=True)),
                name="need_merged_names_the_other",
                violation_error_message=_("A merged need names the one that it was merged into."),
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                name="need_is_not_merged_into_itself",
                violation_error_message=_("A need cannot be merged into itself."),
            ),
            models.CheckConstraint(
                condition=~Q(status="declined") | ~Q(decision_reason=""),
                name="need_declined_has_its_reason",
                violation_error_message=_("Say why; the reason stays on record."),
            ),
        ]
        indexes = [
            models.Index(fields=["-reported_on", "-id"], name="need_newest"),
            models.Index(fields=["place", "status"], name="need_place_status"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("need", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Whether the need waits for a project, so that it may still be edited and be adopted."""
        return self.status in (self.Status.REGISTERED, self.Status.VERIFIED)

"""Records of services that agencies delivered."""

from django.core.validators import FileExtensionValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from projects.common.models import Submitted, Versioned
from projects.delivery.querysets import ServiceRecordQuerySet
from projects.pilots.models import Project
from projects.places.models import Place
from projects.workers.models import SocialWorker


class ServiceRecord(Submitted, Versioned):
    """One service delivered on one day at one site of a project (服务记录).

    ``attendances`` (人次) add up; distinct people (人数) do not and are never summed from here.
    Case, group and community work are the three methods, each with its own unit; the others are
    recorded but are none of the three. ``county_code`` is a copy of the place's, so that each
    level reads its records by one index, without a join.
    """

    class Method(models.TextChoices):
        CASE = "case", _("Case work")
        GROUP = "group", _("Group work")
        COMMUNITY = "community", _("Community work")
        HOME_VISIT = "home_visit", _("Home visit")
        CONSULTATION = "consultation", _("Consultation")
        LECTURE = "lecture", _("Lecture")
        TRAINING = "training", _("Volunteer training")

    number = models.CharField(_("number"), max_length=30, unique=True, editable=False)
    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="services", verbose_name=_("project")
    )
    method = models.CharField(_("service method"), max_length=15, choices=Method)
    date = models.DateField(_("date"))
    hours = models.DecimalField(_("hours"), max_digits=4, decimal_places=1)
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, related_name="services", verbose_name=_("site")
    )
    county_code = models.CharField(max_length=12, editable=False)
    attendances = models.PositiveIntegerField(_("attendances"))
    workers = models.ManyToManyField(
        SocialWorker, related_name="services", verbose_name=_("social workers")
    )
    note = models.TextField(_("short note"), max_length=200, blank=True)
    sign_in_sheet = models.FileField(
        _("sign-in sheet"),
        upload_to="sign-in/%Y/%m/",
        blank=True,
        validators=[FileExtensionValidator(["jpg", "jpeg", "png", "pdf"])],
    )

    objects = ServiceRecordQuerySet.as_manager()
    # Notes and sheets tell of residents: the agency alone reads them, and no copy is kept.
    history = HistoricalRecords(excluded_fields=["number", "county_code", "note", "sign_in_sheet"])

    class Meta:
        ordering = ("-date", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(attendances__gte=1),
                name="service_reaches_somebody",
                violation_error_message=_("A service reaches at least one person."),
            ),
            models.CheckConstraint(
                condition=Q(hours__gt=0) & Q(hours__lte=24),
                name="service_hours_fit_a_day",
                violation_error_message=_("Hours lie between 0.1 and 24."),
            ),
        ]
        indexes = [
            models.Index(fields=["-date", "-id"], name="service_newest"),
            models.Index(fields=["county_code", "-date", "-id"], name="service_county"),
            models.Index(fields=["project", "-date", "-id"], name="service_project"),
        ]

    def __str__(self) -> str:
        return f"{self.get_method_display()} {self.date}"

    def get_absolute_url(self) -> str:
        return reverse("service", args=[self.pk])

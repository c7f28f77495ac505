"""One service that an agency delivered."""

from django.core.validators import FileExtensionValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from projects.common.codes import CodesField
from projects.common.history import RecordHistory
from projects.common.models import Submitted, Versioned
from projects.common.service_fields import ServiceField
from projects.delivery.models.case import CaseFile
from projects.delivery.models.group import ServiceGroup
from projects.delivery.models.person import Attendance, Beneficiary
from projects.delivery.querysets import CountedManager, ServiceRecordQuerySet
from projects.needs.models import Need
from projects.pilots.models import Project
from projects.places.models import Place
from projects.workers.models import SocialWorker


class ServiceRecord(Submitted, Versioned):
    """One service delivered on one day at one site of a project (服务记录).

    ``attendances`` (人次) add up; ``people`` (人数 of this service alone) do not and are never summed.
    Case, group and community work are the three methods, each with its own unit: an interview belongs
    to a ``case``, a ``session`` to a ``group``, an event stands alone. The others are recorded but are
    none of the three. ``county_code`` is a copy of the place's, so that each level reads its records
    by one index, without a join. ``lead`` is responsible; ``assistants`` helped and are not she.

    ``import_key`` is the natural key of a row that came from a spreadsheet and ``import_digest`` what
    it said; ``body_hash`` is that of an entry sent from a phone. What is written in ``process``,
    ``outcome``, ``follow_up`` and ``note`` tells of residents: the agency alone reads it.

    One that does not count (``counts``) was forgotten in a confirmed month and awaits the county, or was
    taken out of one: it stays and is read, by ``everything``; ``objects`` are those that count.
    """

    class Method(models.TextChoices):
        CASE = "case", _("Case work")
        GROUP = "group", _("Group work")
        COMMUNITY = "community", _("Community work")
        HOME_VISIT = "home_visit", _("Home visit")
        CONSULTATION = "consultation", _("Consultation")
        LECTURE = "lecture", _("Lecture")
        RESOURCE = "resource", _("Resource link")
        TRAINING = "training", _("Volunteer training")

    number = models.CharField(_("number"), max_length=30, unique=True, editable=False)
    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="services", verbose_name=_("project")
    )
    method = models.CharField(_("service method"), max_length=15, choices=Method)
    field = models.CharField(_("service field"), max_length=20, choices=ServiceField, blank=True)
    date = models.DateField(_("date"))
    starts_at = models.TimeField(_("from"), null=True, blank=True)
    ends_at = models.TimeField(_("to"), null=True, blank=True)
    hours = models.DecimalField(_("hours"), max_digits=4, decimal_places=1)
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, related_name="services", verbose_name=_("site")
    )
    county_code = models.CharField(max_length=12, editable=False)
    attendances = models.PositiveIntegerField(_("attendances"))
    people = models.PositiveIntegerField(_("people"), null=True, blank=True)
    groups = CodesField(_("target groups"), max_length=120, choices=Need.TargetGroup, blank=True)
    lead = models.ForeignKey(
        SocialWorker,
        on_delete=models.PROTECT,
        related_name="led_services",
        verbose_name=_("social worker in charge"),
    )
    assistants = models.ManyToManyField(
        SocialWorker, related_name="assisted_services", blank=True, verbose_name=_("assistants")
    )
    case = models.ForeignKey(
        CaseFile,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="interviews",
        verbose_name=_("case"),
    )
    group = models.ForeignKey(
        ServiceGroup,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="sessions",
        verbose_name=_("group"),
    )
    session = models.PositiveSmallIntegerField(_("session"), null=True, blank=True)
    beneficiaries = models.ManyToManyField(
        Beneficiary,
        through=Attendance,
        related_name="services",
        blank=True,
        verbose_name=_("people of the register"),
    )
    volunteers = models.PositiveSmallIntegerField(_("volunteers"), default=0)
    volunteer_hours = models.DecimalField(
        _("volunteers' hours"), max_digits=6, decimal_places=1, default=0
    )
    process = models.TextField(_("process"), max_length=4000, blank=True)
    outcome = models.TextField(pgettext_lazy("service", "outcome"), max_length=2000, blank=True)
    follow_up = models.TextField(_("follow-up"), max_length=2000, blank=True)
    rated = models.PositiveIntegerField(_("valid ratings"), default=0)
    satisfied = models.PositiveIntegerField(_("satisfied"), default=0)
    supervisor_opinion = models.TextField(_("supervisor's opinion"), max_length=1000, blank=True)
    note = models.TextField(_("short note"), max_length=200, blank=True)
    sign_in_sheet = models.FileField(
        _("sign-in sheet"),
        upload_to="sign-in/%Y/%m/",
        blank=True,
        validators=[FileExtensionValidator(["jpg", "jpeg", "png", "pdf"])],
    )
    import_key = models.CharField(  # noqa: DJ001, null where it came another way: unique
        max_length=32, null=True, unique=True, editable=False
    )
    import_digest = models.CharField(max_length=32, blank=True, editable=False)
    body_hash = models.CharField(max_length=64, blank=True, editable=False)
    counts = models.BooleanField(_("counted"), default=True, editable=False)

    objects = CountedManager()
    everything = ServiceRecordQuerySet.as_manager()
    # Notes and sheets tell of residents: the agency alone reads them, and no copy is kept.
    history = RecordHistory(
        excluded_fields=[
            *("number", "county_code", "import_key", "import_digest", "body_hash"),
            *("note", "process", "outcome", "follow_up", "supervisor_opinion", "sign_in_sheet"),
        ]
    )

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
            models.CheckConstraint(
                condition=Q(starts_at__isnull=True, ends_at__isnull=True)
                | Q(starts_at__isnull=False, ends_at__isnull=False, ends_at__gt=F("starts_at")),
                name="service_ends_after_it_starts",
                violation_error_message=_("Enter both times, the end after the beginning."),
            ),
            models.CheckConstraint(
                condition=Q(people__isnull=True) | Q(people__gte=1, people__lte=F("attendances")),
                name="service_people_within_attendances",
                violation_error_message=_("People are at least 1 and at most the attendances."),
            ),
            models.CheckConstraint(
                condition=Q(satisfied__lte=F("rated"), rated__lte=F("attendances")),
                name="service_satisfied_within_rated",
                violation_error_message=_(
                    "The satisfied are at most the valid ratings, these at most the attendances."
                ),
            ),
            models.CheckConstraint(
                condition=Q(volunteer_hours__gte=0) & (Q(volunteer_hours=0) | Q(volunteers__gte=1)),
                name="service_volunteers_give_hours",
                violation_error_message=_("Hours of volunteers need at least one volunteer."),
            ),
            models.CheckConstraint(
                condition=Q(case__isnull=True) | Q(method="case"),
                name="service_of_a_case_is_case_work",
                violation_error_message=_("A case is named by its interviews only."),
            ),
            models.CheckConstraint(
                condition=Q(group__isnull=True, session__isnull=True)
                | Q(group__isnull=False, session__gte=1, method="group"),
                name="service_of_a_group_is_a_session",
                violation_error_message=_("A group is named by its numbered sessions only."),
            ),
            models.UniqueConstraint(
                fields=["group", "session"],
                condition=Q(counts=True),
                name="group_session_once",
                violation_error_message=_("This session of the group is already logged."),
            ),
        ]
        indexes = [
            models.Index(fields=["-date", "-id"], name="service_newest"),
            models.Index(fields=["county_code", "-date", "-id"], name="service_county"),
            models.Index(fields=["project", "-date", "-id"], name="service_project"),
            models.Index(fields=["lead", "date"], name="service_lead"),
        ]

    def __str__(self) -> str:
        return f"{self.get_method_display()} {self.date}"

    def get_absolute_url(self) -> str:
        return reverse("service", args=[self.pk])

    @property
    def workers(self) -> list[SocialWorker]:
        """The one in charge, then her assistants."""
        return [self.lead, *self.assistants.all()]

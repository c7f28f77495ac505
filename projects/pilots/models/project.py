"""Pilot projects, their sites and the record of every move."""

from datetime import date
from decimal import Decimal
from itertools import pairwise

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from projects.agencies.models import Agency
from projects.common.models import Submitted, Versioned
from projects.common.money import ZERO, MoneyField
from projects.needs.models import Need
from projects.pilots.models.plan import ActionPlan
from projects.pilots.querysets import LIVE, MoveQuerySet, ProjectQuerySet, SiteQuerySet
from projects.places.models import Place

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)
OUT_OF_TIME = _("Enter a day from the years 2000 to 2100.")
OF_OUR_TIME = [
    MinValueValidator(FIRST_DAY, OUT_OF_TIME),
    MaxValueValidator(LAST_DAY, OUT_OF_TIME),
]

# (name of the constraint, the day, the statuses that cannot be without it)
_OVER = ["closed", "archived"]
_FINISHED = ["final_evaluation", "settlement", *_OVER]
_STARTED = ["running", "suspended", *_FINISHED]
DAY_OF_STATUS = (
    ("approved", "approved_on", ["approved", "notice", "contracting", "terminated", *_STARTED]),
    ("running", "started_on", _STARTED),
    ("suspended", "suspended_on", ["suspended"]),
    ("finished", "finished_on", _FINISHED),
    ("closed", "closed_on", _OVER),
    ("archived", "archived_on", ["archived"]),
)
DAYS_IN_ORDER = (
    ("approved", "started"),
    ("started", "midterm"),
    ("started", "suspended"),
    ("started", "finished"),
    ("finished", "closed"),
    ("closed", "archived"),
    ("approved", "terminated"),
    ("started", "terminated"),
)


class Project(Submitted, Versioned):
    """A pilot project (试点项目): adopts needs, is executed by an agency, at sites, within dates.

    ``place`` is the county that registered it. ``level`` is the pilot level; which levels pay is
    another matter (funding). ``starts``/``ends`` is the planned implementation; the days that end
    in ``_on`` are what happened, ``suspended_on`` the day of the latest suspension. ``allocated``
    (yuan) is the running total of its allocations, moved by funding in the same transaction.
    """

    class Level(models.TextChoices):
        PROVINCE = "province", _("Province pilot")
        CITY = "city", _("City pilot")
        COUNTY = "county", _("County pilot")

    class Setting(models.TextChoices):
        RURAL = "rural", _("Rural")
        URBAN = "urban", _("Urban")

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        RETURNED = "returned", _("Returned for correction")
        COUNTY_CHECK = "county_check", _("County check")
        CITY_REVIEW = "city_review", _("City review")
        APPROVAL = "approval", _("Awaiting approval")
        APPROVED = "approved", _("Approved")
        NOTICE = "notice", _("On public notice")
        CONTRACTING = "contracting", _("Awaiting contract")
        RUNNING = "running", _("In implementation")
        SUSPENDED = "suspended", _("Suspended")
        FINAL_EVALUATION = "final_evaluation", _("Final evaluation")
        SETTLEMENT = "settlement", _("Settlement and audit")
        CLOSED = "closed", _("Closed")
        ARCHIVED = "archived", _("Archived")
        TERMINATED = "terminated", _("Terminated")

    number = models.CharField(_("number"), max_length=30, unique=True, editable=False)
    plan = models.ForeignKey(
        ActionPlan, on_delete=models.PROTECT, related_name="projects", verbose_name=_("action plan")
    )
    name = models.CharField(_("project name"), max_length=100)
    level = models.CharField(_("pilot level"), max_length=10, choices=Level)
    field = models.CharField(_("service field"), max_length=20, choices=Need.Field)
    setting = models.CharField(_("rural or urban"), max_length=5, choices=Setting)
    place = models.ForeignKey(
        Place,
        on_delete=models.PROTECT,
        related_name="projects",
        verbose_name=_("county"),
    )
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="projects", verbose_name=_("agency")
    )
    needs = models.ManyToManyField(
        Need, through="Adoption", related_name="projects", verbose_name=_("needs")
    )
    places = models.ManyToManyField(
        Place, through="Site", related_name="sited_projects", verbose_name=_("sites")
    )
    starts = models.DateField(_("planned start"), validators=OF_OUR_TIME)
    ends = models.DateField(_("planned end"), validators=OF_OUR_TIME)
    target_people = models.PositiveIntegerField(_("people to be served"))
    target_services = models.PositiveIntegerField(_("services to be delivered"))
    goals = models.TextField(_("goals"), max_length=2000)
    status = models.CharField(
        _("status"), max_length=20, choices=Status, default=Status.DRAFT, editable=False
    )
    approved_on = models.DateField(_("approved on"), null=True, editable=False)
    started_on = models.DateField(_("started on"), null=True, editable=False)
    midterm_on = models.DateField(_("mid-term evaluation on"), null=True, editable=False)
    suspended_on = models.DateField(_("suspended on"), null=True, editable=False)
    finished_on = models.DateField(_("finished on"), null=True, editable=False)
    closed_on = models.DateField(_("closed on"), null=True, editable=False)
    archived_on = models.DateField(_("archived on"), null=True, editable=False)
    terminated_on = models.DateField(_("terminated on"), null=True, editable=False)
    allocated = MoneyField(_("allocated"), default=ZERO, editable=False)

    objects = ProjectQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ("-updated_at", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__gt=F("starts")),
                name="project_ends_after_it_starts",
                violation_error_message=_("The planned end must lie after the planned start."),
            ),
            models.CheckConstraint(
                condition=Q(target_people__gte=1),
                name="project_serves_somebody",
                violation_error_message=_("A project serves at least one person."),
            ),
            models.CheckConstraint(
                condition=Q(target_services__gte=1),
                name="project_delivers_something",
                violation_error_message=_("A project delivers at least one service."),
            ),
            models.CheckConstraint(
                condition=Q(allocated__gte=0), name="project_allocated_is_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(starts__gte=FIRST_DAY, ends__lte=LAST_DAY),
                name="project_is_planned_for_our_time",
                violation_error_message=OUT_OF_TIME,
            ),
            *(
                models.CheckConstraint(
                    condition=~Q(status__in=statuses) | Q(**{f"{day}__isnull": False}),
                    name=f"project_{name}_has_its_date",
                    violation_error_message=_("The status asks for a day that is missing."),
                )
                for name, day, statuses in DAY_OF_STATUS
            ),
            models.CheckConstraint(
                condition=Q(status="terminated", terminated_on__isnull=False)
                | (~Q(status="terminated") & Q(terminated_on__isnull=True)),
                name="project_terminated_has_its_date",
                violation_error_message=_("The status asks for a day that is missing."),
            ),
            # A day that is missing compares with nothing, so the pairs need not say so.
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{later}_on__gte": F(f"{earlier}_on")}),
                    name=f"project_{later}_not_before_{earlier}",
                    violation_error_message=_("The days of the project are out of order."),
                )
                for earlier, later in DAYS_IN_ORDER
            ),
        ]
        indexes = [
            models.Index(fields=["plan", "status"], name="project_plan_status"),
            models.Index(fields=["-updated_at", "-id"], name="project_newest"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("project", args=[self.pk])

    def why_attachments_stay(self) -> str:
        """Why the files of the project and its records can no longer be withdrawn, or ""."""
        if self.status in ("closed", "archived"):
            return gettext("The project is closed; its files stay as they are.")
        return ""

    @property
    def is_editable(self) -> bool:
        """Whether the registration may still be changed: before it was handed up, or after a return."""
        return self.status in (self.Status.DRAFT, self.Status.RETURNED)

    @property
    def is_live(self) -> bool:
        """Whether money and workers may be put in: from approval to settlement, not while suspended."""
        return self.status in LIVE

    def pauses(self) -> list[tuple[date, date]]:
        """The day of each suspension that is over, and of the move that ended it."""
        moves = [(move.to_status, timezone.localdate(move.at)) for move in self.moves.all()]
        return [
            (day, after)
            for (status, day), (_status, after) in pairwise(moves)
            if status == self.Status.SUSPENDED
        ]

    @property
    def is_over(self) -> bool:
        """Whether it was closed or terminated, so that nothing about it changes any more."""
        return self.status in (*_OVER, self.Status.TERMINATED)

    @property
    def planned_amount(self) -> Decimal:
        """What the project is planned to cost: the sum of its budget lines, yuan."""
        return sum((line.amount for line in self.budget_lines.all()), ZERO)


class Site(models.Model):
    """A village or community in which a project works (实施地); its county is covered by the project."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="sites")
    place = models.ForeignKey(
        Place,
        on_delete=models.PROTECT,
        related_name="sites",
        verbose_name=_("community or village"),
    )

    objects = SiteQuerySet.as_manager()

    class Meta:
        ordering = ("place__code",)
        constraints = [
            models.UniqueConstraint(
                fields=["project", "place"],
                name="site_once_a_project",
                violation_error_message=_("This site is already part of the project."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.place)


class FormerSite(models.Model):
    """A place that was a site of a project until the day an approved change gave it up.

    What was delivered there until that day, the day itself included, was delivered at a site.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="former_sites")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    until = models.DateField(_("until"))

    objects = SiteQuerySet.as_manager()

    class Meta:
        ordering = ("until", "place__code")

    def __str__(self) -> str:
        return f"{self.place} – {self.until}"


class Move(models.Model):
    """One step of a project through its lifecycle: from, to, who, when, why. Never changed."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="moves")
    name = models.CharField(_("move"), max_length=20)
    from_status = models.CharField(_("from"), max_length=20, choices=Project.Status, blank=True)
    to_status = models.CharField(_("to"), max_length=20, choices=Project.Status)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"))
    reason = models.TextField(_("reason"), blank=True)

    objects = MoveQuerySet.as_manager()

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.project} {self.from_status} → {self.to_status}"

"""Group work: a group, its members and its sessions."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from projects.common.models import Submitted, Versioned
from projects.common.service_fields import ServiceField
from projects.delivery.models.person import Beneficiary
from projects.delivery.querysets import GroupMemberQuerySet, ServiceGroupQuerySet
from projects.pilots.models import Project
from projects.workers.models import SocialWorker


class ServiceGroup(Submitted, Versioned):
    """A group (小组) that meets for a planned number of sessions; each session is a service record.

    Source: MZ/T 095-2017 社会工作方法 小组工作.
    """

    class Kind(models.TextChoices):
        GROWTH = "growth", _("Growth")
        SUPPORT = "support", _("Mutual support")
        EDUCATION = "education", _("Education")
        INTEREST = "interest", _("Common interest")
        THERAPY = "therapy", _("Therapy")
        TASK = "task", _("Task")

    number = models.CharField(_("number"), max_length=30, unique=True, editable=False)
    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="service_groups", verbose_name=_("project")
    )
    name = models.CharField(_("name of the group"), max_length=60)
    kind = models.CharField(_("kind of group"), max_length=10, choices=Kind)
    field = models.CharField(_("service field"), max_length=20, choices=ServiceField)
    worker = models.ForeignKey(
        SocialWorker,
        on_delete=models.PROTECT,
        related_name="groups",
        verbose_name=_("group leader"),
    )
    goals = models.TextField(_("goals"), max_length=1000, blank=True)
    planned_sessions = models.PositiveSmallIntegerField(_("planned sessions"))
    opened_on = models.DateField(_("began on"))
    closed_on = models.DateField(_("ended on"), null=True, editable=False)
    evaluation = models.TextField(_("evaluation"), max_length=2000, blank=True, editable=False)
    members = models.ManyToManyField(
        Beneficiary, through="GroupMember", related_name="groups_joined"
    )

    objects = ServiceGroupQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["evaluation"])

    class Meta:
        ordering = ("-opened_on", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(planned_sessions__gte=1, planned_sessions__lte=60),
                name="group_meets_at_least_once",
                violation_error_message=_("A group meets 1 to 60 times."),
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("opened_on")),
                name="group_ends_after_it_begins",
                violation_error_message=_("The group began later; enter that day or a later one."),
            ),
            models.UniqueConstraint(
                fields=["project", "name"],
                name="one_group_a_name_and_project",
                violation_error_message=_("The project already has a group of this name."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("group", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Whether sessions may still be logged."""
        return self.closed_on is None


class GroupMember(models.Model):
    """Somebody of the register who belongs to a group, from one day on."""

    group = models.ForeignKey(ServiceGroup, on_delete=models.PROTECT, related_name="memberships")
    beneficiary = models.ForeignKey(
        Beneficiary, on_delete=models.PROTECT, related_name="memberships"
    )
    joined_on = models.DateField(_("joined on"))
    left_on = models.DateField(_("left on"), null=True)

    objects = GroupMemberQuerySet.as_manager()

    class Meta:
        ordering = ("joined_on", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["group", "beneficiary"],
                name="member_of_a_group_once",
                violation_error_message=_("This person already belongs to the group."),
            ),
            models.CheckConstraint(
                condition=Q(left_on__isnull=True) | Q(left_on__gte=F("joined_on")),
                name="member_leaves_after_joining",
                violation_error_message=_("The last day lies before the first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group_id}: {self.beneficiary_id}"

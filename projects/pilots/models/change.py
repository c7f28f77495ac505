"""Changes of an approved project: asked for, decided, and kept with what was before."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from projects.common.models import Submitted
from projects.common.roles import Role
from projects.pilots.models.project import Project
from projects.pilots.querysets import ChangeRequestQuerySet

_DECIDERS = [(role.value, role.label) for role in (Role.PROVINCE, Role.CITY, Role.COUNTY)]


class ChangeRequest(Submitted):
    """Somebody asks to change staff, dates, sites or budget of a live project (变更).

    ``before`` and ``after`` are what the kind is about, as plain JSON with the names of the day, so
    that old values stay readable. ``decider`` is the role that decides (projects/pilots/changes.py
    says which); ``created_by`` asked.
    """

    class Kind(models.TextChoices):
        STAFF = "staff", _("Staff")
        DATES = "dates", _("Dates")
        SITES = "sites", _("Sites")
        BUDGET = "budget", _("Budget shift")

    class Status(models.TextChoices):
        ASKED = "asked", _("Awaiting decision")
        APPROVED = "approved", pgettext_lazy("change", "Approved")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    number = models.CharField(_("number"), max_length=40, unique=True, editable=False)
    project = models.ForeignKey(
        Project,
        on_delete=models.PROTECT,
        related_name="change_requests",
        verbose_name=_("project"),
    )
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    before = models.JSONField(_("before"))
    after = models.JSONField(_("after"))
    reason = models.TextField(_("reason"), max_length=500)
    decider = models.CharField(_("decided by"), max_length=10, choices=_DECIDERS)
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.ASKED, editable=False
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, editable=False)
    decision_reason = models.TextField(
        _("reason of the decision"), max_length=500, blank=True, editable=False
    )

    objects = ChangeRequestQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=["project", "kind"],
                condition=Q(status="asked"),
                name="one_open_change_a_kind",
                violation_error_message=_(
                    "A change of this kind already awaits its decision; withdraw it first."
                ),
            ),
            models.CheckConstraint(
                condition=Q(status="asked", decided_by__isnull=True, decided_at__isnull=True)
                | (~Q(status="asked") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="change_decided_says_by_whom_and_when",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["approved", "declined"])
                | ~Q(decided_by=models.F("created_by")),
                name="change_is_not_decided_by_who_asked",
                violation_error_message=_("Somebody else than who asked decides."),
            ),
            models.CheckConstraint(
                condition=~Q(status="declined") | ~Q(decision_reason=""),
                name="change_declined_says_why",
                violation_error_message=_("Say why; the reason stays on record."),
            ),
        ]
        indexes = [models.Index(fields=["-created_at", "-id"], name="change_newest")]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("change", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Whether it still awaits its decision."""
        return self.status == self.Status.ASKED

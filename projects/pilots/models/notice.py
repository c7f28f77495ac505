"""Public notices of approved projects, and what the public objects to."""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from projects.common.encryption import EncryptedTextField
from projects.common.models import Submitted
from projects.pilots.models.project import LAST_DAY, OUT_OF_TIME, Project
from projects.pilots.querysets import ObjectionQuerySet, PublicNoticeQuerySet
from projects.pilots.workdays import nth_working_day, working_days

SHORTEST, LONGEST = 5, 7  # working days
LONGEST_SPAN = timedelta(days=60)  # no holiday makes seven working days longer than this

validate_office_phone = RegexValidator(
    r"^(0\d{2,3}-?)?\d{7,8}(-\d{1,5})?$|^1[3-9]\d{9}$",
    _("Enter a phone number such as 0591-87654321."),
)


class PublicNotice(Submitted):
    """The public notice of an approved project (公示): anybody reads it and may object until it ends.

    ``starts`` and ``ends`` are its first and last day, 5 to 7 working days (workdays.py). The text is
    kept as it was shown. A notice is never changed: one that was wrong is withdrawn and issued again,
    as a new row.
    """

    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="notices", verbose_name=_("project")
    )
    starts = models.DateField(_("first day"))
    ends = models.DateField(_("last day"))
    text = models.TextField(_("text of the notice"), max_length=4000)
    authority = models.CharField(_("issuing authority"), max_length=100)
    phone = models.CharField(_("contact phone"), max_length=20, validators=[validate_office_phone])
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, editable=False)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("withdrawn by"),
    )
    withdrawn_reason = models.TextField(
        _("reason of the withdrawal"), max_length=500, blank=True, editable=False
    )

    objects = PublicNoticeQuerySet.as_manager()

    class Meta:
        ordering = ("-starts", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=["project"],
                condition=Q(withdrawn_on__isnull=True),
                name="one_notice_at_a_time",
                violation_error_message=_("The project is already on public notice."),
            ),
            models.CheckConstraint(
                condition=Q(ends__gt=F("starts")),
                name="notice_ends_after_it_starts",
                violation_error_message=_("The last day lies before the first."),
            ),
            models.CheckConstraint(
                condition=Q(
                    withdrawn_on__isnull=True, withdrawn_by__isnull=True, withdrawn_reason=""
                )
                | (
                    Q(withdrawn_on__isnull=False, withdrawn_by__isnull=False)
                    & ~Q(withdrawn_reason="")
                ),
                name="notice_withdrawn_says_by_whom_and_why",
                violation_error_message=_("Say why; the reason stays on record."),
            ),
        ]
        indexes = [models.Index(fields=["-starts", "-id"], name="notice_newest")]

    def __str__(self) -> str:
        return str(self.project)

    def get_absolute_url(self) -> str:
        return reverse("public_notice", args=[self.pk])

    def clean(self) -> None:
        """The length of a notice, and that a new one does not begin in the past, at their fields."""
        super().clean()
        if not self.starts or not self.ends:
            return  # the fields themselves say what is missing
        if self.starts > LAST_DAY:
            raise ValidationError({"starts": OUT_OF_TIME})
        if self._state.adding and self.starts < timezone.localdate():
            raise ValidationError({"starts": _("A notice begins today or later.")})
        if not SHORTEST <= self.length <= LONGEST:
            raise ValidationError({"ends": self._wrong_length()})

    @property
    def length(self) -> int:
        """How many working days the notice lasts; 0 for a span that is no notice at all."""
        if not self.starts <= self.ends <= self.starts + LONGEST_SPAN:
            return 0
        return working_days(self.starts, self.ends)

    def _wrong_length(self) -> Any:
        return format_lazy(
            _(
                "A public notice lasts 5 to 7 working days: one that begins on {starts} ends between"
                " {first} and {last}."
            ),
            starts=self.starts.isoformat(),
            first=nth_working_day(self.starts, SHORTEST).isoformat(),
            last=nth_working_day(self.starts, LONGEST).isoformat(),
        )

    def open_on(self, day: date) -> bool:
        """Whether the notice is out on ``day``, so that objections are taken."""
        return self.withdrawn_on is None and self.starts <= day <= self.ends

    def is_over(self, day: date) -> bool:
        """Whether its last day lies before ``day``."""
        return self.ends < day


class Objection(models.Model):
    """What somebody, with a name and a phone, objects to in a notice (异议), and how it was handled.

    It comes from a page without sign-in. Name and phone are encrypted, are shown to the approving
    level only, and never to the public. ``receipt`` is what the sender keeps.
    """

    class Outcome(models.TextChoices):
        UPHELD = "upheld", _("Upheld")
        NOT_UPHELD = "not_upheld", _("Not upheld")

    notice = models.ForeignKey(
        PublicNotice, on_delete=models.PROTECT, related_name="objections", verbose_name=_("notice")
    )
    receipt = models.CharField(_("receipt number"), max_length=20, unique=True, editable=False)
    submission_key = models.UUIDField(
        _("submission key"),
        unique=True,
        editable=False,
        error_messages={"unique": _("This form has already been saved.")},
    )
    name = EncryptedTextField(_("name"))
    phone = EncryptedTextField(_("phone"))
    text = models.TextField(_("objection"), max_length=2000)
    received_at = models.DateTimeField(_("received at"), auto_now_add=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, blank=True)
    answer = models.TextField(_("answer"), max_length=2000, blank=True)
    handled_on = models.DateField(_("handled on"), null=True, editable=False)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("handled by"),
    )

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        ordering = ("received_at", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(handled_on__isnull=True, handled_by__isnull=True, outcome="")
                | (
                    Q(handled_on__isnull=False, handled_by__isnull=False)
                    & Q(outcome__in=["upheld", "not_upheld"])
                    & ~Q(answer="")
                ),
                name="objection_handled_says_how_and_by_whom",
                violation_error_message=_("A handled objection has an outcome and an answer."),
            ),
        ]

    def __str__(self) -> str:
        return self.receipt

    def get_absolute_url(self) -> str:
        return reverse("project_contract", args=[self.notice.project_id])

    @property
    def is_handled(self) -> bool:
        """Whether the approving level has answered it."""
        return self.handled_on is not None

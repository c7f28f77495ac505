"""What an agency has to put right after an evaluation, and what it answers."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from projects.common.models import Submitted
from projects.evaluation.models.evaluation import Evaluation
from projects.evaluation.querysets import RectificationQuerySet, ReplyQuerySet
from projects.pilots.models import Project


class Rectification(Submitted):
    """A rectification notice (整改通知) to the agency after an evaluation: what, until when.

    The agency replies until a reply is accepted; only then is the evaluation made once more.
    """

    evaluation = models.OneToOneField(
        Evaluation, on_delete=models.PROTECT, related_name="rectification"
    )
    what = models.TextField(_("what is to be put right"), max_length=2000)
    due = models.DateField(_("due on"))
    issued_on = models.DateField(_("issued on"), editable=False)
    accepted_on = models.DateField(_("accepted on"), null=True, editable=False)

    objects = RectificationQuerySet.as_manager()

    class Meta:
        ordering = ("-issued_on", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(accepted_on=None) | Q(accepted_on__gte=models.F("issued_on")),
                name="rectification_accepted_after_it_was_issued",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.evaluation} {self.issued_on}"

    def get_absolute_url(self) -> str:
        return f"{self.evaluation.get_absolute_url()}#rectification"

    def is_overdue(self, day: date) -> bool:
        """Whether ``day`` lies after the due day and no reply was accepted."""
        return self.accepted_on is None and self.due < day


class Reply(Submitted):
    """The agency's reply to a rectification notice, and the official's decision on it."""

    class Decision(models.TextChoices):
        WAITING = "", _("awaiting the decision")
        ACCEPTED = "accepted", _("accepted")
        REFUSED = "refused", _("not accepted")

    rectification = models.ForeignKey(
        Rectification, on_delete=models.PROTECT, related_name="replies"
    )
    text = models.TextField(_("what was done"), max_length=2000)
    replied_on = models.DateField(_("replied on"), editable=False)
    decision = models.CharField(
        _("decision"), max_length=10, choices=Decision, blank=True, default="", editable=False
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
    )
    decided_on = models.DateField(_("decided on"), null=True, editable=False)
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    objects = ReplyQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["rectification"],
                condition=Q(decision=""),
                name="one_reply_waits_at_a_time",
                violation_error_message=_("A reply already waits for the decision."),
            ),
            models.CheckConstraint(
                condition=Q(decision="", decided_by=None, decided_on=None)
                | (~Q(decision="") & Q(decided_by__isnull=False, decided_on__isnull=False)),
                name="reply_decided_says_by_whom",
            ),
            models.CheckConstraint(
                condition=~Q(decision="refused") | ~Q(reason=""),
                name="reply_refused_says_why",
                violation_error_message=_("Say why; the reason stays on record."),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:40]

    @property
    def project(self) -> Project:
        """The project that it is about: once that is closed, its files stay."""
        return self.rectification.evaluation.project

    def why_attachments_stay(self) -> str | Promise:
        """Why its proof can no longer be withdrawn, or "": a decision rests on it."""
        if self.decision == self.Decision.WAITING:
            return ""
        return _("This reply was decided on already.")

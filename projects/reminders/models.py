"""Who wants a daily mail, and which were sent."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from projects.reminders.querysets import OwnQuerySet

ATTEMPTS = 3


class MailChoice(models.Model):
    """Whether a user wants each morning's mail; without a row she gets it where she has an address."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mail_choice"
    )
    daily = models.BooleanField(_("daily mail"), default=True)

    objects = OwnQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.user}: {self.daily}"


class Mail(models.Model):
    """A mail to one user: the row is made first, claimed and counted, and only then is it sent."""

    items = models.PositiveIntegerField(_("items"))
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)

    objects = OwnQuerySet.as_manager()

    class Meta:
        abstract = True


class Digest(Mail):
    """The mail of one day to one user: the row is made first, so that no day is mailed twice."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="digests"
    )
    day = models.DateField(_("day"))

    class Meta:
        ordering = ("-day", "user")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "day"],
                name="one_digest_a_day",
                violation_error_message=_("The mail of this day was already made."),
            ),
            models.CheckConstraint(
                condition=Q(attempts__lte=ATTEMPTS), name="digest_attempts_are_capped"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.day}"


class MonthReminder(Mail):
    """The mail about the months of services due on ``due``: to one user, once before and once after."""

    class Kind(models.TextChoices):
        BEFORE = "before", _("before the due day")
        AFTER = "after", _("after the due day")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="month_reminders"
    )
    due = models.DateField(_("due on"))
    kind = models.CharField(_("kind"), max_length=6, choices=Kind)

    class Meta:
        ordering = ("-due", "user")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "due", "kind"],
                name="one_month_reminder_of_a_kind",
                violation_error_message=_("The mail about these months was already made."),
            ),
            models.CheckConstraint(
                condition=Q(attempts__lte=ATTEMPTS), name="month_reminder_attempts_are_capped"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.due} {self.kind}"

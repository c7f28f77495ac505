"""Who opened a narrative or an unmasked number, when and why."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from projects.audit.querysets import AccessQuerySet


class Access(models.Model):
    """One opening of what a record keeps closed (查阅记录): by whom, what, and for which reason.

    Written in the transaction that reads what is opened, and never changed or deleted: the database
    refuses (migration 0002). ``about`` names the record by its number, never by its content.
    Source: 个人信息保护法 art. 51 and 55, records of access to sensitive data.
    """

    class What(models.TextChoices):
        NARRATIVE = "narrative", _("Narrative")
        IDENTITY = "identity", _("Name and ID number")
        CONTACT = "contact", _("Name and telephone")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("opened by"),
    )
    owner_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    owner_id = models.PositiveBigIntegerField()
    owner = GenericForeignKey("owner_type", "owner_id")
    about = models.CharField(_("about"), max_length=100)
    what = models.CharField(_("what was opened"), max_length=10, choices=What)
    reason = models.CharField(_("reason"), max_length=200)
    at = models.DateTimeField(_("opened at"), auto_now_add=True)

    objects = AccessQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="access_says_why",
                violation_error_message=_("Say why; the reason stays on record."),
            ),
        ]
        indexes = [
            models.Index(fields=["owner_type", "owner_id"], name="access_owner"),
            models.Index(fields=["user", "-id"], name="access_user"),
        ]

    def __str__(self) -> str:
        return f"{self.get_what_display()} {self.at:%Y-%m-%d %H:%M}"

"""Files that belong to records."""

import hashlib

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from projects.attachments.querysets import AttachmentQuerySet


class Attachment(models.Model):
    """A file of a record (附件), checked by its content and kept under a random name.

    ``name`` is what the uploader called it, cleaned, and only shown. ``size`` is in bytes and
    ``sha256`` of the bytes that are kept and handed out; a picture is kept upright and without
    the camera's data (GPS among them). ``thumbnail`` is a JPEG of at most 320 pixels, pictures only.
    Nothing is deleted: a wrong file is withdrawn, with who, when and why.
    """

    class Kind(models.TextChoices):
        PHOTO = "photo", _("Photograph")
        SIGN_IN = "sign_in", _("Sign-in sheet")
        APPLICATION = "application", _("Application")
        NOTICE = "notice", _("Notice")
        PROCUREMENT = "procurement", _("Procurement document")
        CONTRACT = "contract", _("Contract")
        EVALUATION = "evaluation", _("Evaluation report")
        RECTIFICATION = "rectification", _("Rectification")
        SURVEY = "survey", _("Questionnaires")
        FINAL_REPORT = "final_report", _("Final report")
        SETTLEMENT = "settlement", _("Settlement statement")
        AUDIT = "audit", _("Audit opinion")
        VOUCHER = "voucher", _("Voucher")
        OTHER = "other", _("Other")

    owner_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    owner_id = models.PositiveBigIntegerField()
    owner = GenericForeignKey("owner_type", "owner_id")
    kind = models.CharField(_("kind of file"), max_length=15, choices=Kind)
    name = models.CharField(_("name"), max_length=120)
    file = models.FileField(_("file"), max_length=100, editable=False)
    size = models.PositiveIntegerField(_("size"), editable=False)
    content_type = models.CharField(_("type"), max_length=100, editable=False)
    sha256 = models.CharField("SHA-256", max_length=64, editable=False)
    thumbnail = models.FileField(max_length=100, blank=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        editable=False,
        related_name="+",
        verbose_name=_("created by"),
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    withdrawn_on = models.DateTimeField(_("withdrawn on"), null=True, editable=False)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("withdrawn by"),
    )
    withdrawn_reason = models.CharField(_("reason"), max_length=500, blank=True, editable=False)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ("kind", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["owner_type", "owner_id", "kind", "sha256"],
                condition=Q(withdrawn_on__isnull=True),
                name="attachment_once_a_record",
                violation_error_message=_("This file is already attached here."),
            ),
            models.CheckConstraint(
                condition=Q(size__gt=0),
                name="attachment_is_not_empty",
                violation_error_message=_("This file is empty; choose another one."),
            ),
            models.CheckConstraint(
                condition=Q(
                    withdrawn_on__isnull=True, withdrawn_by__isnull=True, withdrawn_reason=""
                )
                | Q(withdrawn_on__isnull=False, withdrawn_by__isnull=False)
                & ~Q(withdrawn_reason=""),
                name="attachment_withdrawn_says_by_whom_and_why",
                violation_error_message=_("Say why; the reason stays on record."),
            ),
        ]
        indexes = [models.Index(fields=["owner_type", "owner_id"], name="attachment_owner")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("attachment", args=[self.pk])

    @property
    def is_shown_inline(self) -> bool:
        """Whether a browser shows it by itself: pictures, which we have written anew, and PDF."""
        return self.content_type in ("image/jpeg", "image/png", "application/pdf")

    @property
    def ending(self) -> str:
        """The ending of its type, in capitals, for where there is no picture to show."""
        return str(self.file).rsplit(".", 1)[-1].upper()

    def is_made_of(self, content: bytes) -> bool:
        """Whether ``content`` is what was attached."""
        return hashlib.sha256(content).hexdigest() == self.sha256

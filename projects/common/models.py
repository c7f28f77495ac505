"""Abstract models shared by the rooms."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Submitted(models.Model):
    """A record made by a person's form: who, when, and the key that lets a double click make one.

    ``submission_key`` is drawn when the empty form is shown and travels in it; the unique
    constraint lets only the first of two equal submissions through.
    """

    submission_key = models.UUIDField(
        _("submission key"),
        unique=True,
        null=True,
        editable=False,
        error_messages={"unique": _("This form has already been saved.")},
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("created by"),
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    class Meta:
        abstract = True


class Versioned(models.Model):
    """A record that two people may edit at once: each save names the version that it started from."""

    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)

    class Meta:
        abstract = True

"""Abstract models shared by the rooms."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from projects.common.roles import BUSINESS
from projects.common.scoping import ScopedQuerySet, scope_of


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


class FormDraftQuerySet(ScopedQuerySet):
    """Unfinished forms: everybody reads her own, and nobody else's."""

    readers = BUSINESS

    def visible_to(self, user: Any) -> Self:
        scope = scope_of(user)
        if scope is None or scope.role not in self.readers:
            return self.none()
        return self.filter(user=user.pk)


class FormDraft(models.Model):
    """What somebody has typed into a long form and not handed in: raw text, not yet a record.

    ``form`` names the form, ``key`` the one she fills in: the submission of a new record, the id of
    a record that she edits. ``data`` is {field: [texts]}. ``version`` counts the savings, so that a
    second device does not overwrite what the first has saved since.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="form_drafts"
    )
    form = models.CharField(_("form"), max_length=30)
    key = models.CharField(_("key"), max_length=40)
    title = models.CharField(_("title"), max_length=100, blank=True)
    data = models.JSONField(_("data"))
    version = models.PositiveIntegerField(_("version"), default=1)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)

    objects = FormDraftQuerySet.as_manager()

    class Meta:
        ordering = ("-updated_at", "-pk")
        constraints = [
            models.UniqueConstraint(fields=["user", "form", "key"], name="one_draft_a_form"),
        ]

    def __str__(self) -> str:
        return f"{self.form} {self.key}"

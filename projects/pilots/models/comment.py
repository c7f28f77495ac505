"""What an official wants corrected at one field of a registration."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from projects.pilots.models.project import Move
from projects.pilots.querysets import FieldCommentQuerySet


class FieldComment(models.Model):
    """A comment at one field, made by a return (``move``); the county deals with it or answers.

    ``field`` is a name of the registration's form. A comment is settled once ``resolved_on`` is set;
    it is kept, so that the next official sees what was asked before and what came of it.
    """

    move = models.ForeignKey(Move, on_delete=models.PROTECT, related_name="comments")
    field = models.CharField(_("field"), max_length=30)
    text = models.CharField(_("comment"), max_length=500)
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    resolved_on = models.DateField(_("dealt with on"), null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("dealt with by"),
    )

    objects = FieldCommentQuerySet.as_manager()

    class Meta:
        ordering = ("move", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["move", "field"],
                name="one_comment_a_field_and_return",
                violation_error_message=_("This field already has a comment."),
            ),
            models.CheckConstraint(
                condition=Q(resolved_on__isnull=True, resolved_by__isnull=True)
                | Q(resolved_on__isnull=False, resolved_by__isnull=False),
                name="comment_dealt_with_says_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.field}: {self.text}"

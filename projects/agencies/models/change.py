"""Changes of key facts that an agency asks for and the registering authority confirms."""

from typing import Any, cast

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from projects.agencies.models.agency import Agency
from projects.agencies.querysets import FactChangeQuerySet
from projects.common.models import Submitted


class FactChange(Submitted):
    """Key facts as an agency wants them, beside what they were: {field: [before, after]} as texts.

    One waits at a time; only the registering authority makes it true. Never edited: a change of mind
    is withdrawn and asked for again.
    """

    class Status(models.TextChoices):
        ASKED = "asked", _("Waits for confirmation")
        CONFIRMED = "confirmed", _("Confirmed")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="fact_changes")
    facts = models.JSONField(_("facts"))
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.ASKED, editable=False
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, editable=False)
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    objects = FactChangeQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["agency"],
                condition=Q(status="asked"),
                name="one_fact_change_waits",
                violation_error_message=_("A change already waits for confirmation."),
            ),
            models.CheckConstraint(
                condition=Q(status="asked", decided_at__isnull=True)
                | (~Q(status="asked") & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="fact_change_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(status="declined") | ~Q(reason=""),
                name="fact_change_declined_with_reason",
                violation_error_message=_("Say why; the reason stays on record."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency} {self.get_status_display()}"

    @property
    def waits(self) -> bool:
        """Whether nobody has decided yet."""
        return self.status == self.Status.ASKED

    def shown(self) -> list[tuple[str, str, str]]:
        """(label, before, after) of each fact in the reader's words."""
        return [
            (_label(name), _words(name, before), _words(name, after))
            for name, (before, after) in self.facts.items()
        ]


def key_fact(name: str) -> models.Field:
    """The field of ``Agency`` that holds the key fact ``name``."""
    return cast(models.Field, Agency._meta.get_field(name))


def _label(name: str) -> str:
    return str(key_fact(name).verbose_name)


def _words(name: str, value: Any) -> str:
    choices = dict(key_fact(name).flatchoices)
    return str(choices.get(value, value) or "—")

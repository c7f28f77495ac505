"""Honours that social workers were given."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from projects.common.models import Submitted, Versioned
from projects.common.money import MoneyField
from projects.places.models import Place
from projects.workers.models.worker import SocialWorker
from projects.workers.querysets import HonourQuerySet

HUNDRED = "百人计划"


class Honour(Submitted, Versioned):
    """What somebody was given by a programme such as 百人计划, once: its batch, its year, yuan.

    Somebody of the register is named by her entry, anybody else by ``name``; ``place`` is where she
    worked when it was given.
    """

    programme = models.CharField(_("programme"), max_length=50, default=HUNDRED)
    batch = models.PositiveSmallIntegerField(
        _("batch"), validators=[MinValueValidator(1), MaxValueValidator(99)]
    )
    year = models.PositiveSmallIntegerField(
        _("year"), validators=[MinValueValidator(2000), MaxValueValidator(2100)]
    )
    worker = models.ForeignKey(
        SocialWorker,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="honours",
        verbose_name=_("social worker"),
    )
    name = models.CharField(_("full name"), max_length=50, blank=True)
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, related_name="+", verbose_name=_("place")
    )
    amount = MoneyField(_("amount"))
    document_number = models.CharField(_("document number"), max_length=60)

    objects = HonourQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ("-year", "-batch", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "worker"],
                name="honour_once_a_worker",
                violation_error_message=_("This worker was given this honour already."),
            ),
            models.UniqueConstraint(
                fields=["programme", "name", "place"],
                condition=Q(worker=None),
                name="honour_once_a_name",
                violation_error_message=_("Somebody of this name and place was given it already."),
            ),
            models.CheckConstraint(
                condition=Q(worker=None) & ~Q(name="") | Q(worker__isnull=False, name=""),
                name="honour_names_one_person",
                violation_error_message=_("Name somebody of the register, or anybody by name."),
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="honour_amount_is_positive",
                violation_error_message=_("Enter an amount above 0."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme} {self.person}"

    def get_absolute_url(self) -> str:
        return reverse("honour", args=[self.pk])

    @property
    def person(self) -> str:
        """Who was given it."""
        return self.worker.name if self.worker else self.name

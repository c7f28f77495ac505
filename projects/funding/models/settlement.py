"""The settlement of a project's money."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from projects.common.models import Submitted, Versioned
from projects.common.money import ZERO, MoneyField
from projects.funding.querysets import SettlementQuerySet
from projects.pilots.models import Project


class Settlement(Submitted, Versioned):
    """What a project's money comes to in the end (决算), read from the ledger and audited.

    The amounts (yuan) are those of the ledger when it was stated; stating it again reads them again,
    until the project is closed. ``balance`` is paid − spent − returned.
    """

    class Opinion(models.TextChoices):
        UNQUALIFIED = "unqualified", _("Unqualified")
        QUALIFIED = "qualified", _("Qualified")
        ADVERSE = "adverse", _("Adverse")
        DISCLAIMER = "disclaimer", _("Disclaimer of opinion")

    project = models.OneToOneField(
        Project, on_delete=models.PROTECT, related_name="settlement", verbose_name=_("project")
    )
    allocated = MoneyField(_("allocated"), default=ZERO, editable=False)
    contracted = MoneyField(_("contracted"), default=ZERO, editable=False)
    paid = MoneyField(_("paid"), default=ZERO, editable=False)
    spent = MoneyField(_("spent"), default=ZERO, editable=False)
    returned = MoneyField(_("returned"), default=ZERO, editable=False)
    settled_on = models.DateField(_("settled on"))
    auditor = models.CharField(_("audited by"), max_length=100, blank=True)
    opinion = models.CharField(_("audit opinion"), max_length=12, choices=Opinion, blank=True)
    remarks = models.CharField(_("remarks"), max_length=500, blank=True)
    stated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        editable=False,
        related_name="+",
        verbose_name=_("stated by"),
    )

    objects = SettlementQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ("-settled_on", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(contracted__lte=F("allocated"))
                & Q(paid__lte=F("contracted"))
                & Q(paid__gte=F("spent") + F("returned"))
                & Q(spent__gte=0, returned__gte=0),
                name="settlement_adds_up",
                violation_error_message=_("The amounts of the settlement do not add up."),
            ),
            models.CheckConstraint(
                condition=Q(opinion="") | ~Q(auditor=""),
                name="audit_opinion_names_its_auditor",
                violation_error_message=_("Name who audited the settlement."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.spent}"

    def get_absolute_url(self) -> str:
        return reverse("project_settlement", args=[self.project_id])

    @property
    def balance(self) -> Decimal:
        """Paid, neither spent nor returned, in yuan."""
        return self.paid - self.spent - self.returned

    def agrees_with(self, sums: dict[str, Decimal]) -> bool:
        """Whether the ledger (``SourceQuerySet.sums``) still says what was stated."""
        return all(getattr(self, stage) == amount for stage, amount in sums.items())

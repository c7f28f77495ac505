"""How an agency stands: the lists that it is on, and its yearly inspections."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from projects.agencies.models.agency import Agency
from projects.agencies.querysets import InspectionQuerySet, ListingQuerySet
from projects.common.models import Submitted


class Listing(models.Model):
    """A span during which an agency stands on a list; on those days it is neither approved nor contracted."""

    class Kind(models.TextChoices):
        ABNORMAL = "abnormal", _("abnormal activity")
        DISHONEST = "dishonest", _("serious dishonesty")

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="listings")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    listed_on = models.DateField(_("listed on"))
    removed_on = models.DateField(_("removed on"), null=True, blank=True)

    objects = ListingQuerySet.as_manager()

    class Meta:
        ordering = ("-listed_on",)
        constraints = [
            models.CheckConstraint(
                condition=Q(removed_on__isnull=True) | Q(removed_on__gt=F("listed_on")),
                name="listing_ends_after_it_begins",
                violation_error_message=_("The end lies before the beginning."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.listed_on}"

    def in_force_on(self, day: date) -> bool:
        """Whether the agency stands on this list on ``day``."""
        return self.listed_on <= day and (self.removed_on is None or day < self.removed_on)


class Inspection(Submitted):
    """What the yearly inspection (年度检查) of an agency for ``year`` found, decided in a later year.

    A result stays as it was entered: a year is inspected once.
    """

    class Result(models.TextChoices):
        PASS = "pass", _("Passed")
        BASIC = "basic", _("Passed with reservations")
        FAIL = "fail", pgettext_lazy("inspection", "Failed")
        NOT_TAKEN = "not_taken", _("Not taken")

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="inspections")
    year = models.PositiveSmallIntegerField(_("year inspected"))
    result = models.CharField(_("result"), max_length=10, choices=Result)
    decided_on = models.DateField(_("decided on"))

    objects = InspectionQuerySet.as_manager()

    class Meta:
        ordering = ("-year",)
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "year"],
                name="one_inspection_a_year",
                violation_error_message=_("The inspection of this year is already on record."),
            ),
            models.CheckConstraint(
                condition=Q(decided_on__year__gt=F("year")),
                name="inspection_is_decided_after_its_year",
                violation_error_message=_("A year is inspected after it has ended."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.get_result_display()}"

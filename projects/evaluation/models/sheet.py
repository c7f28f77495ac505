"""Score sheets: what is judged, with which weight, and where the bands begin."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from projects.common.models import Submitted, Versioned
from projects.evaluation.querysets import CriterionQuerySet, ScoreSheetQuerySet
from projects.places.models import Place

FULL = 100  # the weights of a sheet add up to this, and so do full points


class ScoreSheet(Submitted, Versioned):
    """A score sheet (评分表) that a province, city or county sets for the projects in it.

    ``total`` is the running total of the weights, moved with them; an active sheet totals exactly 100.
    A sheet that an evaluation uses is never edited: a copy becomes the next ``edition``. The bands
    begin at ``excellent_from``, ``good_from`` and ``pass_from`` points; below the last is 不合格.
    """

    class Kind(models.TextChoices):
        MIDTERM = "midterm", _("Mid-term")
        FINAL = "final", _("Final")
        BOTH = "both", _("Mid-term and final")

    class Status(models.TextChoices):
        DRAFT = "draft", _("being drawn up")
        ACTIVE = "active", _("in force")
        RETIRED = "retired", _("no longer in force")

    name = models.CharField(_("name of the sheet"), max_length=100)
    kind = models.CharField(_("for which evaluation"), max_length=10, choices=Kind)
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, related_name="score_sheets", verbose_name=_("set by")
    )
    edition = models.PositiveSmallIntegerField(_("edition"), default=1, editable=False)
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, editable=False, related_name="replaced_by"
    )
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.DRAFT, editable=False
    )
    total = models.PositiveSmallIntegerField(_("sum of the weights"), default=0, editable=False)
    excellent_from = models.PositiveSmallIntegerField(_("excellent from"), default=90)
    good_from = models.PositiveSmallIntegerField(_("good from"), default=80)
    pass_from = models.PositiveSmallIntegerField(_("passed from"), default=60)
    note = models.TextField(_("instructions"), max_length=500, blank=True)

    objects = ScoreSheetQuerySet.as_manager()

    class Meta:
        ordering = ("place__code", "name", "-edition")
        constraints = [
            models.UniqueConstraint(
                fields=["place", "name", "edition"],
                name="sheet_edition_once",
                violation_error_message=_("A sheet of this name exists already; take another."),
            ),
            models.CheckConstraint(
                condition=~Q(status="active") | Q(total=FULL),
                name="active_sheet_totals_100",
                violation_error_message=_("The weights must add up to exactly 100."),
            ),
            models.CheckConstraint(
                condition=Q(excellent_from__lte=FULL)
                & Q(excellent_from__gt=F("good_from"))
                & Q(good_from__gt=F("pass_from"))
                & Q(pass_from__gte=1),
                name="sheet_bands_fall_in_order",
                violation_error_message=_(
                    "The bands must fall: excellent above good, good above passed, all from 1 to 100."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("score_sheet", args=[self.pk])


class Criterion(models.Model):
    """One line of a score sheet. ``weight`` is its full points; points are given from 0 to ``weight``."""

    sheet = models.ForeignKey(ScoreSheet, on_delete=models.PROTECT, related_name="criteria")
    order = models.PositiveSmallIntegerField(_("order"))
    title = models.CharField(_("criterion"), max_length=100)
    guidance = models.CharField(_("what is looked at"), max_length=500, blank=True)
    weight = models.PositiveSmallIntegerField(_("weight"))

    objects = CriterionQuerySet.as_manager()

    class Meta:
        ordering = ("order",)
        constraints = [
            models.UniqueConstraint(fields=["sheet", "order"], name="criterion_order_once"),
            models.CheckConstraint(
                condition=Q(weight__gte=1, weight__lte=FULL),
                name="criterion_weight_is_1_to_100",
                violation_error_message=_("A weight lies between 1 and 100."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

"""Score sheets as panelists and the agency fill them in."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from projects.common.models import Versioned
from projects.evaluation.models.evaluation import Evaluation, Panelist
from projects.evaluation.models.sheet import FULL, Criterion
from projects.evaluation.querysets import FilledSheetQuerySet, ScoreQuerySet


class FilledSheet(Versioned):
    """The sheet of one evaluation as one panelist, or the agency itself (no panelist), fills it in.

    Kept while it is filled in; submitting it locks it and sets ``total``, the sum of its points.
    Nobody else reads a panelist's sheet before the conclusion.
    """

    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="filled")
    panelist = models.OneToOneField(
        Panelist, on_delete=models.PROTECT, null=True, related_name="filled"
    )
    remark = models.TextField(_("overall remark"), max_length=1000, blank=True)
    total = models.DecimalField(_("total"), max_digits=5, decimal_places=2, null=True)
    submitted_at = models.DateTimeField(_("submitted at"), null=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = FilledSheetQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["evaluation"],
                condition=Q(panelist=None),
                name="one_self_evaluation",
                violation_error_message=_("The agency's self-evaluation exists already."),
            ),
            models.CheckConstraint(
                condition=Q(submitted_at=None, submitted_by=None, total=None)
                | Q(
                    submitted_at__isnull=False,
                    submitted_by__isnull=False,
                    total__isnull=False,
                    total__gte=0,
                    total__lte=FULL,
                ),
                name="filled_sheet_submitted_has_a_total",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.evaluation} · {self.panelist or self.evaluation.project.agency}"


class Score(models.Model):
    """Points for one criterion, from 0 to its weight (``out_of``, copied), with one decimal."""

    filled = models.ForeignKey(FilledSheet, on_delete=models.PROTECT, related_name="scores")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="scores")
    out_of = models.PositiveSmallIntegerField()
    points = models.DecimalField(_("points"), max_digits=4, decimal_places=1, null=True)
    comment = models.CharField(_("reasons"), max_length=300, blank=True)

    objects = ScoreQuerySet.as_manager()

    class Meta:
        ordering = ("criterion__order",)
        constraints = [
            models.UniqueConstraint(fields=["filled", "criterion"], name="score_once_a_criterion"),
            models.CheckConstraint(
                condition=Q(points=None) | Q(points__gte=0, points__lte=F("out_of")),
                name="score_lies_within_the_weight",
                violation_error_message=_("Points lie between 0 and the weight."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion} {self.points}"

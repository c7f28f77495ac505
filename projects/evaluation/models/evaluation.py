"""Mid-term and final evaluations, and who sits on their panels."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from projects.common.models import Submitted
from projects.evaluation.models.sheet import FULL, ScoreSheet
from projects.evaluation.querysets import EvaluationQuerySet, PanelistQuerySet
from projects.pilots.models import Project


class Evaluation(Submitted):
    """A mid-term or final evaluation (评估) of a project by a panel, on one score sheet.

    ``created_by`` opened it. ``average``, ``spread`` (population standard deviation), ``lowest``,
    ``highest`` (points of 100) and ``band`` are worked out at the conclusion and frozen; a passed
    final evaluation takes the project on to its settlement.
    """

    class Kind(models.TextChoices):
        MIDTERM = "midterm", _("Mid-term evaluation")
        FINAL = "final", _("Final evaluation")

    class Status(models.TextChoices):
        OPEN = "open", _("awaiting scores")
        SCORING = "scoring", _("being scored")
        CONCLUDED = "concluded", _("concluded")
        WITHDRAWN = "withdrawn", _("withdrawn")

    class Band(models.TextChoices):
        EXCELLENT = "excellent", pgettext_lazy("band", "Excellent")
        GOOD = "good", pgettext_lazy("band", "Good")
        PASS = "pass", pgettext_lazy("band", "Passed")
        FAIL = "fail", pgettext_lazy("band", "Failed")

    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="evaluations", verbose_name=_("project")
    )
    kind = models.CharField(_("kind of evaluation"), max_length=10, choices=Kind)
    sheet = models.ForeignKey(
        ScoreSheet,
        on_delete=models.PROTECT,
        related_name="evaluations",
        verbose_name=_("score sheet"),
    )
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.OPEN, editable=False
    )
    opened_on = models.DateField(_("opened on"), editable=False)
    due = models.DateField(_("scores due on"))
    average = models.DecimalField(
        _("average"), max_digits=5, decimal_places=2, null=True, editable=False
    )
    spread = models.DecimalField(
        _("spread"), max_digits=5, decimal_places=2, null=True, editable=False
    )
    lowest = models.DecimalField(max_digits=5, decimal_places=2, null=True, editable=False)
    highest = models.DecimalField(max_digits=5, decimal_places=2, null=True, editable=False)
    band = models.CharField(_("band"), max_length=10, choices=Band, blank=True, editable=False)
    opinion = models.TextField(_("opinion"), max_length=1000, blank=True)
    concluded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
    )
    concluded_on = models.DateField(_("concluded on"), null=True, editable=False)

    objects = EvaluationQuerySet.as_manager()

    class Meta:
        ordering = ("-opened_on", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=["project", "kind"],
                condition=Q(status__in=["open", "scoring"]),
                name="one_evaluation_of_a_kind_at_a_time",
                violation_error_message=_(
                    "An evaluation of this kind is open already; conclude it first."
                ),
            ),
            models.CheckConstraint(
                condition=(
                    Q(status="concluded")
                    & ~Q(band="")
                    & Q(
                        average__isnull=False,
                        spread__isnull=False,
                        lowest__isnull=False,
                        highest__isnull=False,
                        concluded_by__isnull=False,
                        concluded_on__isnull=False,
                    )
                )
                | (~Q(status="concluded") & Q(band="", average=None, concluded_on=None)),
                name="evaluation_concluded_has_a_result",
                violation_error_message=_("The result is worked out at the conclusion."),
            ),
            models.CheckConstraint(
                condition=Q(average=None)
                | Q(
                    lowest__gte=0,
                    average__gte=F("lowest"),
                    highest__gte=F("average"),
                    highest__lte=FULL,
                    spread__gte=0,
                ),
                name="evaluation_average_lies_between",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.get_kind_display()}"

    def get_absolute_url(self) -> str:
        return reverse("evaluation", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Whether scores may still be given."""
        return self.status in (self.Status.OPEN, self.Status.SCORING)

    @property
    def is_passed(self) -> bool:
        """Whether it was concluded with 合格 or better."""
        return self.status == self.Status.CONCLUDED and self.band != self.Band.FAIL


class Panelist(models.Model):
    """An evaluator or official appointed to score an evaluation.

    She stands down when she declares a conflict herself (回避), or is relieved by the official who
    appointed her; ``stood_down_by`` tells the two apart. Her sheet then no longer counts.
    """

    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="panel")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="panels",
        verbose_name=_("evaluator"),
    )
    appointed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    appointed_at = models.DateTimeField(auto_now_add=True)
    stood_down_at = models.DateTimeField(null=True)
    stood_down_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    objects = PanelistQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["evaluation", "user"],
                name="panelist_once_an_evaluation",
                violation_error_message=_("This person is on the panel already."),
            ),
            models.CheckConstraint(
                condition=Q(stood_down_at=None, stood_down_by=None, reason="")
                | (Q(stood_down_at__isnull=False, stood_down_by__isnull=False) & ~Q(reason="")),
                name="panelist_stands_down_with_a_reason",
                violation_error_message=_("Say why; the reason stays on record."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.user)

    @property
    def recused(self) -> bool:
        """Whether she declared a conflict herself."""
        return self.stood_down_by_id is not None and self.stood_down_by_id == self.user_id

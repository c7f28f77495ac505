"""Satisfaction surveys."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from projects.common.models import Submitted, Versioned
from projects.evaluation.querysets import SatisfactionSurveyQuerySet
from projects.evaluation.results import share
from projects.pilots.models import Indicator, Project


class SatisfactionSurvey(Submitted, Versioned):
    """A satisfaction survey (满意度调查) among those whom a project serves.

    rate = satisfied ÷ valid questionnaires × 100, per cent, half up to two places. It feeds
    an ``indicator`` of the project that is counted in per cent, if one is named.
    """

    class Method(models.TextChoices):
        PAPER = "paper", _("Paper questionnaire")
        PHONE = "phone", _("By telephone")
        ONLINE = "online", _("Online questionnaire")
        INTERVIEW = "interview", _("Face to face")

    project = models.ForeignKey(
        Project,
        on_delete=models.PROTECT,
        related_name="satisfaction_surveys",
        verbose_name=_("project"),
    )
    on = models.DateField(_("day of the survey"))
    method = models.CharField(_("method of the survey"), max_length=10, choices=Method)
    handed_out = models.PositiveIntegerField(_("questionnaires handed out"))
    valid = models.PositiveIntegerField(_("valid questionnaires"))
    satisfied = models.PositiveIntegerField(_("satisfied"))
    indicator = models.ForeignKey(
        Indicator,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="satisfaction_surveys",
        verbose_name=_("indicator it feeds"),
    )
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = SatisfactionSurveyQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ("-on", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid__gte=1),
                name="survey_has_a_valid_questionnaire",
                violation_error_message=_("A survey has at least one valid questionnaire."),
            ),
            models.CheckConstraint(
                condition=Q(valid__lte=F("handed_out")),
                name="survey_valid_within_handed_out",
                violation_error_message=_(
                    "There cannot be more valid questionnaires than were handed out."
                ),
            ),
            models.CheckConstraint(
                condition=Q(satisfied__lte=F("valid")),
                name="survey_satisfied_within_valid",
                violation_error_message=_(
                    "There cannot be more satisfied people than valid questionnaires."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.on}"

    def get_absolute_url(self) -> str:
        return f"{reverse('project_evaluation', args=[self.project_id])}#surveys"

    @property
    def rate(self) -> Decimal:
        """The share of satisfied among valid questionnaires, per cent."""
        return share(self.satisfied, self.valid)

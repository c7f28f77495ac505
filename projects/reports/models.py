"""Report runs: statistics that do not move once they are made."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from projects.common.models import Submitted
from projects.jobs.models import Job
from projects.pilots.models import ActionPlan
from projects.places.models import Place
from projects.reports.definitions import Definition
from projects.reports.definitions.registry import DEFINITIONS, report_choices
from projects.reports.querysets import ReportRunQuerySet


class ReportRun(Submitted):
    """One run of a report: its parameters, and, once made, its rows frozen with their SHA-256.

    ``table`` is what ``definitions.Table.as_dict`` gives; ``sha256`` covers it. ``place`` bounds the
    rows; ``options`` are the parameters that only this report takes.
    """

    report = models.CharField(
        _("report"), max_length=20, choices=report_choices, default="coverage"
    )
    plan = models.ForeignKey(
        ActionPlan, on_delete=models.PROTECT, related_name="+", verbose_name=_("action plan")
    )
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, related_name="+", verbose_name=_("place")
    )
    as_of = models.DateField(_("as of"))
    options = models.JSONField(_("options"), default=dict, blank=True, editable=False)
    job = models.OneToOneField(Job, on_delete=models.PROTECT, related_name="report_run", null=True)
    table = models.JSONField(null=True, editable=False)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)

    objects = ReportRunQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.get_report_display()} {self.place} {self.as_of}"

    @property
    def definition(self) -> Definition:
        """What this report counts, and how."""
        return DEFINITIONS[self.report]

    @property
    def chosen(self) -> list[str]:
        """The options that were chosen, in words."""
        options = self.definition.options
        return [one.text(self.options[one.name]) for one in options if self.options.get(one.name)]

    def get_absolute_url(self) -> str:
        return reverse("report_run", args=[self.pk])

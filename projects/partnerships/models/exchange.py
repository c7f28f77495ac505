"""Exchange between Fujian and Taiwan (闽台交流)."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from projects.agencies.models import Agency
from projects.common.models import Submitted, Versioned
from projects.partnerships.querysets import ExchangeQuerySet
from projects.places.models import Place

_CANDIDATE = Q(kind="candidate")
_EXAM = ("exam_year", "age", "passed")


class Exchange(Submitted, Versioned):
    """One exchange: a study visit, an expert, an agency, an intern, or a candidate of the examination.

    ``place`` is the province, city or county that it counts for. Only a candidate has a year of the
    examination, an age and, once it is known, a result; each candidate is an entry of her own.
    """

    class Kind(models.TextChoices):
        VISIT_OUT = "visit_out", _("Study visit to Taiwan")
        EXPERT_IN = "expert_in", _("Expert invited from Taiwan")
        AGENCY = "agency", _("Agency opened by Taiwan social workers")
        INTERN = "intern", _("Intern from Taiwan")
        CANDIDATE = "candidate", _("Taiwan candidate of the national examination")

    kind = models.CharField(_("kind of exchange"), max_length=10, choices=Kind)
    on = models.DateField(_("day of the exchange"))
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, related_name="exchanges", verbose_name=_("counts for")
    )
    counterpart = models.CharField(_("counterpart in Taiwan"), max_length=100, blank=True)
    people = models.CharField(pgettext_lazy("exchange", "people"), max_length=200, blank=True)
    count = models.PositiveSmallIntegerField(
        _("number of people"), default=1, validators=[MinValueValidator(1)]
    )
    agency = models.ForeignKey(
        Agency,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="exchanges",
        verbose_name=_("agency"),
    )
    exam_year = models.PositiveSmallIntegerField(
        _("year of the examination"), null=True, blank=True
    )
    age = models.PositiveSmallIntegerField(_("age"), null=True, blank=True)
    passed = models.BooleanField(_("passed"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = ExchangeQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ("-on", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(count__gte=1),
                name="exchange_has_people",
                violation_error_message=_("At least one person takes part."),
            ),
            models.CheckConstraint(
                condition=~_CANDIDATE | Q(exam_year__isnull=False, age__isnull=False, count=1),
                name="candidate_has_year_and_age",
                violation_error_message=_(
                    "A candidate is an entry of one person, with the year of the examination and "
                    "the age."
                ),
            ),
            models.CheckConstraint(
                condition=_CANDIDATE | Q(**{f"{name}__isnull": True for name in _EXAM}),
                name="examination_of_candidates_only",
                violation_error_message=_(
                    "Only a candidate has a year of the examination, an age and a result."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on}"

    def get_absolute_url(self) -> str:
        return reverse("exchange", args=[self.pk])

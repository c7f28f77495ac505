"""Statistics of talent as they were published."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from projects.common.models import Submitted
from projects.places.models import Place
from projects.workers.querysets import StatisticQuerySet


class Statistic(Submitted):
    """A published figure of a place: what it counts, the day that it is of, and who published it when.

    Never edited or deleted: the database refuses (migration 0004). A correction is a row of its own
    that names the one it ``replaces``, keeps what that one is about, and says why; without a ``value``
    it withdraws a figure that should not have been entered. Two sources may say two things: each has
    a row.
    """

    class Measure(models.TextChoices):
        POPULATION = "population", _("Resident population")
        PROFESSIONALS = "professionals", _("Social-work professionals")
        CERTIFIED = "certified", _("Certified professionals")
        AGENCIES = "agencies", _("Social-work agencies")
        CANDIDATES = "candidates", _("Candidates of the examination")

    KEY = ("place", "measure", "as_of", "source")  # what a correction keeps

    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, related_name="+", verbose_name=_("place")
    )
    measure = models.CharField(_("what is counted"), max_length=15, choices=Measure)
    as_of = models.DateField(_("day of the figure"))
    value = models.PositiveBigIntegerField(_("figure"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200)
    published_on = models.DateField(_("published on"))
    replaces = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="replaced_by",
        verbose_name=_("replaces"),
        error_messages={"unique": _("This figure was corrected meanwhile.")},
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    objects = StatisticQuerySet.as_manager()

    class Meta:
        ordering = ("-as_of", "place__code", "measure", "-pk")
        constraints = [
            # A chain of corrections has one key and one end, so that this holds among the ends too.
            models.UniqueConstraint(
                fields=["place", "measure", "as_of", "source"],
                condition=Q(replaces=None),
                name="statistic_once_a_source",
                violation_error_message=_(
                    "This source's figure of the day is on record already; correct that one."
                ),
            ),
            models.CheckConstraint(
                condition=Q(replaces=None, reason="", value__isnull=False)
                | (Q(replaces__isnull=False) & ~Q(reason="")),
                name="statistic_corrected_with_a_reason",
                violation_error_message=_("Say why; the reason stays on record."),
            ),
            models.CheckConstraint(
                condition=Q(published_on__gte=F("as_of")),
                name="statistic_is_published_after_its_day",
                violation_error_message=_("A figure is published on its day or later."),
            ),
        ]
        indexes = [models.Index(fields=["measure", "as_of"], name="statistic_measure_day")]

    def __str__(self) -> str:
        return f"{self.place} {self.get_measure_display()} {self.as_of}"

    def get_absolute_url(self) -> str:
        return reverse("statistic", args=[self.pk])

    @property
    def is_withdrawn(self) -> bool:
        """Whether the row takes a figure back and puts none in its place."""
        return self.value is None

    def same_figure(self) -> Q:
        """The rows of the chain of corrections that this one belongs to."""
        return Q(**{name: getattr(self, name) for name in self.KEY})

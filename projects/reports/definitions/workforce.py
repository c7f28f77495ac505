"""Workforce: certified professionals per 10,000 residents, by published populations."""

from datetime import date
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from projects.reports.definitions import Column, Row
from projects.reports.definitions.behind import Behind, Part
from projects.reports.definitions.below import SPOT
from projects.reports.definitions.by_county import (
    PEOPLE,
    Asked,
    CountyReport,
    Tallies,
    Tally,
    count_column,
    tallied,
)
from projects.reports.definitions.rounding import divided
from projects.workers.models import SocialWorker, Statistic

PER = 10_000
NOTHING_KNOWN = {"population": None, "population_on": None, "source": None}
_CERTIFIED = gettext_lazy("Certified professionals")
_POPULATION = gettext_lazy("Resident population")
_DENSITY = gettext_lazy("Density")


def _text(key: str, label: Any) -> Column:
    return Column(key, label, "", "text", _POPULATION, label)


class Workforce(CountyReport):
    """No figure where no population was published, and never an estimate in its place."""

    key = "workforce"
    name = gettext_lazy("Certified per 10,000 residents")
    description = gettext_lazy(
        "Certified professionals against the published resident population, with its day and source"
    )
    number = gettext_lazy("Linkage statistics, table 10")
    unit = PEOPLE
    columns = (
        count_column(
            "certified", _CERTIFIED, pgettext_lazy("table head", "Certified"), _CERTIFIED, PEOPLE
        ),
        Column(
            "density",
            gettext_lazy("Certified per 10,000 residents"),
            pgettext_lazy("unit", "per 10,000 residents"),
            "rate",
            _DENSITY,
            pgettext_lazy("table head", "Per 10,000\nresidents"),
            decimals=2,
        ),
        count_column(
            "population",
            _POPULATION,
            pgettext_lazy("table head", "Residents"),
            _POPULATION,
            PEOPLE,
        ),
        _text("population_on", gettext_lazy("Day of the figure")),
        _text("source", gettext_lazy("Source")),
    )

    opens = ("certified", "density", "population")

    def _workers(self, asked: Asked) -> Any:
        return asked.counted(SocialWorker).active_on(asked.as_of).certified_on(asked.as_of)

    def _populations(self, asked: Asked) -> Any:
        """What was published by the day, the latest first."""
        figures = Statistic.objects.visible_to(asked.user).latest_on(asked.as_of)
        return figures.filter(measure=Statistic.Measure.POPULATION)

    def tallies(self, asked: Asked) -> Tallies:
        rows = self._workers(asked).values_list(*SPOT).annotate(Count("pk"))
        return tallied((*spot, "certified", number) for *spot, number in rows)

    def facts(self, asked: Asked) -> dict[str, Row]:
        found: dict[str, Row] = {}
        rows = self._populations(asked)
        for code, value, day, source in rows.values_list("place__code", "value", "as_of", "source"):
            known = {"population": value, "population_on": day.isoformat(), "source": source}
            found.setdefault(code, known)
        return found

    def behind(self, asked: Asked, row: Row, column: str) -> Behind:
        workers = self._workers(asked).select_related("place")
        certified = Part(_CERTIFIED, workers.order_by("place__code", "pk"))
        if column == "certified":
            return Behind((certified,))
        latest = self._populations(asked).filter(place__code=row["place"]).values("pk")[:1]
        published = Statistic.objects.visible_to(asked.user).filter(pk=latest)
        residents = Part(
            _POPULATION,
            published.select_related("place"),
            "value",
            gettext_lazy("Residents"),
            day="as_of",
        )
        if column == "population":
            return Behind((residents,))
        return Behind((certified,), of=(residents,), times=PER)

    def figures(self, tally: Tally, facts: Row) -> list[Row]:
        certified, known = tally["certified"], NOTHING_KNOWN | facts
        density = divided(certified * PER, known["population"], 2)
        return [{"certified": certified, "density": density} | known]

    def title(self, total: Row, parameters: dict[str, str]) -> str:
        text = _("%(place)s: certified social workers per 10,000 residents")
        return text % {"place": total["name"]}

    def notes(self, total: Row, parameters: dict[str, str], as_of: date) -> list[str]:
        return [
            _(
                "Certified professionals in social work on %(day)s, in the county of the register; what "
                "was filed under a predecessor counts for its successor."
            )
            % {"day": as_of.isoformat()},
            _(
                "Population: as published for the place itself, of the latest day up to the day of the "
                "report. Where none is on record there is no figure, and none is estimated."
            ),
            _(
                "The published population of a city may include what reports on a line of its own here. "
                "Lines of population need not add up."
            ),
            _("These must hold: %(sums)s.") % {"sums": "2＝1÷3×10000"},
        ]


workforce = Workforce()

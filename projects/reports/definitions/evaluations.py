"""Evaluations: projects evaluated, results and mean score, and satisfaction, as of a day."""

from collections import Counter, defaultdict
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, Sum
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from projects.evaluation.models import Evaluation, SatisfactionSurvey
from projects.reports.definitions import Column, Row
from projects.reports.definitions.behind import Behind, Part
from projects.reports.definitions.below import SPOT, Spot
from projects.reports.definitions.by_county import (
    NUMBER,
    Asked,
    CountyReport,
    Tallies,
    Tally,
    count_column,
)
from projects.reports.definitions.narrowing import DEEPER, FIELD, SETTING, of_projects
from projects.reports.definitions.periods import PERIOD, SINCE
from projects.reports.definitions.rounding import divided

Kind, Band = Evaluation.Kind, Evaluation.Band
POINTS = pgettext_lazy("unit", "points")
_SURVEYS = gettext_lazy("Satisfaction surveys")
_SHEETS = pgettext_lazy("unit", "questionnaires")
_VALID = gettext_lazy("Valid questionnaires")
_SATISFIED = gettext_lazy("Satisfied questionnaires")
PLACE = "project__place"


def _columns(kind: Any) -> tuple[Column, ...]:
    """Projects, results and mean of one kind of evaluation."""
    group = kind.label
    bands = (
        count_column(f"{kind}_{band}", format_lazy("{}：{}", group, band.label), band.label, group)
        for band in Band
    )
    mean = gettext_lazy("Mean score")
    return (
        count_column(str(kind), group, pgettext_lazy("table head", "Projects"), group),
        *bands,
        Column(
            f"{kind}_mean",
            format_lazy("{}：{}", group, mean),
            POINTS,
            "rate",
            group,
            pgettext_lazy("table head", "Mean\n(points)"),
        ),
    )


class Evaluations(CountyReport):
    """The latest concluded evaluation of each kind of each project, and what was said in surveys."""

    key = "evaluations"
    name = gettext_lazy("Evaluations and satisfaction")
    description = gettext_lazy(
        "Projects evaluated at mid-term and at the end, results, mean score, satisfaction"
    )
    number = gettext_lazy("Linkage statistics, table 9")
    unit = NUMBER
    columns = (
        *_columns(Kind.MIDTERM),
        *_columns(Kind.FINAL),
        count_column(
            "valid",
            _VALID,
            pgettext_lazy("table head", "Valid"),
            _SURVEYS,
            _SHEETS,
        ),
        Column(
            "satisfaction",
            gettext_lazy("Satisfied of valid questionnaires"),
            pgettext_lazy("unit", "%"),
            "rate",
            _SURVEYS,
            pgettext_lazy("table head", "Satisfied\n(%)"),
        ),
    )

    opens = tuple(column.key for column in columns)
    options = (PERIOD, SINCE, SETTING, FIELD, DEEPER)

    def _of_projects(self, asked: Asked, model: Any, day: str) -> Any:
        """The rows of the plan's projects whose day lies in the period."""
        chosen = of_projects(asked.chosen, "project__")
        days = {f"{day}__range": (asked.first, asked.as_of)}
        return asked.counted(model, "project__").filter(project__plan=asked.plan, **days, **chosen)

    def _latest(self, asked: Asked) -> Any:
        """The evaluation concluded last of each kind of each project."""
        concluded = self._of_projects(asked, Evaluation, "concluded_on")
        same = concluded.filter(project=OuterRef("project"), kind=OuterRef("kind"))
        is_later = Q(concluded_on__gt=OuterRef("concluded_on")) | Q(
            concluded_on=OuterRef("concluded_on"), pk__gt=OuterRef("pk")
        )
        return concluded.exclude(Exists(same.filter(is_later)))

    def tallies(self, asked: Asked) -> Tallies:
        found: Tallies = defaultdict(Counter)
        latest = self._latest(asked).values_list(*SPOT, "kind", "band", "average")
        for code, project, kind, band, average in latest:
            figures = {kind: 1, f"{kind}_{band}": 1, f"{kind}_points": average}
            found[Spot(code, project)].update(figures)
        surveys = self._of_projects(asked, SatisfactionSurvey, "on").values_list(*SPOT)
        for code, project, valid, satisfied in surveys.annotate(Sum("valid"), Sum("satisfied")):
            found[Spot(code, project)].update({"valid": valid, "satisfied": satisfied})
        return found

    def behind(self, asked: Asked, row: Row, column: str) -> Behind:
        if column in ("valid", "satisfaction"):
            rows = self._of_projects(asked, SatisfactionSurvey, "on")
            valid, satisfied = (
                Part(label, _named(rows), counts, _SHEETS, place=PLACE, day="on")
                for label, counts in ((_VALID, "valid"), (_SATISFIED, "satisfied"))
            )
            return (
                Behind((valid,))
                if column == "valid"
                else Behind((satisfied,), of=(valid,), places=1)
            )
        kind, _separator, band = column.partition("_")
        rows = self._latest(asked).filter(kind=kind)
        paths: Any = {"place": PLACE, "day": "concluded_on", "about": "project"}
        if band == "mean":
            points = Part(gettext_lazy("Points together"), _named(rows), "average", POINTS, **paths)
            projects = Part(gettext_lazy("Projects evaluated"), _named(rows), **paths)
            return Behind((points,), of=(projects,), times=1, places=1)
        rows = rows.filter(band=band) if band else rows
        return Behind((Part(Kind(kind).label, _named(rows), **paths),))

    def figures(self, tally: Tally, facts: Row) -> list[Row]:
        row: Row = {
            column.key: tally[column.key] for column in self.columns if column.kind == "count"
        }
        for kind in Kind:
            row[f"{kind}_mean"] = divided(tally[f"{kind}_points"], tally[kind], 1)
        return [row | {"satisfaction": divided(tally["satisfied"] * 100, tally["valid"], 1)}]

    def title(self, total: Row, parameters: dict[str, str]) -> str:
        text = _("%(place)s: evaluation of pilot projects of three-society linkage")
        return text % {"place": total["name"]}

    def notes(self, total: Row, parameters: dict[str, str], as_of: date) -> list[str]:
        return [
            _(
                "Evaluations concluded from %(first)s to %(last)s, in the county that registered the "
                "project. Of several of one kind the latest counts, so that a project is counted once a kind."
            )
            % {"first": parameters["since"], "last": as_of.isoformat()},
            _(
                "Mean: of the results of the projects, each weighing the same, never of the means of "
                "lower lines. Satisfied: of all valid questionnaires of the surveys of these days."
            ),
            _("These must hold: %(sums)s.") % {"sums": "1＝2＋3＋4＋5；7＝8＋9＋10＋11"},
        ]


evaluations = Evaluations()


def _named(rows: Any) -> Any:
    """The rows with what the list says of each, the latest first."""
    return rows.select_related(PLACE).order_by("-pk")

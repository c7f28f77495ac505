"""Projects: field by rural or urban and pilot level, as of a day."""

from collections import Counter
from datetime import date
from typing import Any

from django.db.models import Count
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from projects.needs.models import Need
from projects.pilots.models import Project
from projects.reports.definitions import Label, Row
from projects.reports.definitions.behind import Behind, Part
from projects.reports.definitions.below import SPOT
from projects.reports.definitions.by_county import (
    ALL,
    EVERY,
    NUMBER,
    SUM,
    Asked,
    CountyReport,
    Tallies,
    Tally,
    count_column,
    tallied,
)
from projects.reports.definitions.narrowing import DEEPER
from projects.reports.definitions.periods import PERIOD, SINCE

_PROJECTS = gettext_lazy("Pilot projects")
SETTINGS = {ALL: _PROJECTS} | {one: one.label for one in Project.Setting}
LEVELS = {
    ALL: (SUM, ""),
    Project.Level.PROVINCE: (pgettext_lazy("table head", "Province"), Project.Level.PROVINCE.label),
    Project.Level.CITY: (pgettext_lazy("table head", "City"), Project.Level.CITY.label),
    Project.Level.COUNTY: (pgettext_lazy("table head", "County"), Project.Level.COUNTY.label),
}


def _key(setting: str, level: str) -> str:
    return "_".join(filter(None, ("projects", setting, level)))


KINDS = {_key(setting, level): (setting, level) for setting in SETTINGS for level in LEVELS}


class Projects(CountyReport):
    """Each qualifying project once, in the county that registered it."""

    key = "projects"
    name = gettext_lazy("Projects by field")
    description = gettext_lazy("Pilot projects by service field, rural or urban, and pilot level")
    number = gettext_lazy("Linkage statistics, table 8")
    unit = NUMBER
    columns = tuple(
        count_column(
            _key(setting, level),
            format_lazy("{}：{}", group, label) if label else group,
            head,
            group,
        )
        for setting, group in SETTINGS.items()
        for level, (head, label) in LEVELS.items()
    )
    opens = tuple(KINDS)
    options = (PERIOD, SINCE, DEEPER)
    labels = (Label("field", gettext_lazy("Service field"), tuple(Need.Field.choices), EVERY),)

    def _projects(self, asked: Asked) -> Any:
        """The projects of the plan that qualify in the period."""
        projects = asked.counted(Project).filter(plan=asked.plan)
        return projects.qualifying(since=asked.first, as_of=asked.as_of)

    def tallies(self, asked: Asked) -> Tallies:
        rows = self._projects(asked).values_list(*SPOT, "field", "setting", "level")
        return tallied(rows.annotate(number=Count("pk")))

    def behind(self, asked: Asked, row: Row, column: str) -> Behind:
        setting, level = KINDS[column]
        wanted = {"field": row["field"], "setting": setting, "level": level}
        kinds = {path: value for path, value in wanted.items() if value}
        found = self._projects(asked).filter(**kinds)
        return Behind((Part(_PROJECTS, found.order_by("number"), day="approved_on"),))

    def figures(self, tally: Tally, facts: Row) -> list[Row]:
        sums: Tally = Counter()
        for (field, setting, level), number in tally.items():
            for row in (ALL, field):
                for of_setting in (ALL, setting):
                    for of_level in (ALL, level):
                        sums[row, _key(of_setting, of_level)] += number
        keys = [column.key for column in self.columns]
        return [
            {"field": field} | {key: sums[field, key] for key in keys}
            for field in (ALL, *Need.Field.values)
            if field == ALL or sums[field, _key(ALL, ALL)]
        ]

    def title(self, total: Row, parameters: dict[str, str]) -> str:
        text = _("%(place)s: pilot projects of three-society linkage by field")
        return text % {"place": total["name"]}

    def notes(self, total: Row, parameters: dict[str, str], as_of: date) -> list[str]:
        return [
            _(
                "Projects of the plan that qualify for coverage from %(first)s to %(last)s, each once, in "
                "the county that registered it; what was filed under a predecessor counts for its successor."
            )
            % {"first": parameters["since"], "last": as_of.isoformat()},
            _(
                "Rural or urban is what the project states of its sites, never read from the county. "
                "The pilot level says nothing about who pays."
            ),
            _("These must hold: %(sums)s.")
            % {"sums": "1＝2＋3＋4＝5＋9；5＝6＋7＋8；9＝10＋11＋12；2＝6＋10"},
        ]


projects = Projects()

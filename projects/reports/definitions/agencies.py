"""Agencies: grade by yearly inspection, and who stands on a list, as of a day."""

from collections import Counter
from datetime import date
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from projects.agencies.models import Agency, Inspection, Listing
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
from projects.reports.definitions.narrowing import DEPTH, FIELD, narrowed

UNINSPECTED = "uninspected"
GRADES = (
    *((grade, grade) for grade in sorted(filter(None, Agency.Grade.values), reverse=True)),
    ("expired", gettext_lazy("Grade expired")),
    ("none", gettext_lazy("Not graded")),
)
_AGENCIES = gettext_lazy("Agencies")
_INSPECTION = gettext_lazy("Latest yearly inspection")
_LISTS = gettext_lazy("On a list on the day")
RESULTS = {
    Inspection.Result.PASS: pgettext_lazy("table head", "Passed"),
    Inspection.Result.BASIC: pgettext_lazy("table head", "With\nreservations"),
    Inspection.Result.FAIL: pgettext_lazy("table head", "Failed"),
    Inspection.Result.NOT_TAKEN: pgettext_lazy("table head", "Not taken"),
}
LISTS = {
    Listing.Kind.ABNORMAL: pgettext_lazy("table head", "Abnormal"),
    Listing.Kind.DISHONEST: pgettext_lazy("table head", "Dishonest"),
}


class Agencies(CountyReport):
    """Each agency once, where it is registered, as it stood on the day."""

    key = "agencies"
    name = gettext_lazy("Agencies by grade and inspection")
    description = gettext_lazy(
        "Assessment grade, latest yearly inspection and listings of agencies, by place of registration"
    )
    number = gettext_lazy("Linkage statistics, table 7")
    unit = NUMBER
    columns = (
        count_column("agencies", _AGENCIES, SUM, _AGENCIES),
        *(
            count_column(str(result), result.label, head, _INSPECTION)
            for result, head in RESULTS.items()
        ),
        count_column(
            UNINSPECTED,
            gettext_lazy("No inspection on record"),
            pgettext_lazy("table head", "None"),
            _INSPECTION,
        ),
        *(count_column(str(kind), kind.label, head, _LISTS) for kind, head in LISTS.items()),
    )
    opens = tuple(column.key for column in columns)
    options = (FIELD, DEPTH)
    labels = (Label("grade", gettext_lazy("Assessment grade"), GRADES, EVERY),)

    def _agencies(self, asked: Asked) -> Any:
        """The agencies registered by the day, as they stood on it."""
        field = narrowed(asked.chosen, field="fields__field")
        found = asked.counted(Agency).filter(registered_on__lte=asked.as_of, **field)
        return found.with_standing(asked.as_of)

    def tallies(self, asked: Asked) -> Tallies:
        kinds = ("grade_held", "inspected", *(f"on_{kind}" for kind in LISTS))
        rows = self._agencies(asked).values_list(*SPOT, *kinds)
        return tallied(rows.annotate(number=Count("pk")))

    def figures(self, tally: Tally, facts: Row) -> list[Row]:
        sums: Tally = Counter()
        for (grade, inspected, *listed), number in tally.items():
            kinds = (kind for kind, is_on in zip(LISTS, listed, strict=True) if is_on)
            for key in ("agencies", inspected or UNINSPECTED, *kinds):
                sums[ALL, key] += number
                sums[grade, key] += number
        return [
            {"grade": grade} | {column.key: sums[grade, column.key] for column in self.columns}
            for grade in (ALL, *dict(GRADES))
            if grade == ALL or sums[grade, "agencies"]
        ]

    def behind(self, asked: Asked, row: Row, column: str) -> Behind:
        found = self._agencies(asked)
        if column == UNINSPECTED:
            found = found.filter(inspected=None)
        elif column in LISTS:
            found = found.filter(**{f"on_{column}": True})
        elif column in RESULTS:
            found = found.filter(inspected=column)
        if row["grade"]:
            found = found.filter(grade_held=row["grade"])
        listed = found.order_by("place__code", "pk").select_related("place")
        return Behind((Part(_AGENCIES, listed, day="registered_on"),))

    def title(self, total: Row, parameters: dict[str, str]) -> str:
        return _("%(place)s: social-work agencies") % {"place": total["name"]}

    def notes(self, total: Row, parameters: dict[str, str], as_of: date) -> list[str]:
        return [
            _(
                "Agencies registered by %(day)s, at their place of registration, which is not where "
                "they serve; what was filed under a predecessor counts for its successor."
            )
            % {"day": as_of.isoformat()},
            _(
                "A grade is valid for five years. The inspection is that of the latest year decided by "
                "the day. Who stands on both lists is in both."
            ),
            _("These must hold: %(sums)s.") % {"sums": "1＝2＋3＋4＋5＋6"},
        ]


agencies = Agencies()

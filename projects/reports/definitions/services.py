"""Services: method × unit × attendances × people, for a period."""

from collections import defaultdict
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from projects.delivery.models import ServiceRecord
from projects.reports.definitions import Column, Label, Row
from projects.reports.definitions.behind import Behind
from projects.reports.definitions.done import OF_FILES, STATES, Done, DoneReport
from projects.reports.definitions.served import WITHHELD, Asked
from projects.reports.definitions.served_lines import ALL, Line, Share, Shares

Method = ServiceRecord.Method
UNITS: dict[str, tuple[str, Any]] = {
    Method.CASE: ("interviews", pgettext_lazy("unit of a method", "interviews")),
    Method.GROUP: ("sessions", pgettext_lazy("unit of a method", "sessions")),
    Method.COMMUNITY: ("events", pgettext_lazy("unit of a method", "events")),
    Method.HOME_VISIT: ("visits", pgettext_lazy("unit of a method", "visits")),
    Method.CONSULTATION: ("consultations", pgettext_lazy("unit of a method", "consultations")),
    Method.LECTURE: ("lectures", pgettext_lazy("unit of a method", "lectures")),
    Method.RESOURCE: ("links", pgettext_lazy("unit of a method", "links")),
    Method.TRAINING: ("trainings", pgettext_lazy("unit of a method", "trainings")),
}

_SERVICES = gettext_lazy("Services")
_FILES = gettext_lazy("Cases and groups")
_REACH = gettext_lazy("Reach")
_FILE = pgettext_lazy("unit", "files")


class Services(DoneReport):
    """How much of each method was done, each in its own unit, and whom it reached."""

    key = "services"
    name = gettext_lazy("Services by method")
    description = gettext_lazy(
        "Services of each method in its unit, cases and groups, attendances and people, for a period"
    )
    number = gettext_lazy("Linkage statistics, table 4")
    unit = gettext_lazy("services, attendances, people")
    columns = (
        Column(
            "services",
            _SERVICES,
            "",
            "count",
            _SERVICES,
            pgettext_lazy("table head", "In the unit\nof the method"),
        ),
        Column(
            "opened",
            gettext_lazy("Cases and groups opened"),
            _FILE,
            "count",
            _FILES,
            pgettext_lazy("table head", "Opened"),
        ),
        Column(
            "open",
            gettext_lazy("Cases and groups open at the end"),
            _FILE,
            "count",
            _FILES,
            pgettext_lazy("table head", "Open at\nthe end"),
        ),
        Column(
            "closed",
            gettext_lazy("Cases and groups closed"),
            _FILE,
            "count",
            _FILES,
            pgettext_lazy("table head", "Closed\nor ended"),
        ),
        Column(
            "attendances",
            gettext_lazy("Attendances at services"),
            pgettext_lazy("unit", "attendances"),
            "count",
            _REACH,
            pgettext_lazy("table head", "Attendances"),
        ),
        Column(
            "people",
            gettext_lazy("People served"),
            pgettext_lazy("unit", "people"),
            "count",
            _REACH,
            pgettext_lazy("table head", "People"),
            nothing=WITHHELD,
        ),
    )
    labels = (
        Label(
            "method",
            gettext_lazy("Service method"),
            tuple(Method.choices),
            gettext_lazy("Total"),
        ),
        Label(
            "unit", gettext_lazy("Unit"), tuple(UNITS.values()), pgettext_lazy("unit", "services")
        ),
    )
    kinds = tuple(Method.values)
    opens = ("services", *STATES, "attendances")
    closed = gettext_lazy(
        "Numbers of people do not open: who of the register came to a service, its agency alone reads."
    )

    def shares(self, asked: Asked) -> Shares:
        found: Shares = defaultdict(Share)
        for row in asked.served():
            share = found[row.code, row.project]
            for kind in (row.method, ALL):
                share.sums[kind, "services"] += row.records
                share.sums[kind, "attendances"] += row.attendances
                share.came[kind] |= row.came
        for method in OF_FILES:
            files = Done(asked).files(method)
            by = ("spot_code", "project")
            for code, project, *states in files.within(asked.first, asked.last, *by):
                share = found[code, project if asked.by_project else None]
                for state, count in zip(STATES, states, strict=True):
                    share.sums[method, state] += count
        return found

    def behind(self, done: Done, row: Row, column: str, codes: list[str]) -> Behind:
        return done.behind(row, column, codes)

    def figures(self, line: Line) -> list[Row]:
        sums = line.share.sums
        done = [
            kind for kind in self.kinds if any(sums[kind, key] for key in ("services", *STATES))
        ]
        return [self._figures(line, kind) for kind in (ALL, *done)]

    def _figures(self, line: Line, kind: str) -> Row:
        sums, (unit, _words) = line.share.sums, UNITS.get(kind, ("", ""))
        row: Row = {"method": kind, "unit": unit}
        row |= {key: sums[kind, key] for key in ("services", "attendances")}
        # Cases and groups do not add up to anything.
        row |= {state: sums[kind, state] if kind in OF_FILES else None for state in STATES}
        return row | {"people": None if kind in line.withheld else line.share.people(kind)}

    def title(self, total: Row, parameters: dict[str, str]) -> str:
        return _("%(place)s: services of three-society linkage") % {"place": total["name"]}

    def notes(self, total: Row, parameters: dict[str, str], as_of: Any) -> list[str]:
        return [
            *super().notes(total, parameters, as_of),
            _(
                "Case work, group work and community work are the three methods, each in its unit: "
                "interviews, sessions, events. Services of all methods are records, not a unit of work."
            ),
            _(
                "Cases and groups are counted in the county that registered the project: opened and "
                "closed in the period, open at its end."
            ),
        ]


services = Services()

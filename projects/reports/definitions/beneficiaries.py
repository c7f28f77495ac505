"""Beneficiaries: people and attendances of the register by target group, for a period."""

from collections import defaultdict
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from projects.delivery.served import people_by_group
from projects.needs.models import Need
from projects.reports.definitions import Column, Row
from projects.reports.definitions.behind import Behind
from projects.reports.definitions.done import Done, DoneReport
from projects.reports.definitions.served import WITHHELD, Asked
from projects.reports.definitions.served_lines import ALL, Line, Share, Shares

Group = Need.TargetGroup
HEADS = {
    ALL: pgettext_lazy("table head", "Total"),
    Group.RURAL_POOR: pgettext_lazy("table head", "Rural\npoor"),
    Group.LEFT_CHILDREN: pgettext_lazy("table head", "Left-behind\nchildren"),
    Group.LEFT_WOMEN: pgettext_lazy("table head", "Left-behind\nwomen"),
    Group.LEFT_ELDERS: pgettext_lazy("table head", "Left-behind\nelders"),
    Group.DIFFICULTY: pgettext_lazy("table head", "Special\ndifficulty"),
    Group.YOUNG: pgettext_lazy("table head", "Young\npeople"),
    Group.CORRECTION: pgettext_lazy("table head", "Community\ncorrection"),
    Group.RESIDENTS: pgettext_lazy("table head", "Residents\nin general"),
}
FIGURES = {
    "people": (gettext_lazy("People served"), pgettext_lazy("unit", "people")),
    "attendances": (gettext_lazy("Attendances at services"), pgettext_lazy("unit", "attendances")),
}


def _key(figure: str, kind: str) -> str:
    return f"{figure}_{kind}" if kind else figure


class Beneficiaries(DoneReport):
    """How many people of each target group came, and how often; who is of two groups is in both."""

    key = "beneficiaries"
    name = gettext_lazy("Beneficiaries by target group")
    description = gettext_lazy(
        "Different people of the register and their attendances by target group, for a period"
    )
    number = gettext_lazy("Linkage statistics, table 5")
    unit = gettext_lazy("people, attendances")
    columns = tuple(
        Column(
            _key(figure, kind),
            format_lazy("{}：{}", name, Group(kind).label) if kind else name,
            unit,
            "count",
            name,
            head,
            nothing=WITHHELD,
        )
        for figure, (name, unit) in FIGURES.items()
        for kind, head in HEADS.items()
    )
    kinds = tuple(Group.values)
    opens = ("attendances",)
    closed = gettext_lazy(
        "Attendances of all open onto the services to which people of the register came. Numbers of "
        "people and of target groups do not: who came to a service, and of which group she is, its "
        "agency alone reads."
    )

    def shares(self, asked: Asked) -> Shares:
        found: Shares = defaultdict(Share)
        groups = people_by_group()
        for row in asked.served(by_method=False, how_often=True):
            share, came, visits = found[row.code, row.project], row.came, row.people
            share.came[ALL] |= came
            share.sums[ALL, "attendances"] += visits.times()
            for group, people in groups.items():
                if came.intersect(people):
                    share.came[group] |= came & people
                    share.sums[group, "attendances"] += visits.times(people)
        return found

    def behind(self, done: Done, row: Row, column: str, codes: list[str]) -> Behind:
        return done.registered(row, codes)

    def figures(self, line: Line) -> list[Row]:
        row: Row = {}
        for kind in HEADS:
            figures = (line.share.people(kind), line.share.sums[kind, "attendances"])
            for figure, value in zip(FIGURES, figures, strict=True):
                # How often few people came tells of them, too.
                row[_key(figure, kind)] = None if kind in line.withheld else value
        return [row]

    def title(self, total: Row, parameters: dict[str, str]) -> str:
        return _("%(place)s: beneficiaries of three-society linkage") % {"place": total["name"]}

    def notes(self, total: Row, parameters: dict[str, str], as_of: Any) -> list[str]:
        return [
            *super().notes(total, parameters, as_of),
            _(
                "People and attendances of the register alone: services without registered people are "
                "in the table of services. Who is of several target groups is counted in each, and "
                "once in the total."
            ),
        ]


beneficiaries = Beneficiaries()

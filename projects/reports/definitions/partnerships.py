"""Partnerships: pairings with what was sent in them, and exchange with Taiwan, as of a day."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from projects.partnerships.models import Exchange, Pairing
from projects.pilots.models import ActionPlan
from projects.places.choices import within
from projects.places.models import Place
from projects.reports.definitions import Column, Definition, Option, Progress, Row, Table
from projects.reports.definitions.places import (
    OTHERS,
    counted_lines,
    groups_of,
    has_whole_lines,
    member_keys,
    others_of,
)

Figures = Counter[str]  # of a pairing or a place, by the key of the column
Key = tuple[str, str]  # of a place: code and level; of a line: level and code
Pair = tuple[str, Figures]  # what it is called, its figures

_NUMBER = pgettext_lazy("unit", "number")
_PEOPLE = pgettext_lazy("unit", "person-trips")
_DAYS = pgettext_lazy("unit", "days")
_PAIRINGS = gettext_lazy("Pairings and dispatches")
_EXCHANGE = gettext_lazy("Exchange with Taiwan")
_KINDS = Exchange.Kind


def _count(key: str, label: Any, unit: Any, group: Any, head: Any = None) -> Column:
    return Column(key, label, unit, "count", group, head or label)


class Partnerships(Definition):
    """Pairings and what was sent in them, by place of the helping agency; exchange by its own."""

    key = "partnerships"
    name = gettext_lazy("Cooperation and exchange")
    description = gettext_lazy(
        "Pairings, batches, person-trips and working days by place of the helping agency, and "
        "exchange with Taiwan by kind"
    )
    number = gettext_lazy("Linkage statistics, table 11")
    unit = gettext_lazy("number, person-trips, days")
    columns = (
        _count("pairings", gettext_lazy("Pairings"), _NUMBER, _PAIRINGS),
        _count("batches", gettext_lazy("Batches"), _NUMBER, _PAIRINGS),
        _count("person_trips", gettext_lazy("Person-trips"), _PEOPLE, _PAIRINGS),
        _count("days", gettext_lazy("Working days"), _DAYS, _PAIRINGS),
        *(
            _count(
                kind.value,
                kind.label,
                _NUMBER if kind == _KINDS.AGENCY else _PEOPLE,
                _EXCHANGE,
                head,
            )
            for kind, head in (
                (_KINDS.VISIT_OUT, pgettext_lazy("table head", "Study\nvisits")),
                (_KINDS.EXPERT_IN, pgettext_lazy("table head", "Experts\ninvited")),
                (_KINDS.AGENCY, pgettext_lazy("table head", "Agencies\nopened")),
                (_KINDS.INTERN, pgettext_lazy("table head", "Interns")),
                (_KINDS.CANDIDATE, pgettext_lazy("table head", "Exam\ncandidates")),
            )
        ),
    )
    options = (
        Option(
            "start",
            gettext_lazy("Counted from"),
            (
                ("plan", gettext_lazy("The start of the plan")),
                ("beginning", gettext_lazy("The beginning, whichever year it was")),
            ),
            gettext_lazy(
                "Programmes run longer than a plan; cumulative figures count from the start."
            ),
        ),
        Option(
            "lines",
            gettext_lazy("Lines"),
            (
                ("place", gettext_lazy("Cities and counties")),
                ("pairing", gettext_lazy("Below them each pairing")),
            ),
            gettext_lazy("Each pairing stands below the place of its helping agency."),
        ),
    )

    def check(self, *, user: Any, plan: Any, as_of: date, place: Place, **options: str) -> None:
        counted_lines(user=user, plan=plan, as_of=as_of, place=place)

    def count(
        self,
        *,
        user: Any,
        plan: ActionPlan,
        as_of: date,
        place: Place | None = None,
        on_progress: Progress | None = None,
        start: str = "plan",
        lines: str = "place",
        **options: str,
    ) -> Table:
        place = place or user.place or plan.place
        counted = counted_lines(user=user, plan=plan, as_of=as_of, place=place)
        first = plan.starts if start == "plan" else date.min
        pairs, exchanged = _pairs(user, place, first, as_of), _exchanged(user, place, first, as_of)
        groups = groups_of(counted, place, with_own=True)
        keys = member_keys({*pairs, *exchanged}, groups, as_of)
        if OTHERS in keys.values():
            groups.append(others_of())
        of_member: dict[Key, list[Pair]] = defaultdict(list)
        figures: dict[Key, Figures] = defaultdict(Counter)
        for (code, _level), found in pairs.items():
            of_member[keys[code]] += found
            figures[keys[code]] += _sum(each for _name, each in found)
        for (code, _level), each in exchanged.items():
            figures[keys[code]] += each
        rows: list[Row] = []
        for number, group in enumerate(groups, 1):
            if has_whole_lines(place):
                whole = _sum(figures[member.key] for member in group.members)
                rows.append(self._row(group.code, group.name, "city", whole))
            for member in group.members:
                code = member.code or place.code
                rows.append(self._row(code, member.name, member.level, figures[member.key]))
                if lines == "pairing":
                    for name, each in of_member[member.key]:
                        rows.append(self._row(code, name, "project", each))
            if on_progress:
                on_progress(number, len(groups))
        parameters = {"plan": plan.code, "place": place.code, "start": start, "lines": lines}
        if start == "plan":
            parameters["since"] = first.isoformat()  # the form then says the period
        return self.table(
            parameters=parameters,
            as_of=as_of,
            total=self._row(place.code, place.name, place.level, _sum(figures.values())),
            rows=rows,
            example=plan.is_demo,
        )

    def _row(self, code: str, name: str, level: str, figures: Figures) -> Row:
        row: Row = {"place": code, "name": name, "level": level}
        return row | {column.key: figures[column.key] for column in self.columns}

    def title(self, total: Row, parameters: dict[str, str]) -> str:
        return _("%(place)s: cooperation and exchange of social work") % {"place": total["name"]}

    def notes(self, total: Row, parameters: dict[str, str], as_of: date) -> list[str]:
        words = {"day": as_of.isoformat()}
        period = (
            _("From the start of the plan to %(day)s.")
            if parameters["start"] == "plan"
            else _("Everything up to %(day)s, whichever year it began in.")
        )
        return [
            period % words,
            _(
                "A pairing counts where the helping agency is registered, if it ran on some day of "
                "the period; a batch and its members by the day on which it set out."
            ),
            _(
                "Exchange counts for the place that it is entered for: agencies by their number, "
                "everything else by the people who took part. Person-trips are no number of people."
            ),
        ]


partnerships = Partnerships()


def _sum(figures: Iterable[Figures]) -> Figures:
    return sum(figures, Counter())


def _pairs(user: Any, place: Place, first: date, last: date) -> dict[Key, list[Pair]]:
    """The pairings of the period by code and level of the place of the helping agency."""
    counted = Pairing.objects.visible_to(user).within(first, last).with_counts(first, last)
    inside = within(counted, place.code, "helper__place__code").order_by("since", "pk")
    found: dict[Key, list[Pair]] = defaultdict(list)
    for pairing in inside.select_related("helper__place"):
        figures = Counter(
            pairings=1,
            batches=pairing.batches,
            person_trips=pairing.person_trips,
            days=pairing.days,
        )
        at = pairing.helper.place
        found[at.code, at.level].append((str(pairing), figures))
    return found


def _exchanged(user: Any, place: Place, first: date, last: date) -> dict[Key, Figures]:
    """The exchanges of the period by code and level of their place."""
    visible = within(Exchange.objects.visible_to(user), place.code, "place__code")
    rows = visible.filter(on__range=(first, last)).order_by()
    grouped = rows.values_list("place__code", "place__level", "kind").annotate(
        entries=Count("pk"), people=Sum("count")
    )
    found: dict[Key, Figures] = defaultdict(Counter)
    for code, level, kind, entries, people in grouped:
        found[code, level][kind] += entries if kind == _KINDS.AGENCY else people
    return found

"""Partnerships: pairings with what was sent in them, and exchange with Taiwan, as of a day."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from projects.partnerships.models import Dispatch, DispatchMember, Exchange, Pairing
from projects.pilots.models import ActionPlan
from projects.places.choices import within
from projects.places.models import Place
from projects.reports.definitions import Column, Definition, Option, Progress, Row, Table
from projects.reports.definitions.behind import Behind, Opener, Part
from projects.reports.definitions.periods import PERIOD, SINCE, first_day
from projects.reports.definitions.places import (
    OTHERS,
    codes_of,
    counted_lines,
    gathered,
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
    opens = tuple(column.key for column in columns)
    options = (
        PERIOD,
        SINCE,
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

    def check(
        self,
        *,
        user: Any,
        plan: Any,
        as_of: date,
        place: Place,
        period: str = PERIOD.default,
        since: str = SINCE.default,
        **options: str,
    ) -> None:
        counted_lines(user=user, plan=plan, as_of=as_of, place=place)
        first_day(plan=plan, as_of=as_of, period=period, since=since)

    def count(
        self,
        *,
        user: Any,
        plan: ActionPlan,
        as_of: date,
        place: Place | None = None,
        on_progress: Progress | None = None,
        period: str = PERIOD.default,
        since: str = SINCE.default,
        lines: str = "place",
        **options: str,
    ) -> Table:
        place = place or user.place or plan.place
        counted = counted_lines(user=user, plan=plan, as_of=as_of, place=place)
        first = first_day(plan=plan, as_of=as_of, period=period, since=since)
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
        parts: list[list[Row]] = []
        for group in groups:
            rows: list[Row] = []
            if has_whole_lines(place):
                whole = _sum(figures[member.key] for member in group.members)
                rows.append(self._row(group.code, group.name, "city", whole))
            for member in group.members:
                code = member.code
                rows.append(self._row(code, member.name, member.level, figures[member.key]))
                if lines == "pairing":
                    for name, each in of_member[member.key]:
                        rows.append(self._row(code, name, "project", each))
            parts.append(rows)
        parameters = {"plan": plan.code, "place": place.code, "period": period, "lines": lines}
        return self.table(
            parameters=parameters | {"since": first.isoformat()},
            as_of=as_of,
            total=self._row(place.code, place.name, place.level, _sum(figures.values())),
            rows=gathered(parts, on_progress),
            example=plan.is_demo,
        )

    def opener(
        self,
        *,
        user: Any,
        plan: ActionPlan,
        as_of: date,
        place: Place,
        period: str = PERIOD.default,
        since: str = SINCE.default,
        **options: str,
    ) -> Opener:
        counted = counted_lines(user=user, plan=plan, as_of=as_of, place=place)
        first = first_day(plan=plan, as_of=as_of, period=period, since=since)
        pairs, exchanged = _paired(user, place, first, as_of), _seen(user, place, first, as_of)
        groups = [*groups_of(counted, place, with_own=True), others_of()]
        levels = {
            *pairs.order_by().values_list("helper__place__code", "helper__place__level"),
            *exchanged.values_list("place__code", "place__level"),
        }
        keys = member_keys(levels, groups, as_of)

        def opened(row: Row, column: str) -> Behind:
            if row["level"] == "project":
                named = [one.pk for one in pairs if str(one) == row["name"]]
                return _behind(
                    user, pairs.filter(pk__in=named), exchanged.none(), column, first, as_of
                )
            codes = codes_of((row["level"], row["place"]), groups, keys)
            here = pairs.filter(helper__place__code__in=codes)
            return _behind(
                user, here, exchanged.filter(place__code__in=codes), column, first, as_of
            )

        return opened

    def _row(self, code: str, name: str, level: str, figures: Figures) -> Row:
        row: Row = {"place": code, "name": name, "level": level}
        return row | {column.key: figures[column.key] for column in self.columns}

    def title(self, total: Row, parameters: dict[str, str]) -> str:
        return _("%(place)s: cooperation and exchange of social work") % {"place": total["name"]}

    def notes(self, total: Row, parameters: dict[str, str], as_of: date) -> list[str]:
        # Runs of before there was a period may count everything from the beginning.
        words = {"first": parameters.get("since", ""), "last": as_of.isoformat()}
        return [
            _("From %(first)s to %(last)s.") % words,
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


def _paired(user: Any, place: Place, first: date, last: date) -> Any:
    """The pairings that run on some day of the period, whose helping agency is registered in the place."""
    visible = Pairing.objects.visible_to(user).within(first, last)
    inside = within(visible, place.code, "helper__place__code")
    return inside.order_by("since", "pk").select_related("helper__place")


def _seen(user: Any, place: Place, first: date, last: date) -> Any:
    """The exchanges of the period that count for the place, in no order."""
    visible = within(Exchange.objects.visible_to(user), place.code, "place__code")
    return visible.filter(on__range=(first, last)).order_by()


def _behind(user: Any, pairs: Any, exchanged: Any, column: str, first: date, last: date) -> Behind:
    """The pairings, what was sent in them in the period, or the exchanges, that a column counts."""
    helper = "helper__place"
    if column == "pairings":
        return Behind((Part(_("Pairings"), pairs, place=helper, day="since"),))
    if column == "batches":
        batches = (
            Dispatch.objects.visible_to(user)
            .filter(pairing__in=pairs.order_by().values("pk"), starts__range=(first, last))
            .select_related(f"pairing__{helper}")
        )
        return Behind((Part(_("Batches"), batches, place=f"pairing__{helper}", day="starts"),))
    if column in ("person_trips", "days"):
        path = f"dispatch__pairing__{helper}"
        members = DispatchMember.objects.visible_to(user).filter(
            dispatch__pairing__in=pairs.order_by().values("pk"),
            dispatch__starts__range=(first, last),
        )
        members = members.order_by("-dispatch__starts", "pk").select_related(path, "worker")
        said: Any = {"place": path, "day": "dispatch__starts", "about": "dispatch"}
        if column == "days":
            said |= {"counts": "days", "what": _("Working days")}
        return Behind((Part(_("Members of batches"), members, **said),))
    of_kind = exchanged.filter(kind=column).order_by("-on", "-pk").select_related("place")
    people: Any = {} if column == _KINDS.AGENCY else {"counts": "count", "what": _("People")}
    return Behind((Part(_KINDS(column).label, of_kind, day="on", **people),))


def _pairs(user: Any, place: Place, first: date, last: date) -> dict[Key, list[Pair]]:
    """The pairings of the period by code and level of the place of the helping agency."""
    found: dict[Key, list[Pair]] = defaultdict(list)
    for pairing in (
        _paired(user, place, first, last).with_counts(first, last).order_by("since", "pk")
    ):
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
    rows = _seen(user, place, first, last)
    grouped = rows.values_list("place__code", "place__level", "kind").annotate(
        entries=Count("pk"), people=Sum("count")
    )
    found: dict[Key, Figures] = defaultdict(Counter)
    for code, level, kind, entries, people in grouped:
        found[code, level][kind] += entries if kind == _KINDS.AGENCY else people
    return found

"""The places of a table: the same lines for every report that is about places."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.pilots.coverage import lines_within
from projects.pilots.models import ActionPlan
from projects.places.models import Place
from projects.places.timeline import ReportingLine, resolve_counties
from projects.reports.definitions import Progress, Row


def counted_lines(*, user: Any, plan: ActionPlan, as_of: date, place: Place) -> list[ReportingLine]:
    """The lines of the table with the counties that count: administered, of the day, within ``place``.

    Cities in code order, then what reports on its own. Raises ValidationError for a day or a place
    that cannot be asked for.
    """
    if as_of > timezone.localdate():
        raise ValidationError({"as_of": _("This day has not come yet.")})
    if as_of < plan.starts:
        text = _("The plan starts on %(day)s: there is nothing to count before.")
        raise ValidationError({"as_of": text % {"day": plan.starts.isoformat()}})
    if not Place.objects.visible_to(user).filter(pk=place.pk).exists():
        raise ValidationError({"place": _("%(place)s is outside your area.") % {"place": place}})
    lines = lines_within(plan=plan, place=place, day=as_of)
    if not lines:
        text = _("%(place)s has no county that counts for this plan on %(day)s.")
        raise ValidationError({"place": text % {"place": place, "day": as_of.isoformat()}})
    return lines


@dataclass(frozen=True)
class Member:
    """A row of places: a county, or what a city or the province holds itself (level own)."""

    code: str
    name: str
    level: str

    @property
    def key(self) -> tuple[str, str]:
        return self.level, self.code


@dataclass(frozen=True)
class Group:
    """A line of the table with its members: a city, the province itself, or what reports on its own."""

    code: str
    name: str
    members: tuple[Member, ...]


Where = tuple[str, str]  # level and code of a row

OTHERS = ("own", "")  # the key of what lies in no place of the table


def groups_of(lines: list[ReportingLine], place: Place, *, with_own: bool) -> list[Group]:
    """The lines as groups of members; ``with_own`` adds what cities and the province hold themselves.

    With these, the members of all groups make up everything that lies within ``place``.
    """
    groups = []
    if with_own and place.level == Place.Level.PROVINCE:
        name = _("The province itself")
        groups.append(Group(place.code, name, (Member(place.code, name, "own"),)))
    for line in lines:
        members = [Member(county.code, county.name, "county") for county in line.counties]
        is_city = line.code not in {county.code for county in line.counties}
        if with_own and is_city and place.level != Place.Level.COUNTY:
            members.insert(0, Member(line.code, _("The city itself"), "own"))
        groups.append(Group(line.code, line.name, tuple(members)))
    return groups


def others_of() -> Group:
    """The line, without a code, of what lies in no place of the table, so that nothing is lost."""
    name = _("Other places")
    return Group("", name, (Member("", name, "own"),))


def member_keys(
    places: Iterable[tuple[str, str]], groups: list[Group], as_of: date
) -> dict[str, tuple[str, str]]:
    """For each (code, level) of a record's place the member that it counts for on the day, by code.

    A county stands for everything below it and takes over from its predecessors.
    """
    levels = dict(places)
    known = {member.key for group in groups for member in group.members}
    above = (Place.Level.PROVINCE, Place.Level.CITY)
    county_of = resolve_counties([code for code in levels if levels[code] not in above], as_of)
    found = {}
    for code, level in levels.items():
        key = ("own", code) if level in above else ("county", county_of.get(code, ""))
        found[code] = key if key in known else OTHERS
    return found


def within(place: Place, lookup: str) -> Q:
    """Rows whose place code at ``lookup`` lies in ``place``, or did in its predecessors."""
    where = Q(pk__in=[])
    for low, high in Place.objects.ranges_of(place):
        where |= Q(**{f"{lookup}__gte": low, f"{lookup}__lt": high})
    return where


def codes_of(where: Where, groups: list[Group], keys: dict[str, tuple[str, str]]) -> list[str]:
    """The codes of the places whose records a row counts, of those whose members ``keys`` knows."""
    level, code = where
    members = {
        member.key
        for group in groups
        for member in group.members
        if level == "total" or where == member.key or (level == "city" and code == group.code)
    }
    return [place for place, key in keys.items() if key in members]


def gathered(parts: list[list[Row]], on_progress: Progress | None) -> list[Row]:
    """The rows of all parts in their order; after each part it says how many of all rows are done."""
    rows: list[Row] = []
    for part in parts:
        rows += part
        if on_progress:
            on_progress(len(rows), sum(map(len, parts)))
    return rows


def has_whole_lines(place: Place) -> bool:
    """Whether the table of ``place`` has lines with a sum of their own: a county's alone has none."""
    return place.level != Place.Level.COUNTY or bool(place.reports_as)


def counties_of(row: Row, lines: list[ReportingLine]) -> set[str]:
    """The codes of the counties that a row of lines and counties is about."""
    return {
        county.code
        for line in lines
        for county in line.counties
        if row["level"] == "total" or row["place"] in (line.code, county.code)
    }

"""Counties through time: who reports under whom on a day, and for whom an old record counts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Value
from django.db.models.functions import Concat, Left

from projects.places.models import LEVEL_DIGITS, Place

_COUNTY, _TOWNSHIP = (LEVEL_DIGITS[one] for one in (Place.Level.COUNTY, Place.Level.TOWNSHIP))


@dataclass(frozen=True)
class ReportingLine:
    """One line of a table by city: its code and name, and its counties of the day in code order."""

    code: str
    name: str
    counties: tuple[Place, ...]


def county_code(code: str) -> str:
    """The code of the county that a 12-digit code lies in."""
    return code[:_COUNTY].ljust(12, "0")


def township_at(path: str) -> Concat:
    """In a query, the code of the township that the code at ``path`` lies in; a county's is its own."""
    return Concat(Left(path, _TOWNSHIP), Value("0" * (12 - _TOWNSHIP)))


def reporting_lines(day: date) -> list[ReportingLine]:
    """The cities with all their counties that exist on ``day``, in code order.

    A county that reports on its own (平潭) is a line of its own. Counties that are not administered
    (金门县) are in it too: listed, and to be left out of every count. One query.
    """
    names: dict[str, str] = {}
    members: dict[str, list[Place]] = {}
    counties = Place.objects.valid_on(day).counties().select_related("parent").order_by("code")
    for county in counties:
        line = county if county.reports_as or county.parent is None else county.parent
        code = line.code
        names[code] = line.reports_as or line.name
        members.setdefault(code, []).append(county)
    return [ReportingLine(code, names[code], tuple(members[code])) for code in sorted(members)]


def resolve_counties(codes: Iterable[str], day: date) -> dict[str, str]:
    """For each place code, the code of the county that a record filed under it counts for on ``day``.

    The county itself while it exists; after it ended, its successor; before it began, its
    predecessor. Where it has two of these, the place's own predecessor says which, then its
    township's; a place that did not exist before goes to the first in code order, so that no record
    is lost from a total. A code in no county that was ever loaded has no entry. Two to four queries.
    """
    counties = {place.code: place for place in Place.objects.counties()}
    by_key: dict[int | None, str] = {place.pk: code for code, place in counties.items()}
    before: dict[str, list[str]] = {}
    for place in counties.values():
        if place.successor_id in by_key:
            before.setdefault(by_key[place.successor_id], []).append(place.code)
    resolved: dict[str, str] = {}
    unsure: list[str] = []
    for code in codes:
        county = county_code(code)
        if county not in counties:
            continue
        while _ended(counties[county], day) and counties[county].successor_id in by_key:
            county = by_key[counties[county].successor_id]
        while counties[county].valid_from > day and len(before.get(county, ())) == 1:
            county = before[county][0]
        resolved[code] = county
        if counties[county].valid_from > day and county in before:
            unsure.append(code)
    resolved |= _by_own_predecessor(unsure, resolved, before, counties, day)
    return resolved


def _ended(place: Place, day: date) -> bool:
    return place.valid_to is not None and place.valid_to <= day


def _by_own_predecessor(
    codes: list[str],
    resolved: dict[str, str],
    before: dict[str, list[str]],
    counties: dict[str, Place],
    day: date,
) -> dict[str, str]:
    """The predecessor county of each code whose county has several, by what the place itself was before."""
    if not codes:
        return {}
    townships = {code: code[:9].ljust(12, "0") for code in codes}
    rows = Place.objects.filter(successor__code__in={*codes, *townships.values()})
    former = dict(rows.order_by("-code").values_list("successor__code", "code"))
    answer = {}
    for code in codes:
        options = before[resolved[code]]
        own = former.get(code) or former.get(townships[code])
        county = county_code(own) if own and county_code(own) in options else min(options)
        while counties[county].valid_from > day and county in before:
            county = min(before[county])
        answer[code] = county
    return answer

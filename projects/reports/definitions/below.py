"""The lines below a county: its townships, or the projects that count in it."""

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Concat, Left
from django.db.models.lookups import Exact
from django.utils.translation import gettext as _

from projects.pilots.models import Project, Site
from projects.places.models import Place
from projects.places.timeline import county_code
from projects.reports.definitions.places import Where

BELOW = (TOWNSHIP, PROJECT) = ("township", "project")  # depths of a table, and levels of its rows
SPOT = ("spot_code", "spot_project")  # what ``spotted`` says of each row


class Spot(NamedTuple):
    """Where a record counts: the code of its place, or of its township, and the number of its project.

    There is a number only in tables of projects, and a township only in those of townships.
    """

    code: str
    project: str


class Line(NamedTuple):
    """A line below a county, in the order of the table: its place, the number of its project, its name."""

    code: str
    project: str
    name: str


def spotted(rows: QuerySet, *, of: str, depth: str, user: Any) -> QuerySet:
    """``rows`` with the spot where each counts in a table of this depth.

    Each counts at its place; ``of`` is the path to the project that it belongs to. What belongs to a
    project is in the township that has all the sites of the project, if it is one of the county's.
    """
    code: Any = F(f"{of}place__code")
    if depth == TOWNSHIP:
        first, last = (_township(of, user, order) for order in ("place__code", "-place__code"))
        is_whole = Q(Exact(first, last), Exact(Left(first, 6), Left(code, 6)))
        code = Case(When(is_whole, then=Concat(first, Value("000"))), default=code)
    project = F(f"{of}number") if depth == PROJECT else Value("")
    return rows.annotate(spot_code=code, spot_project=project)


def _township(of: str, user: Any, order: str) -> Subquery:
    """The digits of the township of a project's first site in this order; they sort by township."""
    sites = Site.objects.visible_to(user).filter(project=OuterRef(f"{of}pk")).order_by(order)
    return Subquery(sites.annotate(stem=Left("place__code", 9)).values("stem")[:1])


def notes_below(depth: str) -> list[str]:
    """What a reader of a table of this depth must know of its lines below a county."""
    said = _("A project stands in the township that has all its sites, else in the county itself.")
    return [said] if depth == TOWNSHIP else []


def lines_below(
    spots: Iterable[Spot], keys: dict[str, Where], *, depth: str, day: date, user: Any
) -> dict[Spot, Line]:
    """The line below its county of each spot that lies in one, in a table of this depth.

    ``keys`` are the members that the codes count for. What was a township before its successor in the
    same county stands for that. One query.
    """
    if depth not in BELOW:
        return {}
    county_of = {code: county for code, (level, county) in keys.items() if level == "county"}
    spots = [spot for spot in spots if spot.code in county_of]
    if depth == PROJECT:
        projects = Project.objects.visible_to(user).filter(
            number__in={one.project for one in spots}
        )
        names = dict(projects.values_list("number", "name"))
        return {one: Line(county_of[one.code], one.project, names[one.project]) for one in spots}
    townships = Place.objects.visible_to(user).filter(
        code__in={spot.code for spot in spots if spot.code != county_code(spot.code)}
    )
    found = {place.code: place for place in townships.select_related("successor")}

    def line(spot: Spot) -> Line:
        county = county_of[spot.code]
        if spot.code not in found:
            return Line(county, "", _("The county itself"))
        place = found[spot.code]
        after = None if place.valid_on(day) else place.successor
        if after and county_code(after.code) == county:
            place = after
        return Line(place.code, "", place.name)

    return {spot: line(spot) for spot in spots}

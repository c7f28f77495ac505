"""What there is at a place, for its page."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef

from projects.agencies.models import Agency
from projects.dashboard.figures import Figures, figures_of
from projects.needs.models import Need
from projects.pilots.models import ActionPlan, Project, Site
from projects.places.choices import within
from projects.places.models import Place

SHOWN = 8


@dataclass(frozen=True)
class Listed:
    """The first few of some records, and how many there are."""

    rows: list
    count: int


@dataclass(frozen=True)
class Found:
    """A place's figures in a plan (None where it is no line of the table), and the records there."""

    figures: Figures | None
    row: dict[str, Any] | None
    counties: list[Place]
    projects: Listed
    needs: Listed
    agencies: Listed


def at_place(place: Place, user: Any, plan: ActionPlan | None, today: date) -> Found:
    """What ``user`` may read of ``place``: each list from its own scope."""
    figures = figures_of(user, plan, today)
    sites = within(Site.objects.filter(project=OuterRef("pk")), place.code, "place__code")
    projects = Project.objects.visible_to(user).filter(Exists(sites))
    needs = within(Need.objects.visible_to(user).open(), place.code, "place__code")
    agencies = within(Agency.objects.visible_to(user), place.code, "place__code")
    return Found(
        figures=figures,
        row=figures.row_of(place) if figures else None,
        counties=_counties(place, user, today),
        projects=_listed(projects.select_related("place", "agency").order_by("-updated_at", "-pk")),
        needs=_listed(needs.select_related("place__parent").order_by("reported_on", "pk")),
        agencies=_listed(agencies.select_related("place").order_by("name", "pk")),
    )


def _counties(place: Place, user: Any, day: date) -> list[Place]:
    """The counties of a city or province, to go on to."""
    if place.level == Place.Level.COUNTY:
        return []
    counties = Place.objects.visible_to(user).counties().valid_on(day)
    return list(within(counties, place.code, "code").order_by("code"))


def _listed(rows: Any) -> Listed:
    return Listed(list(rows[:SHOWN]), rows.count())

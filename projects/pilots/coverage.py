"""Which projects of a plan count on a day, and in which counties: read by pages and reports alike."""

from dataclasses import replace
from datetime import date
from typing import Any

from projects.pilots.models import ActionPlan, Project
from projects.pilots.querysets import ProjectQuerySet
from projects.places.models import Place
from projects.places.timeline import ReportingLine, reporting_lines


def qualifying_projects(*, user: Any, plan: ActionPlan, as_of: date) -> ProjectQuerySet:
    """The projects of ``plan`` that ``user`` may see and that count for coverage on ``as_of``."""
    return (
        Project.objects.visible_to(user)
        .filter(plan=plan)
        .qualifying(since=plan.starts, as_of=as_of)
        .order_by()
    )


def lines_within(*, plan: ActionPlan, place: Place, day: date) -> list[ReportingLine]:
    """The cities of ``plan`` with the counties that count: administered, of the day, within ``place``.

    In code order, what reports on its own last. One query, and the ranges of two places.
    """
    asked = [Place.objects.ranges_of(place), Place.objects.ranges_of(plan.place)]
    lines = []
    for line in reporting_lines(day):
        counties = tuple(
            county
            for county in line.counties
            if county.administered
            and all(any(low <= county.code < high for low, high in ranges) for ranges in asked)
        )
        if counties:
            lines.append(replace(line, counties=counties))
    return sorted(lines, key=lambda line: bool(line.counties[0].reports_as))

"""What coverage counts: projects, the counties that they reach, and the money given to them."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import F, Value
from django.utils.translation import gettext_lazy

from projects.common.money import ZERO
from projects.common.money import total as total_of
from projects.funding.models import Allocation
from projects.funding.querysets import AllocationQuerySet
from projects.pilots.coverage import qualifying_projects
from projects.pilots.models import ActionPlan, Project, Site
from projects.pilots.querysets import ProjectQuerySet
from projects.places.models import Place
from projects.places.timeline import resolve_counties
from projects.reports.definitions.behind import Behind, Part
from projects.reports.definitions.below import BELOW, PROJECT, Line, Spot, lines_below

PAYING = ("province", "city", "county")  # shown one by one; the total holds what others pay too

# The columns, and which of the records each counts.
PROJECTS: dict[str, dict[str, Any]] = {
    "projects": {},
    "projects_rural": {"setting": Project.Setting.RURAL},
    **{f"projects_{level}": {"level": level} for level in PAYING},
}
MONEY: dict[str, dict[str, Any]] = {
    "allocated_total": {},
    **{f"allocated_{level}": {"budget__level": level} for level in PAYING},
}


@dataclass
class Share:
    """What falls to a place: the projects that work in it, and the money of those that it registered."""

    projects: dict[int, tuple[str, str]] = field(default_factory=dict)  # id: pilot level, setting
    money: dict[str, Decimal] = field(default_factory=dict)  # level that pays: yuan

    def add(self, other: "Share") -> None:
        """Takes in another share; a project that is in both stays one."""
        self.projects |= other.projects
        for level, amount in other.money.items():
            self.money[level] = self.money.get(level, ZERO) + amount


Cell = tuple[str, int]  # the code of a county, and the id of a project; 0 is all of them


@dataclass(frozen=True)
class Counted:
    """The records that count for a plan on a day, as far as ``user`` may see them."""

    user: Any
    plan: ActionPlan
    as_of: date
    only: dict[str, str] = field(default_factory=dict)  # conditions on the projects

    @property
    def projects(self) -> ProjectQuerySet:
        """The projects that qualify."""
        found = qualifying_projects(user=self.user, plan=self.plan, as_of=self.as_of)
        return found.filter(**self.only)

    @property
    def sites(self) -> Any:
        """Where they work."""
        sites = Site.objects.visible_to(self.user).order_by()
        return sites.filter(project__in=self.projects.values("pk"))

    @property
    def money(self) -> AllocationQuerySet:
        """What was allocated to them by the day."""
        money = Allocation.objects.visible_to(self.user).until(self.as_of).order_by()
        return money.filter(project__in=self.projects.values("pk"))

    @cached_property
    def county_of(self) -> dict[str, str]:
        """The county of the day for which each place counts that has a site or a project with money."""
        sites = self.sites.values_list("place__code", flat=True)
        money = self.money.values_list("project__place__code", flat=True)
        return resolve_counties({*sites, *money}, self.as_of)

    def shares(self, *, by_project: bool) -> dict[Cell, Share]:
        """Each county's share, or that of each project in it, by the code of the county on the day."""
        kinds = self.projects.values_list("pk", "level", "setting")
        known = {pk: (level, setting) for pk, level, setting in kinds}
        shares: dict[Cell, Share] = defaultdict(Share)
        for project, code in self.sites.values_list("project", "place__code"):
            if project in known and code in self.county_of:
                cell = (self.county_of[code], project if by_project else 0)
                shares[cell].projects[project] = known[project]
        money: Any = self.money.annotate(of=F("project") if by_project else Value(0))
        money = money.values_list("project__place__code", "of", "budget__level")
        for code, of, level, amount in money.annotate(amount=total_of("amount")):
            if code in self.county_of:
                shares[self.county_of[code], of].add(Share(money={level: amount}))
        return shares

    def below(self, depth: str) -> dict[Cell, Line]:
        """The line below its county of each project in it: its own, or its township's.

        That is the township with all the sites that it has in the county; of several, and of none, it
        is the county itself.
        """
        if depth not in BELOW:
            return {}
        numbers = dict(self.projects.values_list("pk", "number"))
        townships: dict[Cell, set[str]] = defaultdict(set)
        for code, pk in self.sites.values_list("place__code", "project"):
            if code in self.county_of:
                townships[self.county_of[code], pk].add(f"{code[:9]}000")
        for code, pk in self.money.values_list("project__place__code", "project").distinct():
            if code in self.county_of:
                townships.setdefault((self.county_of[code], pk), set())
        spots = {}
        for (county, pk), codes in townships.items():
            if depth == PROJECT:
                spots[county, pk] = Spot(county, numbers[pk])
            else:
                spots[county, pk] = Spot(codes.pop() if len(codes) == 1 else county, "")
        keys = {spot.code: ("county", county) for (county, _pk), spot in spots.items()}
        lines = lines_below(spots.values(), keys, depth=depth, day=self.as_of, user=self.user)
        return {cell: lines[spot] for cell, spot in spots.items()}

    def behind(
        self, column: str, counties: set[str], only: Collection[int] | None = None
    ) -> Behind:
        """What stands behind a column of the row that is about ``counties``, or of these projects there."""
        codes = [code for code, county in self.county_of.items() if county in counties]
        sites = self.sites.filter(place__code__in=codes)
        if column in PROJECTS:
            projects = self.projects.filter(pk__in=sites.values("project"), **PROJECTS[column])
            projects = projects if only is None else projects.filter(pk__in=only)
            projects = projects.order_by("number").select_related("place")
            label = gettext_lazy("Pilot projects")
            return Behind((Part(label, projects, day="approved_on"),))
        if column in MONEY:
            money = self.money.filter(project__place__code__in=codes, **MONEY[column])
            money = money if only is None else money.filter(project__in=only)
            money = money.order_by("-day", "-pk").select_related("project__place")
            paths: dict[str, Any] = {"place": "project__place", "day": "day", "about": "project"}
            return Behind((Part(gettext_lazy("Allocations"), money, "amount", **paths),))
        reached = {self.county_of[code] for code in sites.values_list("place__code", flat=True)}
        whole = _places(gettext_lazy("Counties to cover"), self.user, counties)
        covered = _places(gettext_lazy("Counties covered"), self.user, counties & reached)
        if column == "rate":
            return Behind((covered,), of=(whole,))
        return Behind((covered if column == "covered" else whole,))


def _places(label: Any, user: Any, codes: set[str]) -> Part:
    places = Place.objects.visible_to(user).filter(code__in=codes).select_related("parent")
    return Part(label, places, place="parent")

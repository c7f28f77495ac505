"""Finding the site that a cell names, among those of its project."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from projects.imports.villages import PlaceNames, label
from projects.pilots.models import Project
from projects.places.models import Place

SHOWN = 5


class Sites(PlaceNames):
    """The villages and communities that a project works in, those that it has left, and with ``around``
    also others, where its place lets services be logged outside the sites.
    """

    def __init__(self, project: Project, around: Iterable[Place] = ()) -> None:
        own = [site.place for site in project.sites.all()]
        left = {former.place: former.until for former in project.former_sites.all()}
        self.own = sorted(own, key=lambda place: place.code)
        super().__init__(dict.fromkeys([*self.own, *left, *around]))
        self.ids = frozenset(place.pk for place in self.all)
        # A site that was left is one up to that day.
        allowed = {place.pk for place in (*own, *around)}
        self.until = {place.pk: day for place, day in left.items() if place.pk not in allowed}
        self.by_id = {place.pk: place for place in self.all}
        self.county_of = {place.pk: place.code[:6].ljust(12, "0") for place in self.all}
        self._told: dict[str, tuple[Place | None, str]] = {}

    def named(self, written: str) -> tuple[Place | None, str]:
        """The site that a cell names, and what is wrong where it names none."""
        if written not in self._told:
            try:
                self._told[written] = self._roughly(written), ""
            except ValidationError as error:
                self._told[written] = None, " ".join(error.messages)
        return self._told[written]

    def _roughly(self, written: str) -> Place:
        """By code and name; or the one site whose name is part of it: 福龙社区老年活动中心."""
        try:
            return self.find(written)
        except ValidationError:
            within = {place.pk for name, place in self._names() if name in written}
            if len(within) != 1:
                raise
        return self.by_id[within.pop()]

    def fits(self, place_id: int, day: date) -> bool:
        """Whether a service may have taken place there on ``day``."""
        return place_id in self.ids and self.until.get(place_id, day) >= day

    def _names(self) -> Iterator[tuple[str, Place]]:
        for names in self.by_name[:2]:
            for name, places in names.items():
                if len(name) > 2 and len(places) == 1:
                    yield name, places[0]

    def _unknown(self) -> ValidationError:
        known: list[Any] = [label(place) for place in self.own[:SHOWN]]
        return ValidationError(
            _("None of the project's sites. Enter one of: %(labels)s."),
            params={"labels": "、".join(known) + ("…" if len(self.own) > SHOWN else "")},
        )

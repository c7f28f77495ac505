"""The map of the counties in scope: outlines, classes, legend. Drawn as SVG by the template."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from projects.dashboard.counting import Figure
from projects.dashboard.measures import Measure
from projects.places.models import Place
from projects.places.outlines import Label, Outlines

CLASSES = 5
_POINT = re.compile(r"(-?\d+(?:\.\d+)?),(-?\d+(?:\.\d+)?)")


@dataclass(frozen=True)
class Area:
    """A county with its figure. ``covered``: whether there is anything; without, it is hatched."""

    place: Place
    figure: Figure
    covered: bool


@dataclass(frozen=True)
class Shape:
    """One outline on the map; ``url`` is empty for a place that is listed, never counted."""

    d: str
    css: str
    title: str
    url: str
    code: str


@dataclass(frozen=True)
class Entry:
    """One line of the legend: a class, what it means, how many counties of each map are in it."""

    css: str
    label: str
    counts: list[int]


@dataclass(frozen=True)
class Choropleth:
    """A map, ready to be drawn."""

    view_box: str
    shapes: list[Shape]
    borders: str
    labels: list[Label]
    classes: Counter[str]


def draw(
    areas: Sequence[Area],
    *,
    never_counted: Iterable[Place],
    outlines: Outlines,
    measure: Measure,
    steps: Sequence[Decimal],
    whole_province: bool,
) -> Choropleth:
    """The counties of a user's scope as a map; of less than the province, it fills the frame."""
    known = {area.place.code: area for area in areas}
    outside = {place.code: place for place in never_counted if place.code not in known}
    in_scope = [one for one in outlines.counties if one.code in known or one.code in outside]
    frame = Frame([one.d for one in in_scope], outlines.view_box if whole_province else "")
    shapes, labels, classes = [], [], Counter[str]()
    for outline in in_scope:
        d, area = frame.path(outline.d), known.get(outline.code)
        if area is None:
            place = outside[outline.code]
            title = _("%(place)s: listed, not counted") % {"place": place}
            shapes.append(Shape(d, "vx", title, "", outline.code))
        else:
            place, css = area.place, _class(measure, area, steps)
            classes[css] += 1
            url = reverse("place", args=[place.pk])
            shapes.append(Shape(d, css, _title(measure, area), url, outline.code))
        labels.append(Label(place.name, *frame.point(*outline.label)))
    # Uncovered counties last, so that their edge is not painted over by a neighbour.
    shapes.sort(key=lambda shape: (shape.css == "v0", shape.css != "vx"))
    return Choropleth(
        view_box=frame.view_box,
        shapes=shapes,
        borders=outlines.borders if whole_province else "",
        labels=list(outlines.cities) if whole_province else labels,
        classes=classes,
    )


def _title(measure: Measure, area: Area) -> str:
    place = area.place
    figure = measure.with_unit(measure.shown(area.figure))
    return _("%(county)s (%(city)s): %(figure)s") % {
        "county": place.name,
        "city": place.reports_as or place.parent,
        "figure": figure if area.covered or not measure.of_coverage else _("not covered"),
    }


def steps_of(measure: Measure, areas: Iterable[Area]) -> list[Decimal]:
    """The lower bounds of the five classes, as shown: 1 to 5 for few, or round figures."""
    if measure.few:
        return [Decimal(n) for n in range(1, CLASSES + 1)]
    figures = sorted(measure.scaled(area.figure) for area in areas if area.figure)
    if not figures:
        return [Decimal(0)]
    # Nine tenths of the counties spread over the classes; the few largest share the last one.
    width = _round_up(figures[(len(figures) - 1) * 9 // 10] / CLASSES)
    if not measure.is_money:
        width = max(width, Decimal(1))
    return [width * n for n in range(CLASSES)]


def _round_up(value: Decimal) -> Decimal:
    """The next of 1, 2, 5, 10, 20, 50 …"""
    size = Decimal(10) ** value.adjusted()
    return next(size * digit for digit in (1, 2, 5, 10) if size * digit >= value)


def _class(measure: Measure, area: Area, steps: Sequence[Decimal]) -> str:
    """v0: nothing there; vn: covered without any of this measure, or withheld; v1 to v5: the classes."""
    if not area.covered:
        return "v0"
    if not area.figure:
        return "vn"
    return f"v{max(1, sum(measure.scaled(area.figure) >= step for step in steps))}"


def legend_of(
    measure: Measure, steps: Sequence[Decimal], maps: Sequence[Choropleth], *, in_full: bool
) -> list[Entry]:
    """The classes from the highest down, then none or withheld, then nothing; ``in_full``: the empty, too."""
    labels = {f"v{n}": _class_label(measure, steps, n) for n in range(len(steps), 0, -1)}
    if any(one.classes["vn"] for one in maps):
        labels["vn"] = _("none") if measure.of_coverage else _("withheld: fewer than 3 people")
    labels["v0"] = _("not covered") if measure.of_coverage else _("none")
    entries = [
        Entry(css, label, [one.classes[css] for one in maps]) for css, label in labels.items()
    ]
    return [entry for entry in entries if in_full or any(entry.counts)]


def _class_label(measure: Measure, steps: Sequence[Decimal], n: int) -> str:
    low = measure.with_unit(_plain(steps[n - 1]))
    if n == len(steps):
        return _("%(low)s and more") % {"low": low}
    # What is counted in whole numbers ends one below the next class, so that no figure is in two.
    top = steps[n] - (0 if measure.is_money else 1)
    high = measure.with_unit(_plain(top))
    if top <= steps[n - 1]:
        return low
    if n == 1:
        return _("up to %(high)s") % {"high": high}
    return _("%(low)s to %(high)s") % {"low": _plain(steps[n - 1]), "high": high}


def _plain(step: Decimal) -> str:
    return f"{step.normalize():,f}"


class Frame:
    """Moves and scales outlines so that together they fill the map; the province keeps its own frame."""

    WIDTH, TALLEST, MARGIN = 1000, 1000, 20

    def __init__(self, paths: Sequence[str], view_box: str = "") -> None:
        self.view_box = view_box or f"0 0 {self.WIDTH} 1"
        self.left = self.top = 0.0
        self.scale = 1.0
        if not view_box and paths:
            self._fit([(float(x), float(y)) for d in paths for x, y in _POINT.findall(d)])

    def _fit(self, points: list[tuple[float, float]]) -> None:
        left, right = min(x for x, _ in points), max(x for x, _ in points)
        top, bottom = min(y for _, y in points), max(y for _, y in points)
        across, down = right - left, bottom - top
        self.scale = min(
            (self.WIDTH - 2 * self.MARGIN) / across, (self.TALLEST - 2 * self.MARGIN) / down
        )
        self.left = left - (self.WIDTH / self.scale - across) / 2
        self.top = top - self.MARGIN / self.scale
        self.view_box = f"0 0 {self.WIDTH} {round(down * self.scale + 2 * self.MARGIN)}"

    def point(self, x: float, y: float) -> tuple[float, float]:
        """A point of the outlines as a point of the map."""
        return round((x - self.left) * self.scale, 1), round((y - self.top) * self.scale, 1)

    def path(self, d: str) -> str:
        """An outline as a path of the map."""
        return d if self.scale == 1 else _POINT.sub(self._moved, d)

    def _moved(self, match: re.Match[str]) -> str:
        x, y = self.point(float(match[1]), float(match[2]))
        return f"{x:g},{y:g}"

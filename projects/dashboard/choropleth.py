"""The map of the counties in scope: outlines, classes, legend. Drawn as SVG by the template."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from projects.common.money import wan
from projects.places.models import Place
from projects.places.outlines import Label, Outlines

CLASSES = 5
_POINT = re.compile(r"(-?\d+(?:\.\d+)?),(-?\d+(?:\.\d+)?)")


@dataclass(frozen=True)
class CountyFigures:
    """What the map shows of one county; ``money`` is yuan."""

    place: Place
    covered: bool
    projects: int
    money: Decimal
    rural: int


@dataclass(frozen=True)
class Measure:
    """One figure of a county that the map can show."""

    key: str
    label: Promise
    title: Promise

    def value(self, county: CountyFigures) -> Decimal:
        """The figure of a county: a number of projects, or 万元."""
        return wan(county.money) if self.key == "money" else Decimal(getattr(county, self.key))

    def with_unit(self, figure: str) -> str:
        """A figure with its unit, for the legend."""
        unit = _("10,000 yuan") if self.key == "money" else pgettext("unit", "pilots")
        return f"{figure} {unit}"

    def shown(self, county: CountyFigures) -> str:
        """The figure in words, for the title of a county and for the table."""
        if not county.covered:
            return _("not covered")
        if self.key == "money":
            return _("%(amount)s (10,000 yuan)") % {"amount": number_format(self.value(county), 2)}
        count = int(self.value(county))
        if self.key == "rural":
            return ngettext("%(n)s rural pilot", "%(n)s rural pilots", count) % {"n": count}
        return ngettext("%(n)s pilot", "%(n)s pilots", count) % {"n": count}


MEASURES = {
    measure.key: measure
    for measure in (
        Measure("projects", gettext_lazy("Projects"), gettext_lazy("Pilot projects by county")),
        Measure("money", gettext_lazy("Money"), gettext_lazy("Money allocated by county")),
        Measure(
            "rural", pgettext_lazy("figure", "Rural pilots"), gettext_lazy("Rural pilots by county")
        ),
    )
}


@dataclass(frozen=True)
class Shape:
    """One outline on the map; ``url`` is empty for a place that is listed, never counted."""

    d: str
    css: str
    title: str
    url: str


@dataclass(frozen=True)
class Entry:
    """One line of the legend: a class, what it means, how many counties are in it."""

    css: str
    label: str
    count: int


@dataclass(frozen=True)
class Choropleth:
    """A map, ready to be drawn."""

    view_box: str
    shapes: list[Shape]
    borders: str
    labels: list[Label]
    legend: list[Entry]


def draw(
    counties: Sequence[CountyFigures],
    *,
    never_counted: Iterable[Place],
    outlines: Outlines,
    measure: Measure,
    whole_province: bool,
) -> Choropleth:
    """The counties of a user's scope as a map; of less than the province, it fills the frame."""
    steps = _steps(measure, counties)
    known = {county.place.code: county for county in counties}
    outside = {place.code: place for place in never_counted if place.code not in known}
    in_scope = [one for one in outlines.counties if one.code in known or one.code in outside]
    frame = Frame([one.d for one in in_scope], outlines.view_box if whole_province else "")
    shapes, labels, classes = [], [], Counter[str]()
    for outline in in_scope:
        d, county = frame.path(outline.d), known.get(outline.code)
        if county is None:
            place = outside[outline.code]
            title = _("%(place)s: listed, not counted") % {"place": place}
            shapes.append(Shape(d, "vx", title, ""))
        else:
            place, css = county.place, _class(measure, county, steps)
            classes[css] += 1
            shapes.append(_county_shape(d, css, measure, county))
        labels.append(Label(place.name, *frame.point(*outline.label)))
    # Uncovered counties last, so that their edge is not painted over by a neighbour.
    shapes.sort(key=lambda shape: (shape.css == "v0", shape.css != "vx"))
    return Choropleth(
        view_box=frame.view_box,
        shapes=shapes,
        borders=outlines.borders if whole_province else "",
        labels=list(outlines.cities) if whole_province else labels,
        legend=[
            entry for entry in _legend(measure, steps, classes) if entry.count or whole_province
        ],
    )


def _county_shape(d: str, css: str, measure: Measure, county: CountyFigures) -> Shape:
    place = county.place
    title = _("%(county)s (%(city)s): %(figure)s") % {
        "county": place.name,
        "city": place.reports_as or place.parent,
        "figure": measure.shown(county),
    }
    return Shape(d, css, title, reverse("place", args=[place.pk]))


def _steps(measure: Measure, counties: Sequence[CountyFigures]) -> list[Decimal]:
    """The lower bounds of the five classes: 1 to 5 projects, or round amounts of money."""
    if measure.key != "money":
        return [Decimal(n) for n in range(1, CLASSES + 1)]
    amounts = sorted(value for county in counties if (value := measure.value(county)))
    if not amounts:
        return [Decimal(0)]
    # Nine tenths of the counties spread over the classes; the few largest share the last one.
    width = _round_up(amounts[(len(amounts) - 1) * 9 // 10] / CLASSES)
    return [width * n for n in range(CLASSES)]


def _round_up(value: Decimal) -> Decimal:
    """The next of 1, 2, 5, 10, 20, 50 …"""
    size = Decimal(10) ** value.adjusted()
    return next(size * digit for digit in (1, 2, 5, 10) if size * digit >= value)


def _class(measure: Measure, county: CountyFigures, steps: list[Decimal]) -> str:
    """v0: not covered; vn: covered, but nothing of this measure; v1 to v5: the classes."""
    if not county.covered:
        return "v0"
    value = measure.value(county)
    if not value:
        return "vn"
    return f"v{sum(value >= step for step in steps)}"


def _legend(measure: Measure, steps: list[Decimal], classes: Counter[str]) -> list[Entry]:
    """The classes from the highest down, then nothing, then not covered."""
    entries = [
        Entry(f"v{n}", _class_label(measure, steps, n), classes[f"v{n}"])
        for n in range(len(steps), 0, -1)
    ]
    if classes["vn"]:
        entries.append(Entry("vn", _("none"), classes["vn"]))
    return [*entries, Entry("v0", _("not covered"), classes["v0"])]


def _class_label(measure: Measure, steps: list[Decimal], n: int) -> str:
    low = f"{steps[n - 1].normalize():f}"
    if n == len(steps):
        return _("%(low)s and more") % {"low": measure.with_unit(low)}
    if measure.key != "money":
        return measure.with_unit(low)
    high = measure.with_unit(f"{steps[n].normalize():f}")
    return _("%(low)s to %(high)s") % {"low": low, "high": high}


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

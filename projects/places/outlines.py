"""The schematic outlines of counties and cities, for maps drawn on the server (示意图)."""

import json
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

_DATA = Path(__file__).resolve().parent / "data"
_CHANGED = date(2021, 1, 1)  # statistics count by the new counties of 三明 and 漳州 from this day


class Label(NamedTuple):
    """A city's short name and where it stands on the map."""

    name: str
    x: float
    y: float


class County(NamedTuple):
    """One county: its 12-digit code, its outline as an SVG path, and where a label would stand."""

    code: str
    d: str
    label: tuple[float, float]


class Outlines(NamedTuple):
    """What a map needs: ``borders`` is one path of the lines between cities (平潭 is one of its own)."""

    view_box: str
    counties: tuple[County, ...]
    borders: str
    cities: tuple[Label, ...]


def outlines_on(day: date) -> Outlines:
    """The outlines of the counties that exist on ``day``."""
    return _read("fujian_svg_2018.json" if day < _CHANGED else "fujian_svg_2023.json")


@lru_cache
def _read(name: str) -> Outlines:
    drawing = json.loads((_DATA / name).read_text(encoding="utf-8"))
    return Outlines(
        view_box=drawing["viewBox"],
        counties=tuple(
            County(county["code"].ljust(12, "0"), county["d"], tuple(county["label"]))
            for county in drawing["counties"]
        ),
        borders=drawing["borders"],
        cities=tuple(Label(city["name"], *city["label"]) for city in drawing["cities"]),
    )

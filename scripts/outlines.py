"""City borders and label places of the map, computed once from the county outlines.

    python -m scripts.outlines projects/places/data/fujian_svg_2018.json …

Writes two keys into each file: `borders`, one SVG path of the lines between counties of different
cities (no coast), and `cities`, each with its short name and the place of its label. A county that
is reported on a line of its own (fujian_facts.json) counts as a city.
"""

import json
import re
import sys
from collections import defaultdict
from pathlib import Path

FACTS = Path(__file__).resolve().parent.parent / "projects/places/data/fujian_facts.json"
Point = tuple[float, float]
Ring = list[Point]


def rings(path: str) -> list[Ring]:
    """The closed rings of an SVG path that has only M, L and Z."""
    return [
        [(float(x), float(y)) for x, y in re.findall(r"(-?[\d.]+),(-?[\d.]+)", ring)]
        for ring in path.split("M")[1:]
    ]


def shared_lines(outlines: dict[str, list[Ring]], city_of: dict[str, str]) -> list[Ring]:
    """The segments that two counties of different cities share, joined into lines."""
    owners: dict[tuple[Point, Point], set[str]] = defaultdict(set)
    for county, its_rings in outlines.items():
        for ring in its_rings:
            for start, end in zip(ring, ring[1:] + ring[:1], strict=True):
                owners[min(start, end), max(start, end)].add(city_of[county])
    neighbours: dict[Point, set[Point]] = defaultdict(set)
    for (start, end), cities in owners.items():
        if len(cities) > 1:
            neighbours[start].add(end)
            neighbours[end].add(start)
    lines = []
    # First from the ends and crossings, then the closed lines that are left.
    for point in sorted(neighbours, key=lambda point: (len(neighbours[point]) == 2, point)):
        while neighbours[point]:
            line = [point]
            while neighbours[line[-1]]:
                following = min(neighbours[line[-1]])
                neighbours[line[-1]].remove(following)
                neighbours[following].remove(line[-1])
                line.append(following)
                if len(neighbours[following]) != 1:
                    break
            lines.append(line)
    return lines


def area_and_centre(ring: Ring) -> tuple[float, Point]:
    """The area of a ring and its centroid (shoelace formula)."""
    double = x_sum = y_sum = 0.0
    for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True):
        cross = x1 * y2 - x2 * y1
        double += cross
        x_sum += (x1 + x2) * cross
        y_sum += (y1 + y2) * cross
    return abs(double) / 2, (x_sum / (3 * double), y_sum / (3 * double))


def label_place(its_rings: list[Ring]) -> list[float]:
    """The centroid of several counties together, each weighted by its area."""
    weighed = [area_and_centre(ring) for ring in its_rings]
    whole = sum(area for area, _ in weighed)
    return [round(sum(area * at[axis] for area, at in weighed) / whole, 1) for axis in (0, 1)]


def with_cities(drawing: dict, alone: dict[str, str]) -> dict:
    """The drawing with `borders` and `cities`; `alone`: 12-digit codes that count as a city."""
    counties = drawing["counties"]
    own = {code[:6] for code in alone}
    outlines = {county["code"]: rings(county["d"]) for county in counties}
    city_of = {c["code"]: c["code"] if c["code"] in own else c["city_code"] for c in counties}
    names = {c["city_code"]: c["city"] for c in counties}
    names |= {c["code"]: c["name"] for c in counties if c["code"] in own}
    lines = shared_lines(outlines, city_of)
    borders = "".join("M" + "L".join(f"{x:g},{y:g}" for x, y in line) for line in lines)
    members: dict[str, list[Ring]] = defaultdict(list)
    for county, its_rings in outlines.items():
        members[city_of[county]].extend(its_rings)
    cities = [
        {"code": code, "name": names[code][:-1], "label": label_place(members[code])}
        for code in sorted(members)
    ]
    return {**drawing, "borders": borders, "cities": cities}


def main(files: list[str]) -> None:
    alone = json.loads(FACTS.read_text(encoding="utf-8"))["reports_as"]
    for name in files:
        path = Path(name)
        drawing = with_cities(json.loads(path.read_text(encoding="utf-8")), alone)
        text = json.dumps(drawing, ensure_ascii=False, separators=(",", ":"))
        path.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])

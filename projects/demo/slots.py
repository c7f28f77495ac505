"""Where the 132 pilots stand: county, pilot level, rural or urban."""

from dataclasses import dataclass
from random import Random

from projects.demo.divisions import County, Divisions
from projects.demo.figures import ANXI, MEILIE, PILOTS, PINGTAN, RURAL_PILOTS
from projects.pilots.models import Project
from projects.places.models import Place

AT_MOST = 4  # pilots in one county
ENOUGH_VILLAGES = 40


@dataclass
class Slot:
    """A pilot to be made."""

    county: County
    level: str
    setting: str = Project.Setting.URBAN


def make_slots(rng: Random, divisions: Divisions) -> list[Slot]:
    """One pilot for every county, the rest where there are more communities; in county order."""
    counts = {county.code: 1 for county in divisions.counties}
    counts[ANXI] += 2
    counts[MEILIE] += 1
    weights = [county.size for county in divisions.counties]
    while sum(counts.values()) < sum(PILOTS.values()):
        (county,) = rng.choices(divisions.counties, weights)
        if counts[county.code] < AT_MOST:
            counts[county.code] += 1
    levels = [level for level, count in PILOTS.items() for _number in range(count)]
    rng.shuffle(levels)
    _no_city_pilot_in_pingtan(levels, counts)
    slots = [
        Slot(county, levels.pop())
        for county in divisions.counties
        for _number in range(counts[county.code])
    ]
    _make_rural(rng, slots)
    return slots


def _no_city_pilot_in_pingtan(levels: list[str], counts: dict[str, int]) -> None:
    """平潭 has no city above it: swap its city pilots (levels are dealt from the end) with others."""
    before = 0
    for code, count in counts.items():
        if code == PINGTAN:
            for index in range(len(levels) - before - count, len(levels) - before):
                if levels[index] == Project.Level.CITY:
                    other = next(i for i, level in enumerate(levels) if level != Project.Level.CITY)
                    levels[index], levels[other] = levels[other], levels[index]
            return
        before += count


def _make_rural(rng: Random, slots: list[Slot]) -> None:
    """44 counties with many village committees make their last pilot a rural one."""
    last = {
        slot.county.code: slot
        for slot in slots
        if slot.county.place.kind != Place.Kind.DISTRICT
        and slot.county.count("rural") >= ENOUGH_VILLAGES
    }
    for slot in rng.sample(list(last.values()), RURAL_PILOTS):
        slot.setting = Project.Setting.RURAL

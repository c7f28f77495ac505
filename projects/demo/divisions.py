"""The real divisions that the demo is built over, as they were at the end of 2018."""

from collections import defaultdict
from dataclasses import dataclass, field
from random import Random

from projects.demo.figures import AS_OF, PROVINCE_CODE
from projects.places.models import Place

# Placeholders, barracks, prisons and farms stand in the official list too; no pilot works there.
NO_RESIDENTS = ("虚拟", "武警", "看守", "监狱", "部队", "农场", "林场", "水库", "开发区", "管委会")


class NoPlaces(Exception):
    """The divisions have not been loaded."""


@dataclass
class County:
    """A county of 2018 with its townships' villages and communities, and the city that reviews it."""

    place: Place
    city: Place
    rural: dict[str, list[Place]] = field(default_factory=lambda: defaultdict(list))
    urban: dict[str, list[Place]] = field(default_factory=lambda: defaultdict(list))

    @property
    def code(self) -> str:
        return self.place.code[:6]

    @property
    def size(self) -> int:
        """How many villages and communities it has."""
        return self.count("rural") + self.count("urban")

    def count(self, setting: str) -> int:
        return sum(len(villages) for villages in getattr(self, setting).values())

    def neighbours(self, rng: Random, setting: str, wanted: int) -> list[Place]:
        """Up to ``wanted`` villages (rural) or communities (urban) of one township, in code order."""
        townships = getattr(self, setting)
        largest = max(len(villages) for villages in townships.values())
        enough = [key for key in townships if len(townships[key]) >= min(wanted, largest)]
        villages = townships[rng.choice(enough)]
        chosen = rng.sample(range(len(villages)), min(wanted, len(villages)))
        return [villages[index] for index in sorted(chosen)]


@dataclass
class Divisions:
    """The province, its cities and its administered counties, in code order."""

    province: Place
    cities: list[Place]
    counties: list[County]

    def county(self, code: str) -> County:
        return next(county for county in self.counties if county.code == code)

    def counties_of(self, city: Place) -> list[County]:
        return [county for county in self.counties if county.city.pk == city.pk]


def read_divisions() -> Divisions:
    """The divisions valid at the end of 2018, with one query."""
    places = Place.objects.valid_on(AS_OF).filter(code__startswith=PROVINCE_CODE[:2])
    by_code = {place.code: place for place in places.order_by("code")}
    if PROVINCE_CODE not in by_code:
        raise NoPlaces
    counties: dict[str, County] = {}
    cities = []
    for place in by_code.values():
        if place.level == Place.Level.CITY:
            cities.append(place)
        elif place.level == Place.Level.COUNTY and place.administered:
            # 平潭 reports on a line of its own: it is its own city.
            city = place if place.reports_as else by_code[place.code[:4].ljust(12, "0")]
            counties[place.code[:6]] = County(place, city)
        elif place.level == Place.Level.VILLAGE and place.code[:6] in counties:
            if any(word in place.name for word in NO_RESIDENTS):
                continue
            place.parent = by_code[place.code[:9].ljust(12, "0")]  # known, so nobody asks again
            county = counties[place.code[:6]]
            if place.kind == Place.Kind.VILLAGE:
                county.rural[place.code[:9]].append(place)
            elif place.kind == Place.Kind.COMMUNITY:
                county.urban[place.code[:9]].append(place)
    return Divisions(by_code[PROVINCE_CODE], cities, list(counties.values()))


def short_name(village: Place) -> str:
    """A village's name as people say it: 凤山社区, 祥华村."""
    name = village.name
    for ending in ("居民委员会", "村民委员会", "居委会", "委会"):
        name = name.removesuffix(ending)
    if village.is_rural:
        return name if name.endswith("村") else f"{name}村"
    return name if name.endswith("社区") else f"{name}社区"

"""A nation's year counted from its totals, beside DuckDB, which reads the same rows one by one.

``BENCH_SCALE`` services (several numbers: one after the other) in ``BENCH_NATION`` counties. Both must say
the same before anything is timed; then they take turns, ``BENCH_ROUNDS`` times, and the best of each counts.
"""

import io
import os
import time
from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any

import django
import duckdb
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.models import Sum
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pyroaring import BitMap

from scripts import nation

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linkage.settings")
django.setup()

from projects.accounts.models import User  # noqa: E402
from projects.common.scoping import Scope  # noqa: E402
from projects.delivery.actions import add_up_years, recount_all  # noqa: E402
from projects.delivery.models import CountySummary, CountyYear, SummaryYear  # noqa: E402
from projects.places.models import Place  # noqa: E402

SIZES = sorted(int(size) for size in os.environ.get("BENCH_SCALE", "1000000").split(","))
PER_PERSON = 4  # services for each person of the register
COUNTIES = int(os.environ.get("BENCH_NATION", "2850"))
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
YEAR = 2018
NATION, PROVINCE = ("400000000000", "800000000000"), ("400000000000", "410000000000")
FIGURES = ("records", "attendances", "hours")
OF_YEAR = "WHERE date >= '2018-01-01' AND date < '2019-01-01'"
# Twice as fast as grouping sets over the rows themselves, so DuckDB is asked in this way.
DUCK_SUMS = f"""SELECT coalesce(county, city, province), sum(n), sum(a), sum(h) FROM (
        SELECT province, city, county, count(*) AS n, sum(attendances) AS a, sum(hours) AS h
        FROM records {OF_YEAR} GROUP BY ALL)
    GROUP BY GROUPING SETS ((province), (city), (county))"""
DUCK_PEOPLE = f"""SELECT coalesce(county, city, province), count(DISTINCT person)
    FROM came {OF_YEAR} GROUP BY GROUPING SETS ((province), (city), (county))"""


def measure() -> None:
    """Each size in the same counties, the larger one grown from the smaller."""
    settings.DEBUG = False
    call_command("migrate", interactive=False, verbosity=0)
    call_command("load_places", stdout=io.StringIO())
    people = max(SIZES[-1] // PER_PERSON // COUNTIES, 1) * COUNTIES
    record, last, took = nation.make(COUNTIES, people), 0, {}
    for size in SIZES:
        grow = partial(nation.serve, record, COUNTIES, people, last + 1, size)
        told = timed(grow), timed(recount_all), timed(add_up_years)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        months, years = CountySummary.objects.count(), CountyYear.objects.count()
        print(f"{size:,} services of {people:,} people, {COUNTIES:,} counties")
        print(f"{months:,} totals of months, {years:,} of years")
        text = "made in {:.0f} s, counted by month in {:.0f} s, added up by year in {:.0f} s"
        print(text.format(*told), flush=True)
        with TemporaryDirectory() as folder:
            took[size] = beside(nation.in_duckdb(Path(folder)))
        pages()
        last = size
    if len(SIZES) > 1:
        times = took[last] / took[SIZES[0]]
        print(f"sums of {last:,} beside those of {SIZES[0]:,}: {times:.2f} × (at most 1.30)")


def beside(duck: duckdb.DuckDBPyConnection) -> float:
    """Sums and people: the same answers, then the times; gives that of the sums."""
    took = {}
    by_duck = {
        "sums": partial(ask, duck, DUCK_SUMS),
        "people": partial(ask, duck, DUCK_PEOPLE),
    }
    ours: dict[str, Callable[..., dict[str, Any]]] = {"sums": sums, "people": people}
    for name, goal in (("sums", 0.3), ("people", 0.1)):
        if ours[name](NATION) != by_duck[name]():
            raise RuntimeError(f"DuckDB counts other {name}")
        queries = [counted(partial(ours[name], area)) for area in (PROVINCE, NATION)]
        if queries[0] != queries[1]:
            raise RuntimeError(f"{name}: more counties take more queries, {queries}")
        own, other = take_turns(partial(ours[name], NATION), by_duck[name])
        took[name] = own
        print(
            f"{name} of each county, city and province: {own * 1000:.0f} ms, {queries[1]} query; DuckDB "
            f"{other * 1000:.0f} ms: {own / other:.2f} × (at most {goal})",
            flush=True,
        )
    return took["sums"]


def totals(area: tuple[str, str]) -> Any:
    """The totals of the year as reports read them: those that are not marked, which none is here."""
    reader = SimpleNamespace(is_active=True, scope=Scope(role="province", ranges=(area,)))
    marked = SummaryYear.objects.dirty().filter(year=YEAR).values("county_code")
    rows = CountyYear.objects.visible_to(reader).filter(year=YEAR, method="")
    return rows.exclude(county_code__in=marked).order_by()


def sums(area: tuple[str, str]) -> dict[str, tuple[Any, ...]]:
    """Services, attendances and hours of each county, its city and its province."""
    found: defaultdict[str, tuple[Any, ...]] = defaultdict(lambda: (0, 0, Decimal(0)))
    rows = totals(area).values_list("county_code").annotate(*(Sum(name) for name in FIGURES))
    for county, *figures in rows:
        for place in (county, county[:4], county[:2]):
            found[place] = tuple(map(sum, zip(found[place], figures, strict=True)))
    return dict(found)


def people(area: tuple[str, str]) -> dict[str, int]:
    """How many different people came in each county, city and province."""
    counties: defaultdict[str, list[BitMap]] = defaultdict(list)
    for county, came in totals(area).values_list("county_code", "came").iterator():
        counties[county].append(came)
    places: defaultdict[str, list[BitMap]] = defaultdict(list)
    for county, parts in counties.items():
        of_county = BitMap.union(*parts)
        for place in (county, county[:4], county[:2]):
            places[place].append(of_county)
    numbers = {place: len(BitMap.union(*parts)) for place, parts in places.items()}
    return {place: number for place, number in numbers.items() if number}


def ask(duck: duckdb.DuckDBPyConnection, query: str) -> dict[str, Any]:
    rows = duck.execute(query).fetchall()
    return {place: rest[0] if len(rest) == 1 else tuple(rest) for place, *rest in rows}


def pages() -> None:
    """The list of services, as an official of a county opens it and as one of a province."""
    took = {}
    for level, code in (("province", "400000000000"), ("county", "400101000000")):
        place = Place.objects.get(code=code)
        named = {"username": f"bench-{level}", "role": level, "place": place}
        user, _made = User.objects.get_or_create(**named)
        client = Client(headers={"host": "localhost"})
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[-1])
        if client.get(reverse("service_list")).status_code != 200:
            raise RuntimeError("The list does not open")
        took[level] = min(
            timed(partial(client.get, reverse("service_list"))) for _ in range(ROUNDS)
        )
        print(f"list of services for a {level}: {took[level] * 1000:.0f} ms")
    print(f"county beside province: {took['county'] / took['province']:.2f} × (at most 1.00)")


def counted(act: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as queries:
        act()
    return len(queries)


def take_turns(*acts: Callable[[], object]) -> list[float]:
    rounds = [[timed(act) for act in acts] for _round in range(ROUNDS)]
    return [min(times) for times in zip(*rounds, strict=True)]


def timed(act: Callable[[], object]) -> float:
    """Seconds by the clock."""
    begin = time.perf_counter()
    act()
    return time.perf_counter() - begin


if __name__ == "__main__":
    measure()

"""What the totals of months cost and save: logging with and without them, a rebuild, and the reports.

``BENCH_LOGGED`` services of ten people each are logged one by one, those with totals and those without in
turns; a month of ``BENCH_MONTH`` records is rebuilt; then both reports count a year of totals in
``BENCH_COUNTIES`` counties (two numbers, to be compared) with ``BENCH_PEOPLE`` people.
"""

import io
import os
import time
from collections.abc import Callable
from contextlib import nullcontext
from datetime import date, timedelta
from functools import partial
from random import Random
from statistics import median
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pyroaring import BitMap

from scripts import service_year

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linkage.settings")
django.setup()

from projects.common.bitmaps import Tally  # noqa: E402
from projects.common.scoping import Scope  # noqa: E402
from projects.delivery.actions import log_service, records, recount  # noqa: E402
from projects.delivery.models import (  # noqa: E402
    Attendance,
    Beneficiary,
    CountySummary,
    Person,
    ServiceRecord,
)
from projects.delivery.totals import cell_of  # noqa: E402
from projects.needs.models import Need  # noqa: E402
from projects.places.models import Place  # noqa: E402
from projects.reports.definitions.registry import DEFINITIONS  # noqa: E402

LOGGED = int(os.environ.get("BENCH_LOGGED", "300"))
MONTH = int(os.environ.get("BENCH_MONTH", "2000"))
COUNTIES = [int(number) for number in os.environ.get("BENCH_COUNTIES", "285,2850").split(",")]
PEOPLE = int(os.environ.get("BENCH_PEOPLE", "100000"))
PER_COUNTY = 28  # counties of a city
CAME = 10  # people of the register at a service
DAY = date(2018, 3, 1)
YEAR_END = date(2018, 12, 31)


def measure() -> None:
    """All parts, one after the other, on one database."""
    settings.DEBUG = False
    call_command("migrate", interactive=False, verbosity=0)
    call_command("load_places", stdout=io.StringIO())
    user, project = service_year.whom_it_hangs_on()
    people = register(user, project, PEOPLE)
    log_many(user, project, people)
    rebuild(user, project, people)
    nation(user, project, people)


def register(user: Any, project: Any, number: int) -> list[Any]:
    """People of whom nothing is known but a number and one group each."""
    made = Person.objects.bulk_create((Person() for _one in range(number)), batch_size=5000)
    groups, place = Need.TargetGroup.values, project.sites.first().place
    fixed = {"agency": user.agency, "place": place, "sex": "female", "consent_on": DAY}
    fixed |= {"created_by": user, "erased_on": DAY, "erased_because": "bench"}
    rows = (
        Beneficiary(number=f"B{one.pk}", person=one, groups=[groups[one.pk % len(groups)]], **fixed)
        for one in made
    )
    return Beneficiary.objects.bulk_create(rows, batch_size=5000)


def log_many(user: Any, project: Any, people: list[Any]) -> None:
    """Each service is logged twice, on two days: with its totals, and as if nobody counted."""
    Beneficiary.objects.filter(pk__lte=people[CAME - 1].pk).update(
        erased_on=None, erased_because=""
    )
    entry: dict[str, Any] = {"method": "community", "hours": 2, "attendances": 40, "anyway": True}
    entry |= {"place_id": project.sites.first().place_id, "beneficiary_ids": pks(people[:CAME])}
    entry |= {"worker_ids": [project.assignments.first().worker_id]}
    spent: dict[bool, list[float]] = {True: [], False: []}
    for number in range(LOGGED):
        for with_totals in (True, False):
            day = DAY + timedelta(days=number % 25 + 31 * (not with_totals))
            log = partial(log_service, **entry, day=day, project_id=project.pk, by=user)
            with nullcontext() if with_totals else patch.object(records, "counted"):
                spent[with_totals].append(timed(log))
    counted, bare = (median(spent[key]) * 1000 for key in (True, False))
    print(
        f"a logged service: {counted:.1f} ms with totals, {bare:.1f} without, {counted / bare:.2f} ×"
    )


def rebuild(user: Any, project: Any, people: list[Any]) -> None:
    """One county's month of many records, ten people of the register at each."""
    rng, day = Random(2018), date(2018, 9, 1)  # noqa: S311, a fixed seed
    fixed = {
        "project": project,
        "place": project.sites.first().place,
        "hours": 2,
        "created_by": user,
    }
    fixed |= {"county_code": project.place.code, "lead": project.assignments.first().worker}
    made = ServiceRecord.objects.bulk_create(
        (
            ServiceRecord(
                number=f"M{n}",
                method=rng.choice(["case", "group", "community", "lecture"]),
                date=day + timedelta(days=n % 30),
                attendances=20,
                **fixed,
            )
            for n in range(MONTH)
        ),
        batch_size=1000,
    )
    Attendance.objects.bulk_create(
        (
            Attendance(record=record, beneficiary=person)
            for record in made
            for person in rng.sample(people[:5000], CAME)
        ),
        batch_size=5000,
    )
    took = median(timed(lambda: recount([cell_of(made[0])])) for _round in range(5))
    print(
        f"a month of {MONTH:,} records and {MONTH * CAME:,} people who came: {took * 1000:.0f} ms"
    )


def nation(user: Any, project: Any, people: list[Any]) -> None:
    """A year of totals in counties made for it: twelve months, eight methods, fifty people each."""
    plan = project.plan
    top = Place.objects.create(
        code="900000000000", name="测试省", level="province", kind="province"
    )
    plan.place = top
    plan.save()
    reader = SimpleNamespace(is_active=True, place=top)
    reader.scope = Scope(role="province", ranges=Place.objects.ranges_of(top))
    rng = Random(2018)  # noqa: S311, a fixed seed
    persons, done = [one.person_id for one in people], 0
    for counties in COUNTIES:
        fill(top, plan, done, counties, persons, rng)
        done = counties
        for name in ("services", "beneficiaries"):
            for detail in ("county", "city"):
                asked = {"user": reader, "plan": plan, "as_of": YEAR_END, "detail": detail}
                DEFINITIONS[name].count(**asked)
                with CaptureQueriesContext(connection) as queries:
                    took = timed(partial(DEFINITIONS[name].count, **asked))
                rows = CountySummary.objects.filter(plan=plan, county_code__startswith="90").count()
                told = f"{counties:,} counties, {rows:,} totals, {len(queries)} queries"
                print(f"report {name}, down to {detail}: {took:.1f} s ({told})", flush=True)


def fill(top: Place, plan: Any, first: int, last: int, persons: list[int], rng: Random) -> None:
    """Counties ``first`` to ``last`` and their totals; a county knows two thousand of the people."""
    for number in range(first, last):
        city, county = divmod(number, PER_COUNTY)
        above = f"90{city + 1:02d}" if city < 99 else f"90{city - 98:02d}"
        parent, _made = Place.objects.get_or_create(
            code=f"{above}00000000",
            defaults={"name": f"市{city}", "level": "city", "kind": "prefecture", "parent": top},
        )
        code = f"{above}{county + 1 + PER_COUNTY * (city >= 99):02d}000000"
        Place.objects.create(
            code=code, name=f"县{number}", level="county", kind="county", parent=parent
        )
        known = [persons[(number * 300 + nth) % len(persons)] for nth in range(2000)]
        CountySummary.objects.bulk_create(
            total(plan, code, month, method, known, rng)
            for month in range(1, 13)
            for method in ServiceRecord.Method.values
        )


def total(plan: Any, code: str, month: int, method: str, known: list[int], rng: Random) -> Any:
    """One method of one month in one county: five services of ten people each."""
    people = Tally()
    for _service in range(5):
        people.add(BitMap(rng.sample(known, CAME)))
    figures: dict[str, Any] = {
        "records": 5,
        "attendances": 200,
        "hours": 10,
        "volunteers": 0,
        "volunteer_hours": 0,
    }
    figures |= {"rated": 0, "satisfied": 0, "people": people, "workers": BitMap([1])}
    return CountySummary(
        plan=plan, county_code=code, month=date(2018, month, 1), method=method, **figures
    )


def pks(rows: list[Any]) -> list[int]:
    return [row.pk for row in rows]


def timed(act: Callable[[], object]) -> float:
    """Seconds by the clock."""
    begin = time.perf_counter()
    act()
    return time.perf_counter() - begin


if __name__ == "__main__":
    measure()

"""Workers, agencies, projects, evaluations and workforce of a few counties, counted by hand."""

import io
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from projects.agencies.models import Agency, Inspection
from projects.pilots.models import Site
from projects.places.models import Place
from projects.reports.definitions.narrowing import DEEPER, PROJECT
from projects.reports.definitions.registry import DEFINITIONS, thawed
from projects.reports.renderers import RENDERERS
from projects.workers.models import Certificate, Registration
from tests.evaluating import make_concluded, make_sheet, make_survey
from tests.factories import (
    list_agency,
    make_agency,
    make_assignment,
    make_project,
    make_statistic,
    make_worker,
    merge_meilie,
)

pytestmark = pytest.mark.django_db

YEAR_END = date(2018, 12, 31)
KEYS = ("workers", "agencies", "projects", "evaluations", "workforce")


@pytest.fixture
def world(places, plan, cast) -> SimpleNamespace:
    """Four workers, three agencies, three projects, in 闽侯 unless it says otherwise."""
    # Registered in 2017 until 2020; the second certificate, of 2018, is the higher one.
    first = make_worker(places.minhou)
    Certificate.objects.create(
        worker=first, level="assistant", number="ZS2014", issued_on=date(2014, 1, 1)
    )
    register(first, date(2017, 3, 1))
    # Her registration ended in 2018, the day of the year's end lies in its last three months for the other.
    register(make_worker(places.minhou), date(2015, 6, 1))
    register(make_worker(places.meilie), date(2016, 2, 1))
    left = make_worker(places.minhou, certified__never=True, left_on=date(2018, 7, 1))
    agency = make_agency(places.minhou, grade="4A", graded_on=date(2016, 5, 1))
    old = date(2012, 1, 1)
    expired = make_agency(places.minhou, registered_on=old, grade="2A", graded_on=old)
    inspect(agency, 2016, "fail")
    inspect(agency, 2017, "pass")
    list_agency(expired, date(2018, 2, 1), date(2018, 9, 1))
    make_agency(places.fuzhou, registered_on=date(2018, 10, 1))
    common: dict[str, Any] = {"agency": agency, "plan": plan, "status": "running"}
    rural = make_project(places.minhou, setting="rural", level="province", **common)
    urban = make_project(places.minhou, setting="urban", level="county", **common)
    far = make_project(places.meilie, setting="urban", level="city", **common)
    make_assignment(rural, first)
    sheet, by = make_sheet(places.fujian), cast.province
    for day, average, band in ((date(2018, 6, 1), 55, "fail"), (date(2018, 9, 1), 80, "good")):
        make_concluded(
            rural, sheet, by, concluded_on=day, average=average, band=band, **of(average)
        )
    make_concluded(
        urban, sheet, by, concluded_on=date(2018, 9, 2), average="91.50", band="excellent", **of(90)
    )
    make_survey(urban, by)
    make_survey(far, by, valid=12, satisfied=6)
    make_statistic(places.minhou, 650_000)
    make_statistic(places.minhou, 640_000, as_of=date(2017, 12, 31))
    make_statistic(places.fujian, 39_410_000)
    return SimpleNamespace(left=left, rural=rural, urban=urban, far=far)


def of(points: int) -> dict[str, Any]:
    return {"lowest": points, "highest": 95}


def register(worker: Any, day: date) -> None:
    ends = day.replace(year=day.year + 3)
    Registration.objects.create(
        worker=worker, starts_on=day, ends_on=ends, created_by=worker.created_by
    )


def inspect(agency: Any, year: int, result: str) -> None:
    Inspection.objects.create(
        agency=agency,
        year=year,
        result=result,
        decided_on=date(year + 1, 6, 1),
        created_by=agency.created_by,
    )


@pytest.fixture
def counted(world, plan, cast):
    def count(key: str, **asked: Any):
        usual = {"user": cast.province, "plan": plan, "as_of": YEAR_END}
        return DEFINITIONS[key](**usual | asked)

    return count


def said(row: dict[str, Any], *keys: str) -> list[Any]:
    return [row[key] for key in keys]


def row_of(table: Any, name: str, **labels: str) -> dict[str, Any]:
    wanted = {"name": name, **labels}
    return next(row for row in table.rows if row.items() >= wanted.items())


def test_workers_are_three_headcounts_and_the_certified_by_level_and_registration(counted):
    table = counted("workers")
    states = ("registered", "due", "expired", "never")
    assert said(table.total, "professionals", "certified", "assigned") == [3, 3, 1]
    assert said(table.total, *states) == [1, 1, 1, 0]
    county = row_of(table, "闽侯县", grade="social_worker")
    assert said(county, "professionals", *states) == [None, 1, 0, 1, 0]


def test_a_day_in_the_past_is_counted_as_it_was(counted):
    table = counted("workers", as_of=date(2018, 5, 1))
    assert said(table.total, "professionals", "registered", "due") == [4, 2, 1]
    agencies = counted("agencies", as_of=date(2018, 5, 1)).total
    known = Agency.objects.filter(registered_on__lte=date(2018, 5, 1)).count()
    assert known == Agency.objects.count() - 1
    assert said(agencies, "agencies", "fail", "pass", "abnormal") == [known, 1, 0, 1]
    workforce = row_of(counted("workforce", as_of=date(2018, 5, 1)), "闽侯县")
    assert said(workforce, "population", "population_on") == [640_000, "2017-12-31"]


def test_agencies_by_grade_and_inspection_where_they_are_registered(counted, places):
    table = counted("agencies")
    known = Agency.objects.count()
    states = said(table.total, "agencies", "pass", "uninspected", "abnormal")
    assert states == [known, 1, known - 1, 0]
    grades = {row["grade"]: row["agencies"] for row in table.rows if row["name"] == "闽侯县"}
    assert (grades["4A"], grades["expired"]) == (1, 1)
    city = Agency.objects.filter(place__code__startswith="3501").exclude(place=places.pingtan)
    assert row_of(table, "福州市", grade="")["agencies"] == city.count()
    own = [row for row in table.rows if (row["level"], row["place"]) == ("own", places.fuzhou.code)]
    assert [row["agencies"] for row in own] == [1, 1]


def test_projects_by_field_setting_and_level(counted):
    table = counted("projects")
    kinds = ("projects", "projects_rural", "projects_urban", "projects_rural_province")
    assert said(table.total, *kinds, "projects_county") == [3, 1, 2, 1, 1]
    assert said(row_of(table, "福州市", field=""), *kinds) == [2, 1, 1, 1]
    assert counted("projects", as_of=date(2018, 2, 1), period="month").total["projects"] == 0


def test_the_last_evaluation_of_a_project_counts_and_means_are_of_projects(counted):
    table = counted("evaluations")
    keys = ("midterm", "midterm_good", "midterm_excellent", "midterm_fail", "midterm_mean")
    assert said(table.total, *keys) == [2, 1, 1, 0, 85.8]
    assert said(table.total, "final", "final_mean", "valid", "satisfaction") == [0, None, 60, 85.0]
    rural = counted("evaluations", setting="rural").total
    assert said(rural, "midterm", "midterm_mean", "valid") == [1, 80.0, 0]
    half = counted("evaluations", as_of=date(2018, 6, 30), period="half").total
    assert said(half, "midterm", "midterm_fail") == [1, 1]


def test_density_is_of_the_published_population_and_never_estimated(counted):
    table = counted("workforce")
    assert said(table.total, "certified", "population", "density") == [3, 39_410_000, 0.0]
    county = row_of(table, "闽侯县")
    assert said(county, "certified", "density", "source") == [2, 0.03, "福建统计年鉴2019"]
    assert said(row_of(table, "鼓楼区"), "density", "population", "source") == [None, None, None]


def test_a_successor_takes_over(counted, places):
    merge_meilie(places)
    day = date(2021, 12, 31)
    assert row_of(counted("workers", as_of=day), "三元区", grade="")["professionals"] == 1


@pytest.mark.parametrize("key", KEYS)
def test_a_county_counts_its_own_and_asks_for_nothing_else(key, counted, cast, places):
    hers = counted(key, user=cast.county, place=places.own)
    same = [row for row in counted(key).rows if row["place"] == places.own.code]
    figures = [{**row, "level": ""} for row in same]
    assert [{**row, "level": ""} for row in hers.rows if row["level"] == "county"] == figures
    with pytest.raises(ValidationError):
        counted(key, user=cast.county, place=places.fuzhou)


@pytest.mark.parametrize("key", KEYS)
def test_lines_add_up_and_every_cell_opens(key, counted, cast, plan, places):
    table = counted(key)
    opened = DEFINITIONS[key].opener(
        user=cast.province, plan=plan, as_of=YEAR_END, place=places.fujian
    )
    for number in range(len(table.rows) + 1):
        row = table.row(number)
        for column in DEFINITIONS[key].opens:
            if row[column] is not None:
                behind = opened(row, column)
                assert behind.figure == row[column], (row, column)
                assert all(len([*part.listed(part.records)]) >= 0 for part in behind.parts)
    first = table.columns[0].key
    tops = [row for row in table.rows if not any(row[label.key] for label in table.labels)]
    for levels in (("city",), ("county", "own")):
        parts = [row[first] for row in tops if row["level"] in levels]
        assert sum(parts) == table.total[first]
    assert [
        row["level"] for row in counted(key, depth="area").rows if row["level"] != "total"
    ] == []


@pytest.mark.parametrize("depth", ["township", "project"])
@pytest.mark.parametrize("key", [key for key in KEYS if DEEPER in DEFINITIONS[key].options])
def test_lines_below_a_county_add_up_to_it_and_open(key, depth, counted, world, cast, plan, places):
    Site.objects.create(project=world.rural, place=places.qingqi)  # of the same township
    Site.objects.create(project=world.urban, place=places.baishacun)  # of another one
    sanyuan = merge_meilie(places)
    places.liedong.valid_to = sanyuan.valid_from
    places.liedong.successor = Place.objects.create(
        code="350404001000", name="列东街道", level="township", kind="subdistrict", parent=sanyuan
    )
    places.liedong.save()
    day = date(2021, 12, 31)
    asked: dict[str, Any] = {"plan": plan, "as_of": day, "period": "free", "depth": depth}
    table = counted(key, **asked)
    opened = DEFINITIONS[key].opener(user=cast.province, place=places.fujian, **asked)
    figures = [column.key for column in table.columns if column.kind == "count"]
    whole: dict[str, Any] = {}
    below: dict[str, Any] = {}
    for row in table.rows:
        kind = "".join(row[label.key] for label in table.labels if label != PROJECT)
        if row["level"] == "county":
            county = row["place"]
            whole |= {(county, kind, one): row[one] for one in figures if row[one]}
        if row["level"] == depth:
            for one in figures:
                assert opened(row, one).figure == row[one], (row, one)
                if row[one]:
                    below[county, kind, one] = below.get((county, kind, one), 0) + row[one]
    assert whole == below
    lines = {(row["place"], row["name"]) for row in table.rows if row["level"] == depth}
    if depth == "township":
        itself, townships = (
            (places.minhou.code, "县本级"),
            (places.ganzhe, places.liedong.successor),
        )
        assert lines == {itself, *((one.code, one.name) for one in townships)}
    else:
        county_of = {world.rural: places.minhou, world.urban: places.minhou, world.far: sanyuan}
        assert lines == {(county.code, one.name) for one, county in county_of.items()}


@pytest.mark.parametrize("key", KEYS)
def test_queries_do_not_grow_with_places_or_records(key, counted, places, world):
    counted(key)
    with CaptureQueriesContext(connection) as few:
        counted(key)
    for place in (places.gulou, places.pingtan):
        make_worker(place, make_agency(place))
    with CaptureQueriesContext(connection) as many:
        counted(key)
    assert len(many) == len(few)


@pytest.mark.parametrize("key", KEYS)
def test_every_format_holds_it_and_a_frozen_one_is_the_same(key, counted):
    table = counted(key)
    again = thawed(table.as_dict(), example=table.example)
    assert again.sha256 == table.sha256
    for render in RENDERERS.values():
        file = io.BytesIO()
        render(again, file)
        assert len(file.getvalue()) > 200


def test_halves_are_rounded_up_once(counted, world, places, cast):
    sheet = make_sheet(places.fujian)
    make_concluded(
        world.far,
        sheet,
        cast.province,
        kind="final",
        concluded_on=date(2018, 9, 3),
        average=Decimal("80.25"),
        band="good",
        **of(80),
    )
    assert counted("evaluations").total["final_mean"] == 80.3

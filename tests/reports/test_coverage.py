"""The coverage table: every figure of a small data set, worked out by hand."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from projects.funding.guard import ledger_open
from projects.pilots.models import Project, Site
from projects.places.models import Place
from projects.reports.definitions.coverage import COLUMNS, coverage
from projects.reports.definitions.registry import thawed
from tests.factories import (
    make_allocation,
    make_budget,
    make_plan,
    make_project,
    merge_meilie,
)

KEYS = [column.key for column in COLUMNS]


def by_name(table) -> dict:
    return {(row["level"], row["name"]): row for row in table.rows}


def test_each_figure_of_the_total(counted):
    total = counted().total

    assert total == {
        "place": "350000000000",
        "name": "福建省",
        "level": "province",
        "counties": 4,
        "covered": 4,
        "rate": 100.0,
        "projects": 4,
        "projects_province": 1,
        "projects_city": 2,
        "projects_county": 1,
        "projects_rural": 2,
        "allocated_total": "173400.55",
        "allocated_province": "150000.00",
        "allocated_city": "20000.50",
        "allocated_county": "3400.05",
    }


def test_a_project_counts_in_each_county_of_its_sites_and_once_in_the_subtotal(counted):
    rows = by_name(counted())

    assert rows["county", "闽侯县"]["projects"] == 2
    assert rows["county", "鼓楼区"]["projects"] == 1
    assert rows["city", "福州市"]["projects"] == 2
    assert rows["city", "福州市"]["covered"] == 2


def test_money_counts_once_in_the_county_that_registered_the_project(counted):
    rows = by_name(counted())

    assert rows["county", "闽侯县"]["allocated_total"] == "123400.55"
    assert rows["county", "鼓楼区"]["allocated_total"] == "0.00"
    assert rows["city", "福州市"]["allocated_city"] == "20000.50"


def test_counties_add_up_to_cities_and_cities_to_the_total(counted):
    table = counted()
    for key in [key for key in KEYS if key.startswith("allocated")]:
        for level in ("city", "county"):
            amounts = [Decimal(row[key]) for row in table.rows if row["level"] == level]
            assert sum(amounts) == Decimal(table.total[key])


@pytest.mark.parametrize("depth", ["township", "project"])
def test_lines_below_a_county_add_up_to_it_and_open(counted, cast, data, places, depth):
    Site.objects.create(project=data.own, place=places.baishacun)  # of two townships
    sanyuan = merge_meilie(places)
    places.liedong.valid_to = sanyuan.valid_from
    places.liedong.successor = Place.objects.create(
        code="350404001000", name="列东街道", level="township", kind="subdistrict", parent=sanyuan
    )
    places.liedong.save()
    asked = {"plan": data.plan, "as_of": date(2021, 12, 31), "depth": depth}
    table = counted(**asked)
    opened = coverage.opener(user=cast.province, place=places.fujian, **asked)
    whole, below = {}, Counter()
    for row in table.rows:
        if row["level"] == "county":
            county = row["place"]
            whole[county] = row
        for key in KEYS[3:] if row["level"] == depth else ():
            assert opened(row, key).figure == Decimal(row[key]), (row, key)
            below[county, key] += Decimal(row[key])
    for county, row in whole.items():
        assert [below[county, key] for key in KEYS[3:]] == [Decimal(row[key]) for key in KEYS[3:]]
    lines = [row for row in table.rows if row["level"] == depth]
    assert {row["rate"] for row in lines} == {None}
    found = [
        (row["place"][:6], row["name"], row["projects"], row["allocated_total"]) for row in lines
    ]
    if depth == "township":
        assert found == [
            ("350102", "鼓东街道", 1, "0.00"),
            ("350121", "县本级", 1, "400.00"),
            ("350121", "甘蔗街道", 1, "123000.55"),
            ("350404", "列东街道", 1, "50000.00"),
            ("350128", "流水镇", 1, "0.00"),
        ]
    else:
        assert sorted(row["project"] for row in lines) == sorted(
            one.number for one in (data.two, data.two, data.own, data.other, data.island)
        )


def test_other_lines_change_no_total_and_counties_are_what_nobody_needs_to_ask_for(counted):
    usual, cities, area = (counted(depth=depth) for depth in ("county", "city", "area"))
    assert usual.sha256 == counted().sha256 != cities.sha256
    assert usual.total == cities.total == area.total
    assert [*cities.rows] == [row for row in usual.rows if row["level"] == "city"]
    assert not area.rows


def test_cities_come_in_code_order_with_their_counties_and_pingtan_last(counted):
    names = [(row["level"], row["name"]) for row in counted().rows]

    assert names == [
        ("city", "福州市"),
        ("county", "鼓楼区"),
        ("county", "闽侯县"),
        ("city", "三明市"),
        ("county", "梅列区"),
        ("city", "平潭综合实验区"),
        ("county", "平潭县"),
    ]


def test_a_county_without_projects_is_a_row_of_zeros(counted, data):
    with ledger_open():
        data.other.allocations.all().delete()
    Site.objects.filter(project=data.other).delete()

    row = by_name(counted())["county", "梅列区"]

    assert [row[key] for key in KEYS] == [1, 0, 0.0, 0, 0, 0, 0, 0] + ["0.00"] * 4
    assert counted().total["covered"] == 3
    assert counted().total["rate"] == 75.0


@pytest.mark.parametrize(
    ("fields", "counts"),
    [
        ({"approved_on": None, "status": "draft", "started_on": None}, False),
        ({"approved_on": date(2019, 1, 1), "started_on": date(2019, 1, 1)}, False),
        ({"approved_on": date(2018, 12, 31), "started_on": date(2018, 12, 31)}, True),
        ({"starts": date(2019, 1, 1), "ends": date(2019, 6, 1)}, False),
        ({"starts": date(2017, 1, 1), "ends": date(2017, 12, 31)}, False),
        ({"starts": date(2017, 1, 1), "ends": date(2018, 1, 1)}, True),
        (
            {"status": "terminated", "started_on": None, "terminated_on": date(2018, 5, 1)},
            False,
        ),
        ({"status": "terminated", "terminated_on": date(2018, 9, 1)}, True),
        ({"status": "suspended", "suspended_on": date(2018, 9, 1)}, True),
        ({"status": "settlement", "finished_on": date(2018, 11, 1)}, True),
        (
            {"status": "closed", "finished_on": date(2018, 11, 1), "closed_on": date(2018, 12, 1)},
            True,
        ),
        # what happens after the day is not known on the day
        ({"status": "terminated", "started_on": None, "terminated_on": date(2019, 2, 1)}, True),
    ],
)
def test_only_qualifying_projects_count(counted, data, fields, counts):
    Project.objects.filter(pk=data.other.pk).update(**fields)

    row = by_name(counted())["county", "梅列区"]

    assert row["covered"] == int(counts)
    assert row["allocated_total"] == ("50000.00" if counts else "0.00")


def test_money_allocated_after_the_day_does_not_count(counted, data):
    assert counted(as_of=date(2018, 4, 14)).total["allocated_total"] == "0.00"
    assert counted(as_of=date(2018, 4, 15)).total["allocated_total"] == "173400.55"


def test_other_plans_do_not_count(counted, data, places):
    before = counted().sha256
    make_project(places.gulou, agency=data.agency, plan=make_plan(places.fujian), status="running")

    assert counted().sha256 == before


def test_money_of_other_levels_is_in_the_total_and_is_told(counted, data, places):
    central = make_budget(places.fujian, data.plan, level="central")
    make_allocation(central, data.own, "7000.00")

    table = counted()

    assert table.total["allocated_total"] == "180400.55"
    assert any("7,000.00" in note for note in table.notes)
    assert not any("9＝10＋11＋12" in note for note in table.notes)


def test_from_2021_on_a_project_in_meilie_counts_for_its_successor(counted, data, places):
    sanyuan = merge_meilie(places)

    assert ("county", "梅列区") in by_name(counted())
    assert ("county", "三元区") not in by_name(counted())
    row = by_name(counted(as_of=date(2021, 12, 31)))["county", "三元区"]
    assert (row["place"], row["projects"]) == (sanyuan.code, 1)
    assert row["allocated_total"] == "50000.00"


def test_an_official_of_the_successor_reads_2018_under_the_old_names(counted, cast, places):
    cast.other_county.place = merge_meilie(places)
    cast.other_county.save()

    table = counted(user=cast.other_county)

    assert [row["name"] for row in table.rows] == ["梅列区"]
    assert table.total["projects"] == 1


def test_a_county_official_gets_her_county_only(counted, cast):
    table = counted(user=cast.county)

    assert [row["name"] for row in table.rows] == ["闽侯县"]
    assert table.total["name"] == "闽侯县"
    assert table.total["projects"] == 2
    assert table.total["allocated_total"] == "123400.55"


def test_a_project_that_the_reader_may_not_see_does_not_count(counted, cast, data, places):
    before = counted(user=cast.county).total
    make_project(
        places.gulou,
        agency=data.agency,
        plan=data.plan,
        status="running",
        sites=(places.fulong,),
    )

    assert counted(user=cast.county).total == before
    assert counted(place=places.minhou).total["projects"] == before["projects"] + 1


def test_a_city_official_gets_the_city_without_pingtan(counted, cast):
    table = counted(user=cast.city)

    assert [row["name"] for row in table.rows] == ["福州市", "鼓楼区", "闽侯县"]
    assert table.total["counties"] == 2


def test_the_official_of_pingtan_gets_pingtan(counted, cast):
    assert [row["name"] for row in counted(user=cast.pingtan_city).rows] == [
        "平潭综合实验区",
        "平潭县",
    ]


def test_a_part_has_a_total_of_the_part(counted, places):
    table = counted(place=places.sanming)

    assert [row["name"] for row in table.rows] == ["三明市", "梅列区"]
    assert table.total["projects"] == 1
    assert table.total["allocated_total"] == "50000.00"


@pytest.mark.parametrize("person", ["sibling_county", "other_city", "clerk", "agency", "sysadmin"])
def test_nobody_gets_a_report_of_a_place_outside_her_scope(counted, cast, places, person):
    with pytest.raises(ValidationError) as refusal:
        counted(user=getattr(cast, person), place=places.minhou)
    assert list(refusal.value.message_dict) == ["place"]


def test_days_and_places_that_cannot_be_asked_for_are_refused(counted, places):
    tomorrow = timezone.localdate() + timedelta(days=1)
    merge_meilie(places)
    for field, asked in (
        ("as_of", {"as_of": tomorrow}),
        ("as_of", {"as_of": date(2017, 12, 31)}),
        ("place", {"place": places.meilie, "as_of": date(2021, 12, 31)}),
        ("place", {"place": places.fulong}),
        ("place", {"place": Place.objects.get(name="金门县")}),
    ):
        with pytest.raises(ValidationError) as refusal:
            counted(**asked)
        assert list(refusal.value.message_dict) == [field], asked


def test_the_same_data_give_the_same_hash_in_any_language_and_for_any_reader(
    counted, cast, settings, places
):
    first = counted()
    settings.LANGUAGE_CODE = "en"
    again = counted()

    assert first.sha256 == again.sha256
    assert len(first.sha256) == 64
    assert thawed(first.as_dict(), example=True).sha256 == first.sha256
    of_minhou = counted(place=places.minhou)
    assert of_minhou.sha256 == counted(user=cast.county).sha256


def test_the_hash_of_a_table_stays_what_it_was(counted):
    """Runs that were frozen years ago must still be found true: nothing may change this."""
    assert counted().sha256 == ("4bdff397c836a543591175237e6460108681a7694c26388d9d4f2c3119d172bc")


def test_other_data_or_another_question_give_another_hash(counted, data):
    hashes = {counted().sha256, counted(as_of=date(2018, 12, 30)).sha256}
    Project.objects.filter(pk=data.other.pk).update(setting="rural")
    hashes.add(counted().sha256)

    assert len(hashes) == 3


def test_progress_counts_the_counties_that_are_done(counted):
    steps: list[tuple[int, int]] = []
    counted(on_progress=lambda done, total: steps.append((done, total)))

    assert steps == [(2, 4), (3, 4), (4, 4)]


def test_the_number_of_queries_does_not_grow_with_the_counties(counted, places):
    counted()
    with CaptureQueriesContext(connection) as before:
        counted()
    for number in range(20):
        Place.objects.create(
            code=f"3504{50 + number}000000",
            name=f"新县{number}",
            level="county",
            kind="county",
            parent=places.sanming,
        )
    with CaptureQueriesContext(connection) as after:
        table = counted()

    assert table.total["counties"] == 24
    assert len(after) == len(before) <= 8

"""The reports about services, against a plain count of the records."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from projects.delivery.actions import change_service, count_many
from projects.delivery.models import ServiceRecord, SummaryMonth
from projects.delivery.totals import cell_of
from projects.needs.models import Need
from projects.pilots.models import Project
from projects.reports.definitions.beneficiaries import beneficiaries
from projects.reports.definitions.registry import thawed
from projects.reports.definitions.served import Asked
from projects.reports.definitions.served_lines import ALL, Line, Share, withhold
from projects.reports.definitions.services import services
from tests.factories import (
    make_case,
    make_group,
    make_plan,
    make_project,
    make_service,
    merge_meilie,
)
from tests.reports.served_world import COUNTIES, make_served, plainly

YEAR_END = date(2018, 12, 31)
SEPTEMBER = date(2018, 9, 30)
GROUPS = Need.TargetGroup.values


@pytest.fixture
def world(places, plan, agency):
    return make_served(places, plan, agency)


@pytest.fixture
def counted(world, cast, plan):
    """``counted(services)`` is the table for the province's official; arguments replace hers."""

    def count(definition=services, **asked):
        return definition(**{"user": cast.province, "plan": plan, "as_of": YEAR_END, **asked})

    return count


def row_of(table, name, method="", level="county"):
    (row,) = (
        row
        for row in table.rows
        if (row["name"], row["level"], row.get("method", "")) == (name, level, method)
    )
    return row


# --- figures -------------------------------------------------------------------------------------
def test_each_method_is_counted_in_its_own_unit(counted, world):
    world.serve("minhou", date(2018, 9, 3), [0, 1, 2, 3], attendances=12)
    world.serve("minhou", date(2018, 9, 10), [1, 2, 3, 4], attendances=10)
    world.serve("minhou", date(2018, 9, 12), method="community", attendances=80)
    table = counted()

    assert row_of(table, "闽侯县", "group") == {
        "place": "350121000000",
        "name": "闽侯县",
        "level": "county",
        "method": "group",
        "unit": "sessions",
        "services": 2,
        "opened": 0,
        "open": 0,
        "closed": 0,
        "attendances": 22,
        "people": 5,
    }
    event = row_of(table, "闽侯县", "community")
    assert (event["unit"], event["services"], event["attendances"]) == ("events", 1, 80)
    assert (event["opened"], event["people"]) == (None, 0)
    assert (table.total["services"], table.total["attendances"], table.total["people"]) == (
        3,
        102,
        5,
    )


def test_who_comes_in_several_months_and_counties_is_one(counted, world):
    world.serve("minhou", date(2018, 7, 3), range(6))
    world.serve("minhou", date(2018, 8, 3), range(3, 9))
    world.serve("gulou", date(2018, 9, 3), range(6))
    world.serve("meilie", date(2018, 9, 4), range(6, 12))
    table = counted(as_of=SEPTEMBER, period="quarter")

    assert row_of(table, "闽侯县")["people"] == 9
    assert row_of(table, "福州市", level="city")["people"] == 9
    assert row_of(table, "三明市", level="city")["people"] == 6
    assert table.total["people"] == 12
    assert counted(beneficiaries, as_of=SEPTEMBER, period="quarter").total["people"] == 12


def test_cases_and_groups_are_opened_open_and_closed_in_the_county_of_the_project(counted, world):
    project = world.projects["minhou"]
    make_case(project, world.worker, opened_on=date(2018, 5, 2))
    make_case(project, world.worker, opened_on=date(2018, 9, 2))
    make_case(
        project,
        world.worker,
        opened_on=date(2018, 8, 2),
        closed_on=SEPTEMBER,
        status="closed",
        closing="achieved",
        result="better",
    )
    make_group(project, world.worker, opened_on=date(2018, 10, 2))
    table = counted(as_of=SEPTEMBER, period="quarter")
    row = row_of(table, "闽侯县", "case")

    assert (row["opened"], row["open"], row["closed"], row["services"]) == (2, 2, 1, 0)
    assert not [row for row in table.rows if row["method"] == "group"]
    later = row_of(counted(), "闽侯县", "group")
    assert (later["opened"], later["open"], later["closed"]) == (1, 1, 0)


def test_a_correction_shows_at_once(counted, world, cast):
    record = world.serve("minhou", date(2018, 9, 3), [0, 1, 2, 3])
    change_service(
        service_id=record.pk,
        by=cast.agency,
        method="group",
        day=date(2018, 9, 4),
        hours=record.hours,
        place_id=record.place_id,
        attendances=40,
        worker_ids=[world.worker.pk],
        beneficiary_ids=[person.pk for person in world.people[:3]],
    )
    assert SummaryMonth.objects.dirty().exists()
    table = counted()

    assert (table.total["attendances"], table.total["people"]) == (40, 3)
    assert not SummaryMonth.objects.dirty().exists()


def test_only_the_months_and_counties_that_are_asked_for_are_rebuilt(counted, world, places):
    cells = [
        cell_of(world.serve("minhou", date(2018, 9, 3))),
        cell_of(world.serve("minhou", date(2018, 10, 3))),
        cell_of(world.serve("meilie", date(2018, 9, 3))),
    ]
    count_many(cells)
    counted(as_of=SEPTEMBER, period="month", place=places.fuzhou)

    assert set(SummaryMonth.objects.dirty().values_list("county_code", "month")) == set(cells[1:])


@pytest.mark.parametrize(
    ("as_of", "period", "since", "expected"),
    [
        ("2018-09-30", "month", "", ["2018-09-01", "2018-09-30"]),
        ("2018-09-15", "month", "", ["2018-09-01"]),
        ("2018-09-15", "quarter", "", ["2018-08-31", "2018-09-01"]),
        ("2018-09-30", "half", "", ["2018-08-31", "2018-09-01", "2018-09-30"]),
        ("2018-12-31", "year", "", ["2018-06-30", "2018-08-31", "2018-09-01", "2018-09-30"]),
        ("2018-09-29", "free", "2018-06-30", ["2018-06-30", "2018-08-31", "2018-09-01"]),
        ("2018-08-31", "free", "2018-08-31", ["2018-08-31"]),
        ("2018-09-01", "free", "", ["2018-06-30", "2018-08-31", "2018-09-01"]),
    ],
)
def test_a_period_ends_with_its_day_and_begins_with_itself(
    counted, world, as_of, period, since, expected
):
    days = ["2018-06-30", "2018-08-31", "2018-09-01", "2018-09-30"]
    for number, day in enumerate(days):
        world.serve("minhou", date.fromisoformat(day), attendances=10**number)
    table = counted(as_of=date.fromisoformat(as_of), period=period, since=since)

    assert table.total["attendances"] == sum(10 ** days.index(day) for day in expected)
    assert table.parameters["since"] <= expected[0]


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"period": "year", "since": "2018-05-01"}, "since"),
        ({"period": "free", "since": "2019-01-01"}, "since"),
        ({"as_of": date(2999, 1, 1)}, "as_of"),
    ],
)
def test_a_period_that_cannot_be_is_refused(counted, cast, plan, places, asked, field):
    with pytest.raises(ValidationError) as refusal:
        counted(**asked)
    assert set(refusal.value.error_dict) == {field}
    asked = {"user": cast.province, "plan": plan, "as_of": YEAR_END, "place": places.fujian} | asked
    with pytest.raises(ValidationError):
        services.check(**asked)


# --- levels and scope ----------------------------------------------------------------------------
@pytest.fixture
def busy(world):
    """Services everywhere, four people or more at each, and one of 闽侯 in 鼓楼."""
    for number, county in enumerate(COUNTIES):
        for month in range(7, 11):
            came = range(number, number + 5)
            method = "group" if month % 2 else "case"
            world.serve(county, date(2018, month, 3), came, attendances=month, method=method)
    world.serve("minhou", date(2018, 7, 9), range(5, 10), abroad=True, method="lecture")


@pytest.mark.parametrize("detail", ["project", "township"])
@pytest.mark.parametrize("place", ["fujian", "fuzhou", "sanming", "pingtan", "minhou"])
def test_lines_below_a_county_counties_and_cities_each_add_up_to_the_total(
    counted, busy, places, place, detail
):
    table = counted(place=getattr(places, place), detail=detail)
    for level in (detail, "county") if place == "minhou" else (detail, "county", "city"):
        for key, method in (("services", ""), ("attendances", ""), ("services", "case")):
            rows = [r for r in table.rows if (r["level"], r["method"]) == (level, method)]
            whole = next(r for r in (table.total, *table.rows) if r["method"] == method)
            assert sum(row[key] for row in rows) == whole[key], (level, key)


def test_a_project_counts_where_it_served_and_is_one_line_there(counted, busy, world):
    table = counted(detail="project")
    name = world.projects["minhou"].name
    rows = [
        r
        for r in table.rows
        if (r["project"], r["method"]) == (world.projects["minhou"].number, "")
    ]

    assert [(row["place"][:6], row["name"], row["services"]) for row in rows] == [
        ("350102", name, 1),
        ("350121", name, 4),
    ]
    assert [label.key for label in table.labels] == ["project", "method", "unit"]
    assert [label.key for label in counted().labels] == ["method", "unit"]


def test_a_service_stands_in_the_township_of_its_place_and_a_case_in_that_of_its_project(
    counted, busy, world, places, cast, plan
):
    for county in ("minhou", "pingtan"):  # the project of 闽侯 has sites in two counties
        make_case(world.projects[county], world.worker, opened_on=date(2018, 7, 9))
    few = make_service(
        world.projects["minhou"],
        world.worker,
        date=date(2018, 8, 9),
        place=places.baishacun,
        method="lecture",
        came=[world.people[0], world.people[11]],
    )
    table = counted(detail="township", place=places.fuzhou)
    found = {
        (row["name"], row["method"]): (row["services"], row["opened"])
        for row in table.rows
        if row["level"] == "township" and row["method"] in ("", "case")
    }

    assert found == {
        ("鼓东街道", ""): (5, None),
        ("鼓东街道", "case"): (2, 0),
        ("县本级", ""): (0, None),
        ("县本级", "case"): (0, 1),
        ("甘蔗街道", ""): (4, None),
        ("甘蔗街道", "case"): (2, 0),
        ("白沙镇", ""): (1, None),
    }
    asked = Asked(cast.province, plan, places.fujian, date(2018, 7, 1), YEAR_END, "township")
    (share,) = (
        s for (code, _pk), s in beneficiaries.shares(asked).items() if code == places.gudong.code
    )
    assert (share.sums[ALL, "attendances"], share.people(ALL)) == (25, 10)  # some came four times
    # Two people came to 白沙, and no other line says how many.
    assert row_of(table, "白沙镇", level="township")["people"] is None
    assert row_of(table, "甘蔗街道", level="township")["people"] is None
    opened = services.opener(
        user=cast.province, plan=plan, as_of=YEAR_END, place=places.fuzhou, detail="township"
    )
    (part,) = opened(row_of(table, "白沙镇", level="township"), "services").parts
    assert [*part.records] == [few]


def test_down_to_the_cities_there_is_no_county(counted, busy):
    whole, cities = counted(), counted(detail="city")

    assert {row["level"] for row in cities.rows} == {"total", "city"}
    assert [r for r in whole.rows if r["level"] in ("total", "city")] == list(cities.rows)
    assert cities.total == whole.total


def test_a_county_reads_its_own_services_and_who_served_there(counted, busy, cast, places):
    table = counted(user=cast.sibling_county, detail="project")

    assert {row["name"] for row in table.rows if row["level"] == "county"} == {"鼓楼区"}
    assert table.total["services"] == 5
    # The project of 闽侯 is not hers to read; what it did in her county is.
    assert row_of(table, "其他县登记的项目", level="project")["services"] == 1
    with pytest.raises(ValidationError):
        counted(user=cast.sibling_county, place=places.minhou)
    assert counted(user=cast.county).sha256 == counted(place=places.minhou).sha256


def test_a_city_an_auditor_and_an_agency_read_what_is_theirs(
    counted, busy, cast, world, places, plan
):
    assert counted(user=cast.city).total["services"] == 9
    assert counted(user=cast.auditor).total["services"] == 4
    theirs = cast.sibling_agency
    other = make_project(places.gulou, agency=theirs.agency, plan=plan)
    make_service(other, world.worker, date=date(2018, 7, 1))
    assert counted().total["services"] == 18
    # Reports are not open to agencies; what the reports read is, as far as it is theirs.
    for user, number in ((cast.agency, 17), (theirs, 1), (cast.sysadmin, 0)):
        for first in (date(2018, 7, 1), date(2018, 6, 20)):
            asked = Asked(user, plan, places.fujian, first, YEAR_END)
            assert sum(row.records for row in asked.served()) == number
        with pytest.raises(ValidationError):
            counted(user=user, place=places.fujian)


def test_from_2021_on_services_of_meilie_stand_in_its_successor(counted, busy, places):
    merge_meilie(places)
    table = counted(as_of=date(2021, 12, 31), period="free", since="2018-07-01")

    assert row_of(table, "三元区")["services"] == 4
    assert not [row for row in table.rows if row["name"] == "梅列区"]


def test_another_plan_is_not_counted(counted, busy, places, agency, world):
    from_elsewhere = make_project(places.minhou, agency=agency, plan=make_plan(places.fujian))
    make_service(from_elsewhere, world.worker, date=date(2018, 7, 1))
    assert counted().total["services"] == 17


def test_the_same_question_has_the_same_hash_and_is_frozen_whole(counted, busy):
    for definition in (services, beneficiaries):
        table = counted(definition, detail="project")
        assert table.sha256 == counted(definition, detail="project").sha256
        assert table.sha256 != counted(definition).sha256
        assert thawed(table.as_dict(), example=False) == table


@pytest.mark.parametrize("definition", [services, beneficiaries])
@pytest.mark.parametrize("detail", ["city", "county", "project", "township"])
def test_the_number_of_queries_does_not_grow(
    counted, busy, places, plan, agency, world, definition, detail
):
    asked = {"detail": detail, "as_of": date(2018, 10, 15), "period": "free", "since": "2018-07-02"}
    counted(definition, **asked)
    with CaptureQueriesContext(connection) as before:
        counted(definition, **asked)
    for number in range(6):
        county = type(places.minhou).objects.create(
            code=f"35010{3 + number}000000",
            name=f"新区{number}",
            level="county",
            kind="district",
            parent=places.fuzhou,
        )
        village = type(places.minhou).objects.create(
            code=f"35010{3 + number}001001",
            name="新社区",
            level="village",
            kind="community",
            parent=county,
        )
        project = make_project(county, agency=agency, plan=plan, sites=(village,))
        for day in (date(2018, 7, 2), date(2018, 8, 3)):
            make_service(project, world.worker, date=day)
    with CaptureQueriesContext(connection) as after:
        counted(definition, **asked)

    assert len(after) == len(before) <= 20


# --- target groups and few people ----------------------------------------------------------------
def test_who_is_of_two_groups_is_in_both_and_once_in_the_total(counted, world):
    world.serve("minhou", date(2018, 7, 3), range(12))
    world.serve("minhou", date(2018, 8, 3), range(12))
    total = counted(beneficiaries).total

    assert (total["people"], total["attendances"]) == (12, 24)
    assert (total["people_left_elders"], total["attendances_left_elders"]) == (8, 16)
    assert (total["people_difficulty"], total["people_rural_poor"]) == (4, 4)
    assert (total["people_young"], total["attendances_young"]) == (0, 0)


def test_a_number_of_one_or_two_people_is_withheld_with_how_often_they_came(counted, world):
    world.serve("minhou", date(2018, 7, 3), range(12))
    world.serve("gulou", date(2018, 7, 3), [0, 3])
    table = counted(beneficiaries)
    gulou, minhou = row_of(table, "鼓楼区"), row_of(table, "闽侯县")

    assert (gulou["people"], gulou["attendances"], gulou["people_left_elders"]) == (
        None,
        None,
        None,
    )
    # Zeros tell of nobody.
    assert (gulou["people_left_children"], gulou["attendances_difficulty"]) == (0, 0)
    # 福州 less 闽侯 would be 鼓楼.
    assert minhou["people_left_elders"] is None
    assert row_of(counted(), "鼓楼区")["people"] is None
    assert row_of(counted(), "鼓楼区")["attendances"] == 25  # of everybody, registered or not


KINDS = ("a", "b", ALL)
shares = st.lists(
    st.lists(st.lists(st.integers(0, 4), min_size=6, max_size=6), min_size=1, max_size=3),
    min_size=1,
    max_size=3,
)


def rural_urban_whole(cities):
    """Three tables of counties; three numbers each of rural, then of urban: one kind, the other, both."""
    next_id, tables = iter(range(10**6)), ([], [], [])
    for number, city in enumerate(cities):
        counties = ([], [], [])
        for at, numbers in enumerate(city):
            of_county = [Share(), Share(), Share()]
            for half, few in enumerate((numbers[:3], numbers[3:])):
                for of, many in zip(("a", "b", "ab"), few, strict=True):
                    people = [next(next_id) for _person in range(many)]
                    for share in (of_county[half], of_county[2]):
                        for kind in (*of, ALL):
                            share.came[kind].update(people)
            for lines, share in zip(counties, of_county, strict=True):
                lines.append(Line(f"{number}{at}", "", "county", share=share))
        for lines, parts in zip(tables, counties, strict=True):
            lines.append(Line(f"{number}", "", "city", parts))
    return [Line("", "", "total", lines) for lines in tables]


def holds_nothing_alone(top):
    """What is few is withheld, nothing is in a line or a column alone, and zeros are shown."""
    for family in (line for line in top.lines() if line.parts):
        table = [*family.parts, family]
        for line in table:
            assert len(line.withheld) != 1
            for kind in KINDS:
                few = 0 < line.share.people(kind) < 3
                assert not few or kind in line.withheld
                assert line.share.people(kind) or kind not in line.withheld
        for kind in KINDS:
            assert sum(kind in line.withheld for line in table) != 1


@given(shares)
@hypothesis_settings(max_examples=60)
def test_no_line_and_no_column_of_any_table_lacks_one_number_alone(cities):
    """What is withheld in a city's line and in the table of its counties is the same, and never alone."""
    _rural, _urban, top = rural_urban_whole(cities)
    withhold(top, KINDS)
    holds_nothing_alone(top)


@given(shares)
@hypothesis_settings(max_examples=60)
def test_of_rural_urban_and_both_no_number_is_withheld_that_the_others_tell(cities):
    *halves, top = rural_urban_whole(cities)
    withhold(top, KINDS, halves)
    for half in halves:
        holds_nothing_alone(half)
    for *parts, whole in zip(*(one.lines() for one in (*halves, top)), strict=True):
        for kind in KINDS:
            found = [line for line in (*parts, whole) if line.share.people(kind)]
            assert sum(kind in line.withheld for line in found) != 1


def test_what_urban_withholds_rural_and_both_do_not_give_away(counted, world):
    Project.objects.filter(pk=world.projects["gulou"].pk).update(setting="urban")
    world.serve("gulou", date(2018, 9, 3), [0])
    world.serve("minhou", date(2018, 9, 4), range(1, 9), abroad=True)
    for definition in (services, beneficiaries):
        found = [
            next(row for row in counted(definition, setting=one).rows if row["name"] == "鼓楼区")
            for one in ("urban", "rural", "any")
        ]
        key = "people" if definition is services else "people_left_elders"
        assert [row[key] for row in found[:2]] == [None, None]
        assert found[2][key]


# --- at random -----------------------------------------------------------------------------------
DAYS = st.integers(0, 200).map(lambda number: date(2018, 5, 1) + timedelta(days=number))
SERVICE = st.tuples(
    st.sampled_from(COUNTIES),
    DAYS,
    st.sets(st.integers(0, 11)),
    st.sampled_from(["case", "group", "community", "home_visit"]),
    st.integers(12, 60),
    st.booleans(),
)


@given(
    logged=st.lists(SERVICE, max_size=12),
    ends=st.tuples(DAYS, DAYS).map(sorted),
    later=st.lists(st.tuples(st.integers(0, 11), DAYS), max_size=3),
    detail=st.sampled_from(["project", "township"]),
)
@hypothesis_settings(
    max_examples=20,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_any_services_over_any_days_are_what_a_plain_count_says(
    counted, world, cast, plan, places, logged, ends, later, detail
):
    """Some are corrected to another day afterwards, so their months are marked."""
    first, last = ends
    with transaction.atomic():
        made = [
            world.serve(
                county,
                day,
                came,
                method=method,
                attendances=number,
                abroad=away and county == "minhou",
            )
            for county, day, came, method, number, away in logged
        ]
        for number, day in later:
            if number < len(made):
                before = cell_of(made[number])
                ServiceRecord.objects.filter(pk=made[number].pk).update(date=day)
                made[number].date = day
                count_many([before, cell_of(made[number])])
        asked = {"as_of": last, "period": "free", "since": first.isoformat(), "detail": detail}
        for place, of_place in (
            (places.fujian, lambda record: True),
            (places.fuzhou, lambda record: record.county_code in ("350102000000", "350121000000")),
            (places.minhou, lambda record: record.county_code == "350121000000"),
        ):
            truth = plainly(first, last, of_place)
            told = Asked(cast.province, plan, place, first, last, detail)
            whole = merged(services.shares(told).values())
            by_group = merged(beneficiaries.shares(told).values())
            for method in ("", *ServiceRecord.Method.values):
                assert whole.sums[method, "services"] == truth[method].services
                assert whole.sums[method, "attendances"] == truth[method].attendances
                assert set(whole.came[method]) == truth[method].people
            for group in ("", *GROUPS):
                assert set(by_group.came[group]) == truth[group].people
                assert by_group.sums[group, "attendances"] == truth[group].times
            total = counted(place=place, **asked).total
            assert (total["services"], total["attendances"]) == (
                truth[""].services,
                truth[""].attendances,
            )
            people = counted(beneficiaries, place=place, **asked).total["people"]
            assert people in (None, len(truth[""].people))
            assert people is None or people == 0 or people > 2
        transaction.set_rollback(True)


def merged(parts):
    whole = Share()
    for part in parts:
        whole.add(part)
    return whole

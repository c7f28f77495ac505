"""The table of settlements: each project's money, and sums of it."""

import io
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from projects.funding.models import Settlement
from projects.reports.definitions.registry import thawed
from projects.reports.definitions.settlement import settlement
from projects.reports.renderers import as_csv
from tests.factories import make_allocation, make_budget, make_project, merge_meilie
from tests.reports.money_world import given_back, make_money

YEAR_END = date(2018, 12, 31)
MONEY = [column.key for column in settlement.columns if column.kind == "money"]


@pytest.fixture
def money(places, plan, cast):
    return make_money(places, plan, cast)


@pytest.fixture
def counted(money, cast, plan):
    def count(**asked):
        return settlement.count(**{"user": cast.province, "plan": plan, "as_of": YEAR_END, **asked})

    return count


def test_each_figure_of_a_project_and_of_the_total(counted, money):
    table = counted()
    (row,) = (row for row in table.rows if row["project"] == money.own.number)

    assert row == {
        "place": "350121000000",
        "name": money.own.name,
        "level": "project",
        "project": money.own.number,
        "projects": 1,
        "contracted": "1230.55",
        "paid": "1230.55",
        "spent": "280.30",
        "returned": "100.00",
        "balance": "850.25",
        "execution_rate": 22.78,
        "settled_on": None,
        "opinion": None,
    }
    assert (table.total["projects"], table.total["contracted"]) == (3, "1637.55")


def test_projects_stand_below_their_county_and_counties_below_their_city(counted, money):
    assert [(row["level"], row["name"]) for row in counted().rows] == [
        ("city", "福州市"),
        ("county", "鼓楼区"),
        ("county", "闽侯县"),
        ("project", money.own.name),
        ("city", "三明市"),
        ("county", "梅列区"),
        ("project", money.other.name),
        ("city", "平潭综合实验区"),
        ("county", "平潭县"),
        ("project", money.island.name),
    ]


@pytest.mark.parametrize("place", ["fujian", "fuzhou", "sanming", "pingtan", "minhou"])
def test_projects_counties_and_cities_each_add_up_to_the_total(counted, places, place):
    table = counted(place=getattr(places, place))
    levels = ("project", "county") if place == "minhou" else ("project", "county", "city")
    for key in [*MONEY, "projects"]:
        for level in levels:
            figures = [Decimal(row[key]) for row in table.rows if row["level"] == level]
            assert sum(figures) == Decimal(table.total[key]), (key, level)


def test_what_went_back_after_the_day_is_still_balance(counted, money):
    assert counted(as_of=date(2018, 8, 31)).total["balance"] == "1357.25"
    given_back(money.sources.other, "400.00", date(2019, 1, 5))

    assert counted().total["returned"] == "100.00"
    assert counted(as_of=date(2019, 1, 5)).total["returned"] == "500.00"


def test_a_settled_project_says_when_and_with_what_opinion_once_the_day_is_come(
    counted, money, cast
):
    Settlement.objects.create(
        project=money.own,
        **money.own.sources.all().sums(),
        settled_on=date(2018, 11, 30),
        auditor="某会计师事务所",
        opinion=Settlement.Opinion.QUALIFIED,
        stated_by=cast.county,
        created_by=cast.county,
    )

    def said(as_of):
        table = counted(as_of=as_of)
        (row,) = (row for row in table.rows if row["project"] == money.own.number)
        assert (table.total["settled_on"], table.total["opinion"]) == ("", "")
        return table, (row["settled_on"], row["opinion"])

    assert said(date(2018, 11, 29))[1] == (None, None)
    table, words = said(YEAR_END)
    assert words == ("2018-11-30", "qualified")
    file = io.BytesIO()
    as_csv.render(table, file)
    (line,) = (one for one in file.getvalue().decode().splitlines() if money.own.number in one)
    assert line.endswith(",2018-11-30,保留意见")


def test_a_project_without_money_is_no_line_and_one_without_a_contract_has_no_rate(
    counted, money, places, plan
):
    make_project(places.gulou, agency=money.agency, plan=plan, status="running")
    assert counted().total["projects"] == 3

    project = make_project(places.gulou, agency=money.agency, plan=plan, status="running")
    make_allocation(make_budget(places.gulou, plan), project, "5.00")
    make_allocation(project.allocations.get().budget, project, "6.00")
    (row,) = (row for row in counted().rows if row["project"] == project.number)
    assert (row["contracted"], row["execution_rate"]) == ("0.00", None)


def test_from_2021_on_a_project_of_meilie_stands_below_its_successor(counted, places, money):
    merge_meilie(places)
    rows = counted(as_of=date(2021, 12, 31)).rows
    names = [row["name"] for row in rows]

    assert names[names.index("三元区") + 1] == money.other.name


def test_a_county_reads_its_own_projects(counted, cast, places, money):
    table = counted(user=cast.county)

    assert [row["name"] for row in table.rows] == ["闽侯县", money.own.name]
    assert table.sha256 == counted(place=places.minhou).sha256
    assert thawed(table.as_dict(), example=False) == table


def test_the_number_of_queries_does_not_grow_with_the_projects(counted, money, places, plan):
    counted()
    with CaptureQueriesContext(connection) as before:
        counted()
    line = make_budget(places.gulou, plan)
    for _number in range(10):
        project = make_project(places.gulou, agency=money.agency, plan=plan, status="running")
        make_allocation(line, project, "5.00")
    with CaptureQueriesContext(connection) as after:
        assert counted().total["projects"] == 13

    assert len(after) == len(before) <= 14

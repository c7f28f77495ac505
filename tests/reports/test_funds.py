"""The table of funds: level that pays, nature and stage, worked out by hand, and always adding up."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from projects.funding.guard import ledger_open
from projects.funding.models import Budget, Disbursement, Source
from projects.places.models import Place
from projects.reports.definitions.funds import funds
from projects.reports.definitions.registry import thawed
from tests.factories import make_allocation, make_budget, make_plan, make_project, merge_meilie
from tests.reports.money_world import given_back, make_money, spent

YEAR_END = date(2018, 12, 31)
MONEY = [column.key for column in funds.columns if column.kind == "money"]
BASES = ("payer", "receiver")


@pytest.fixture
def money(places, plan, cast):
    return make_money(places, plan, cast)


@pytest.fixture
def counted(money, cast, plan):
    """``counted()`` is the table for the province official; arguments replace hers."""

    def count(**asked):
        return funds.count(**{"user": cast.province, "plan": plan, "as_of": YEAR_END, **asked})

    return count


def main_rows(table) -> dict:
    """The rows of places, without their parts by level and nature."""
    return {(row["level"], row["name"]): row for row in table.rows if not row["payer"]}


def test_each_figure_of_the_total(counted):
    assert counted().total == {
        "place": "350000000000",
        "name": "福建省",
        "level": "province",
        "payer": "",
        "nature": "",
        "budget": "3499899.50",
        "allocated": "1637.55",
        "contracted": "1637.55",
        "paid": "1637.55",
        "spent": "280.30",
        "returned": "100.00",
        "balance": "1257.25",
        "allocated_rate": 0.05,
        "paid_rate": 100.0,
        "spent_rate": 17.12,
    }


def test_the_total_comes_first_by_level_and_then_by_nature(counted):
    parts = [row for row in counted().rows if row["level"] == "total"]

    assert [(row["payer"], row["nature"]) for row in parts] == [
        ("central", ""),
        ("central", "earmarked"),
        ("province", ""),
        ("province", "general"),
        ("province", "lottery"),
        ("city", ""),
        ("city", "general"),
        ("county", ""),
        ("county", "general"),
        ("township", ""),
        ("township", "general"),
    ]
    province = parts[2]
    assert (province["budget"], province["allocated"]) == ("999899.50", "1400.00")
    assert (parts[4]["spent"], parts[4]["balance"]) == ("250.25", "649.75")


def test_by_payer_a_yuan_counts_at_the_level_that_pays_it(counted):
    table = counted()
    rows = main_rows(table)

    assert [(row["level"], row["name"]) for row in table.rows if not row["payer"]] == [
        ("city", "省本级"),
        ("own", "省本级"),
        ("city", "福州市"),
        ("own", "市本级"),
        ("county", "鼓楼区"),
        ("county", "闽侯县"),
        ("city", "三明市"),
        ("own", "市本级"),
        ("county", "梅列区"),
        ("city", "平潭综合实验区"),
        ("county", "平潭县"),
    ]
    assert rows["own", "省本级"]["budget"] == "1499899.50"  # with the centre's, without transfers
    assert rows["own", "省本级"]["allocated"] == "1400.00"
    assert rows["county", "闽侯县"]["budget"] == "1000000.00"  # with the township's
    assert rows["county", "闽侯县"]["allocated"] == "30.05"
    assert rows["county", "梅列区"]["allocated"] == "0.00"
    assert rows["city", "福州市"]["allocated"] == "230.55"


def test_by_receiver_a_yuan_counts_where_it_lies(counted):
    rows = main_rows(counted(basis="receiver"))

    assert rows["own", "省本级"]["budget"] == "1494899.50"
    assert rows["city", "福州市"]["budget"] == "1505000.00"
    assert rows["county", "闽侯县"]["budget"] == "1002000.00"
    assert rows["own", "省本级"]["allocated"] == "0.00"
    assert rows["county", "闽侯县"]["allocated"] == "1230.55"
    assert rows["county", "梅列区"]["paid"] == "400.00"
    assert counted(basis="receiver").total["budget"] == counted().total["budget"]


def test_money_that_a_place_was_handed_keeps_the_level_and_nature_of_who_pays(counted):
    table = counted(basis="receiver")
    minhou = {
        (row["payer"], row["nature"]): row["budget"]
        for row in table.rows
        if row["name"] == "闽侯县" and row["payer"]
    }
    assert minhou == {
        ("province", "lottery"): "2000.00",
        ("city", "general"): "0.00",
        ("county", "general"): "500000.00",
        ("township", "general"): "500000.00",
    }


@pytest.mark.parametrize("basis", BASES)
@pytest.mark.parametrize("place", ["fujian", "fuzhou", "minhou", "sanming", "pingtan"])
def test_rows_add_up_to_the_total_in_each_column(counted, money, places, basis, place):
    # what no table would have a line for: money of a county that is listed and not administered
    kinmen = Place.objects.create(
        code="350127000000",
        name="金门县",
        level="county",
        kind="county",
        parent=places.fuzhou,
        administered=False,
    )
    there = make_project(
        kinmen,
        agency=money.agency,
        plan=money.own.plan,
        status="running",
        sites=(places.fulong,),
    )
    make_allocation(make_budget(kinmen, money.own.plan), there, "11.11")
    table = counted(basis=basis, place=getattr(places, place))
    whole = [row for row in table.rows if not row["payer"]]
    levels = {
        "members": [row for row in whole if row["level"] in ("county", "own")],
        "cities": [row for row in whole if row["level"] == "city"],
        "levels that pay": [row for row in table.rows if row["payer"] and not row["nature"]],
        "natures": [row for row in table.rows if row["level"] == "total" and row["nature"]],
        "members by level and nature": [
            row for row in table.rows if row["nature"] and row["level"] in ("county", "own")
        ],
    }
    if place == "minhou":
        assert not levels.pop("cities")
    for key in MONEY:
        for name, rows in levels.items():
            amounts = [Decimal(row[key]) for row in rows]
            assert sum(amounts) == Decimal(table.total[key]), (name, key)


def test_what_lies_in_no_place_of_the_table_stands_last(counted, money, places):
    kinmen = Place.objects.create(
        code="350527000000", name="金门县", level="county", kind="county", administered=False
    )
    make_budget(kinmen, money.own.plan, amount=Decimal("12.34"))

    last = counted().rows[-1]

    assert last["name"] == "其他地区"
    assert last["budget"] == "12.34"


def test_today_the_entries_say_what_the_running_totals_say(counted):
    table = counted(as_of=timezone.localdate())
    stages = ("allocated", "contracted", "paid", "spent", "returned")
    sums = Source.objects.aggregate(**{stage: Sum(stage) for stage in stages})

    assert {stage: Decimal(table.total[stage]) for stage in stages} == sums
    lines = Budget.objects.first_lines().aggregate(sum=Sum("amount"))
    assert Decimal(table.total["budget"]) == lines["sum"]
    received = counted(basis="receiver", as_of=timezone.localdate())
    for row in received.rows:
        if row["level"] not in ("own", "county") or row["payer"]:
            continue
        lines = Budget.objects.filter(holder__code=row["place"])
        assert Decimal(row["budget"]) == sum(line.held for line in lines), row["name"]


def test_today_the_page_of_money_says_the_same_for_each_level_nature_and_stage(
    counted, cast, as_user
):
    page = as_user(cast.province).get(reverse("money_matrix"))
    shown = {
        (level.key, nature.key): nature.amounts
        for level in page.context["matrix"].levels
        for nature in level.parts.values()
    }
    rows = {
        (row["payer"], row["nature"]): row
        for row in counted(as_of=timezone.localdate()).rows
        if row["level"] == "total" and row["nature"]
    }
    assert set(rows) == set(shown)
    for kind, amounts in shown.items():
        for stage in MONEY:
            assert Decimal(rows[kind][stage]) == getattr(amounts, stage), (kind, stage)


@pytest.mark.parametrize(
    ("day", "stage", "amount"),
    [
        (date(2018, 2, 28), "budget", "0.00"),
        (date(2018, 3, 1), "budget", "3500000.00"),
        (date(2018, 7, 1), "budget", "3499899.50"),
        (date(2018, 4, 14), "allocated", "0.00"),
        (date(2018, 4, 15), "allocated", "1637.55"),
        (date(2018, 5, 3), "contracted", "0.00"),
        (date(2018, 5, 4), "paid", "1637.55"),
        (date(2018, 5, 31), "spent", "0.00"),
        (date(2018, 6, 1), "spent", "280.30"),
        (date(2018, 8, 31), "returned", "0.00"),
    ],
)
def test_what_happens_after_the_day_does_not_count(counted, day, stage, amount):
    assert counted(as_of=day).total[stage] == amount


def test_a_transfer_after_the_day_has_not_moved_anything_yet(counted):
    rows = main_rows(counted(basis="receiver", as_of=date(2018, 7, 31)))

    assert rows["county", "闽侯县"]["budget"] == "1000000.00"
    assert rows["city", "福州市"]["budget"] == "1505000.00"


def test_what_awaits_approval_or_was_refused_is_not_paid(counted, money):
    before = counted().total["paid"]
    with ledger_open():
        Disbursement.objects.filter(source=money.sources.other).update(
            status="proposed", checked_by=None, checked_at=None
        )

    assert Decimal(counted().total["paid"]) == Decimal(before) - 400


def test_there_is_no_rate_of_nothing_and_none_of_what_cannot_be_compared(counted):
    assert main_rows(counted())["county", "鼓楼区"]["paid_rate"] is None
    received = counted(basis="receiver")
    assert {row["allocated_rate"] for row in main_rows(received).values()} == {None}
    assert received.total["allocated_rate"] == 0.05


def test_from_2021_on_the_money_of_meilie_counts_for_its_successor(counted, places):
    merge_meilie(places)

    for basis in BASES:
        assert ("county", "梅列区") in main_rows(counted(basis=basis))
    rows = main_rows(counted(basis="receiver", as_of=date(2021, 12, 31)))
    assert rows["county", "三元区"]["paid"] == "400.00"
    assert ("county", "梅列区") not in rows


def test_other_plans_do_not_count(counted, money, places):
    before = counted().sha256
    plan = make_plan(places.fujian)
    project = make_project(places.minhou, agency=money.agency, plan=plan, status="running")
    make_allocation(make_budget(places.minhou, plan), project, "5.00")

    assert counted().sha256 == before


def test_a_county_reads_what_it_pays_or_what_lies_in_it(counted, cast):
    paid, received = (counted(user=cast.county, basis=basis) for basis in BASES)

    assert [row["name"] for row in paid.rows if not row["payer"]] == ["闽侯县"]
    assert (paid.total["budget"], paid.total["allocated"]) == ("1000000.00", "30.05")
    assert (received.total["budget"], received.total["allocated"]) == ("1002000.00", "1230.55")


def test_a_city_reads_its_line_without_pingtan(counted, cast):
    table = counted(user=cast.city, basis="receiver")

    assert table.total["allocated"] == "1230.55"
    assert [row["name"] for row in table.rows if not row["payer"]] == [
        "福州市",
        "市本级",
        "鼓楼区",
        "闽侯县",
    ]
    island = counted(user=cast.pingtan_city).total
    assert (island["name"], island["allocated"]) == ("平潭县", "7.00")


def test_every_reader_of_a_place_gets_the_same_figures(counted, cast, places):
    for basis in BASES:
        of_minhou = counted(place=places.minhou, basis=basis)
        assert of_minhou.sha256 == counted(user=cast.county, basis=basis).sha256
        assert of_minhou.sha256 == counted(user=cast.auditor, basis=basis).sha256
        of_fuzhou = counted(place=places.fuzhou, basis=basis)
        assert of_fuzhou.sha256 == counted(user=cast.city, basis=basis).sha256


@pytest.mark.parametrize("person", ["sibling_county", "other_city", "clerk", "agency", "sysadmin"])
def test_nobody_reads_the_money_of_a_place_outside_her_scope(counted, cast, places, person):
    with pytest.raises(ValidationError) as refusal:
        counted(user=getattr(cast, person), place=places.minhou)
    assert list(refusal.value.message_dict) == ["place"]


def test_the_table_that_was_frozen_is_the_table_that_comes_back(counted):
    table = counted(basis="receiver")
    again = thawed(table.as_dict(), example=False)

    assert again == table
    assert again.sha256 != counted().sha256


def test_the_number_of_queries_does_not_grow(counted, money, places, plan, cast):
    counted(basis="receiver")
    with CaptureQueriesContext(connection) as before:
        counted(basis="receiver")
    for number in range(20):
        county = Place.objects.create(
            code=f"3504{50 + number}000000",
            name=f"新县{number}",
            level="county",
            kind="county",
            parent=places.sanming,
        )
        project = make_project(
            county, agency=money.agency, plan=plan, status="running", sites=(places.jiangbin,)
        )
        make_allocation(make_budget(county, plan), project, "1.00")
    spent(money.sources.other, "1.00")
    given_back(money.sources.other, "1.00")
    with CaptureQueriesContext(connection) as after:
        table = counted(basis="receiver")

    assert table.total["allocated"] == "1657.55"
    assert len(after) == len(before) <= 18

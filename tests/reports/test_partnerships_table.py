"""The table of cooperation and exchange against sums made record by record."""

import io
from collections import Counter
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from projects.partnerships.models import Exchange, Pairing
from projects.reports.definitions.partnerships import partnerships
from projects.reports.definitions.registry import thawed
from projects.reports.renderers import RENDERERS
from tests.factories import make_agency, make_worker, merge_meilie
from tests.partnerships.partners import make_candidate, make_dispatch, make_exchange, make_pairing

pytestmark = pytest.mark.django_db

YEAR_END = date(2018, 12, 31)
BEGINNING = {"period": "free", "since": "2000-01-01"}
KEYS = [column.key for column in partnerships.columns]


@pytest.fixture
def partners(places, plan):
    """Pairings of a county, its city, and 梅列; some ended before the plan, some batches too."""
    for place, until in (
        (places.own, None),
        (places.own, date(2017, 12, 31)),
        (places.fuzhou, None),
        (places.other, date(2018, 7, 31)),
    ):
        agency = make_agency(place)
        pairing = make_pairing(agency, until=until)
        staff = [make_worker(places.own, agency) for _number in range(2)]
        make_dispatch(pairing, *staff, days=7, starts=date(2017, 12, 4), ends=date(2017, 12, 15))
        if until is None or until.year > 2017:
            make_dispatch(pairing, *staff[1:], days=9)
    make_exchange(places.fujian)
    make_exchange(places.own, kind="agency", count=5)
    make_exchange(places.other, kind="expert_in", count=2, on=date(2017, 9, 1))
    make_candidate(places.own)
    make_candidate(places.other, age=63)


@pytest.fixture
def counted(partners, plan, cast):
    def count(**asked):
        return partnerships(**{"user": cast.province, "plan": plan, "as_of": YEAR_END, **asked})

    return count


def summed(first: date, last: date, code: str = "35") -> dict[str, int]:
    """The figures of everything below a stem of codes, read record by record."""
    total = Counter(dict.fromkeys(KEYS, 0))
    for pairing in Pairing.objects.filter(helper__place__code__startswith=code):
        if pairing.since <= last and (pairing.until or last) >= first:
            total["pairings"] += 1
        for batch in pairing.dispatches.all():
            if first <= batch.starts <= last:
                days = [member.days for member in batch.members.all()]
                total += Counter(batches=1, person_trips=len(days), days=sum(days))
    for exchange in Exchange.objects.filter(place__code__startswith=code):
        if first <= exchange.on <= last:
            total[exchange.kind] += 1 if exchange.kind == "agency" else exchange.count
    return {key: total[key] for key in KEYS}


def figures(row) -> dict[str, int]:
    return {key: row[key] for key in KEYS}


def row_of(table, level: str, name: str):
    return next(row for row in table.rows if (row["level"], row["name"]) == (level, name))


def test_the_total_is_what_the_records_of_the_period_add_up_to(counted):
    total = figures(counted().total)
    assert total == summed(date(2018, 1, 1), YEAR_END)
    assert [total[key] for key in KEYS] == [3, 3, 3, 27, 12, 0, 1, 0, 2]


def test_counted_from_the_beginning_it_holds_what_came_before_the_plan(counted):
    total = figures(counted(**BEGINNING).total)
    assert total == summed(date.min, YEAR_END)
    assert (total["pairings"], total["batches"], total["expert_in"]) == (4, 7, 2)


def test_what_comes_after_the_day_is_not_counted(counted):
    day = date(2018, 6, 3)
    table = counted(as_of=day)
    assert figures(table.total) == summed(date(2018, 1, 1), day)
    assert table.total["batches"] == 0


def test_counties_and_what_cities_hold_themselves_add_up_to_the_total(counted):
    table = counted(**BEGINNING)
    for levels in (("city",), ("county", "own")):
        parts = [row for row in table.rows if row["level"] in levels]
        assert figures(table.total) == {key: sum(row[key] for row in parts) for key in KEYS}
    county = row_of(table, "county", "闽侯县")
    assert figures(county) == summed(date.min, YEAR_END, "350121")
    assert row_of(table, "county", "平潭县")["pairings"] == 0


def test_a_line_for_each_pairing_below_the_place_of_its_helper(counted):
    table = counted(lines="pairing")
    lines = [row for row in table.rows if row["level"] == "project"]
    assert {row["name"] for row in lines} == {
        str(pairing) for pairing in Pairing.objects.exclude(until__year=2017)
    }
    assert sum(row["days"] for row in lines) == table.total["days"]
    assert counted().total == table.total


def test_a_successor_takes_over_the_pairings_of_its_predecessor(counted, places):
    merge_meilie(places)
    table = counted(as_of=date(2021, 12, 31), **BEGINNING)
    assert row_of(table, "county", "三元区")["pairings"] == 1
    assert row_of(counted(), "county", "梅列区")["pairings"] == 1


def test_a_reader_counts_what_she_may_see(counted, cast, places):
    table = counted(user=cast.city, place=places.fuzhou)
    assert figures(table.total) == summed(date(2018, 1, 1), YEAR_END, "3501")
    with pytest.raises(ValidationError):
        counted(user=cast.county, place=places.fuzhou)
    county = counted(user=cast.county, place=places.own)
    assert figures(county.total) == summed(date(2018, 1, 1), YEAR_END, "350121")


def test_a_pairing_more_asks_nothing_more(counted, places):
    counted()  # what is remembered about places is remembered
    with CaptureQueriesContext(connection) as few:
        counted(lines="pairing")
    for _number in range(5):
        agency = make_agency(places.own)
        make_dispatch(make_pairing(agency), make_worker(places.own, agency))
    with CaptureQueriesContext(connection) as many:
        counted(lines="pairing")
    assert len(many) == len(few)


@pytest.mark.parametrize("wanted", sorted(RENDERERS))
@pytest.mark.parametrize("lines", ["place", "pairing"])
def test_every_format_holds_it_and_a_frozen_one_is_the_same(counted, wanted, lines):
    table = counted(lines=lines)
    again = thawed(table.as_dict(), example=table.example)
    assert again.sha256 == table.sha256
    files = [io.BytesIO(), io.BytesIO()]
    for one, file in zip((table, again), files, strict=True):
        RENDERERS[wanted](one, file)
    assert len(files[0].getvalue()) > 200
    assert wanted == "xlsx" or files[0].getvalue() == files[1].getvalue()


def test_the_form_offers_it_with_its_options(as_user, cast, plan):
    page = as_user(cast.province).get(reverse("report_run_create")).text
    assert 'value="partnerships"' in page
    assert 'name="lines"' in page

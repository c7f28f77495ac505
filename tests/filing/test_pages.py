"""The pages of filing: from the draft to the confirmed table with its three names, in each format."""

import io
import re

import pytest
from python_calamine import CalamineWorkbook

from projects.filing.actions import confirm_filing
from tests.filing.conftest import NAMES, handed_up, tabled

pytestmark = pytest.mark.django_db


def test_a_county_makes_reads_and_hands_up_its_table(at, cast, as_user):
    client = as_user(cast.county)
    address = at.minhou.get_absolute_url()
    page = client.get(address)
    assert page.context["may_make"]
    assert not page.context["may_hand_up"]
    tabled(at.minhou, cast.county)
    page = client.get(address)
    assert page.context["sheet"]
    assert page.context["form"]["maker"].value() == cast.county.name
    wrong = client.post(f"{address}submit/", {**NAMES, "head": ""})
    assert set(wrong.context["form"].errors) == {"head"}
    assert wrong.context["form"]["reviewer"].value() == NAMES["reviewer"]
    assert client.post(f"{address}submit/", NAMES).status_code == 302
    assert at.minhou.status == "submitted"


def test_the_names_stand_below_the_table_in_each_format(at, cast, as_user):
    filing = handed_up(at.minhou, cast.county, telephone="0591-22060000")
    client = as_user(cast.city)
    page = client.get(filing.get_absolute_url()).content.decode()
    book = b"".join(client.get(f"{filing.get_absolute_url()}file/xlsx/").streaming_content)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()
    cells = "\n".join(str(cell) for row in rows for cell in row)
    for name in (*NAMES.values(), "0591-22060000"):
        assert re.search(f"[:：]\\s*{name}", page), name
        assert re.search(f"[:：]\\s*{name}", cells), name


def test_a_city_is_shown_which_counties_are_missing_and_asked_why(at, cast, as_user):
    tabled(at.fuzhou, cast.city)
    client, address = as_user(cast.city), at.fuzhou.get_absolute_url()
    page = client.get(address)
    assert at.minhou in page.context["missing"]
    refused = client.post(f"{address}submit/", NAMES)
    assert set(refused.context["form"].errors) == {"reason"}
    client.post(f"{address}submit/", {**NAMES, "reason": "另行补报"})
    assert at.fuzhou.status == "submitted"


def test_the_province_sees_who_has_filed_and_who_is_late(at, cast, as_user, round_):
    filing = handed_up(at.minhou, cast.county)
    confirm_filing(filing_id=filing.pk, by=cast.city, seen=filing.sha256)
    page = as_user(cast.province).get(round_.get_absolute_url())
    lines = {city.name: (own, counties) for city, own, counties in page.context["lines"]}
    assert at.minhou in lines["福州市"][1]
    assert lines["平潭县"] == (at.pingtan, []) or lines[at.pingtan.place.name] == (at.pingtan, [])
    assert at.minhou not in page.context["late"]
    assert at.gulou in page.context["late"]
    assert page.context["done"] == 1
    mine = as_user(cast.county).get(round_.get_absolute_url())
    assert mine.context["filings"] == [filing]


def test_the_list_shows_ones_own_turn_first_and_finds_what_is_late(at, cast, as_user):
    filing = handed_up(at.minhou, cast.county)
    first = as_user(cast.city).get("/filing/").context["object_list"][:2]
    assert set(first) == {at.fuzhou, filing}
    late = as_user(cast.city).get("/filing/?status=late").context["object_list"]
    assert filing not in late
    assert at.gulou in late
    assert set(as_user(cast.county).get("/filing/?status=mine").context["object_list"]) == set()


def test_a_table_that_is_not_the_one_handed_up_is_told(at, cast, as_user):
    filing = handed_up(at.minhou, cast.county)
    client = as_user(cast.city)
    assert client.get(filing.get_absolute_url()).context["is_true"]
    run = type(filing.run).objects.filter(pk=filing.run_id)
    table = run.get().table
    table["total"]["projects"] += 1
    run.update(table=table)
    assert not client.get(filing.get_absolute_url()).context["is_true"]

"""The real divisions of Fujian: how many there were on which day, and what became of whom."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command

from projects.places.models import Place
from projects.places.outlines import outlines_on
from projects.places.timeline import reporting_lines, resolve_counties

END_2018, END_2020, END_2021, END_2023 = (date(year, 12, 31) for year in (2018, 2020, 2021, 2023))


def test_the_tree_of_fujian(fujian):
    """One test, so that the 20,457 places are loaded once."""
    counts_on_each_day()
    no_place_outlives_its_parent()
    counties_of_2021_have_their_predecessors()
    jinmen_is_listed_and_never_counted()
    villages_follow_their_names()
    pingtan_is_a_line_of_its_own()
    records_follow_their_county_through_time()
    every_county_has_an_outline()
    loading_again_changes_nothing()


def counts_on_each_day():
    expected = {END_2018: (18442, 85, 84), END_2020: (18442, 85, 84), END_2023: (18760, 84, 83)}
    for day, counts in expected.items():
        places = Place.objects.valid_on(day)
        counties = places.counties()
        assert (places.count(), counties.count(), counties.administered().count()) == counts, day
    counties = Place.objects.valid_on(END_2021).counties()
    assert (counties.count(), counties.administered().count()) == (84, 83)


def no_place_outlives_its_parent():
    for day in (END_2018, date(2021, 1, 1), END_2021, END_2023):
        orphans = Place.objects.valid_on(day).filter(parent__isnull=False)
        assert not orphans.exclude(parent__in=Place.objects.valid_on(day)).exists(), day


def counties_of_2021_have_their_predecessors():
    became = Place.objects.counties().filter(successor__isnull=False)
    assert dict(became.values_list("code", "successor__code")) == {
        "350402000000": "350404000000",
        "350403000000": "350404000000",
        "350427000000": "350405000000",
        "350625000000": "350605000000",
        "350681000000": "350604000000",
    }
    assert set(became.values_list("valid_to", flat=True)) == {date(2021, 1, 1)}
    assert Place.objects.get(code="350404000000").valid_from == date(2021, 1, 1)


def jinmen_is_listed_and_never_counted():
    left_out = Place.objects.filter(administered=False)
    assert [place.name for place in left_out] == ["金门县"]


def villages_follow_their_names():
    liedong = Place.objects.get(code="350402001000")
    assert (liedong.successor.name, liedong.successor.code[:6]) == (liedong.name, "350404")
    village = Place.objects.get(code="350402001001")
    assert village.successor.parent == liedong.successor
    assert village.successor.name == village.name
    renamed = Place.objects.get(code="350524101203")
    assert (renamed.name, renamed.former_name) == ("吾帮村委会", "吾邦村委会")
    assert renamed.valid_from < END_2018
    assert renamed.valid_to is None


def pingtan_is_a_line_of_its_own():
    lines = {line.name: line for line in reporting_lines(END_2018)}
    assert len(lines) == 10
    assert [county.name for county in lines["平潭综合实验区"].counties] == ["平潭县"]
    assert "平潭县" not in [county.name for county in lines["福州市"].counties]
    assert [line.code for line in reporting_lines(END_2018)][:2] == ["350100000000", "350128000000"]
    fuzhou = Place.objects.get(code="350100000000")
    below = Place.objects.below(fuzhou)
    assert below.filter(code="350102000000").exists()
    assert not below.filter(code__startswith="350128").exists()
    assert sum(len(line.counties) for line in reporting_lines(END_2021)) == 84


def records_follow_their_county_through_time():
    of_meilie = Place.objects.get(code="350402001001").successor.code
    of_sanyuan = Place.objects.get(code="350403001001").successor.code
    sanyuan, meilie, old_sanyuan = "350404000000", "350402000000", "350403000000"
    codes = ["350402001001", meilie, "350403001001", "350102001001", "350427000000", of_meilie]
    now = resolve_counties(codes, END_2021)
    assert now == dict(
        zip(
            codes,
            [sanyuan, sanyuan, sanyuan, "350102000000", "350405000000", sanyuan],
            strict=True,
        )
    )
    then = resolve_counties([of_meilie, of_sanyuan, "350405000000", meilie], END_2018)
    assert then == {
        of_meilie: meilie,
        of_sanyuan: old_sanyuan,
        "350405000000": "350427000000",
        meilie: meilie,
    }
    # Where nothing tells which of the two it was, it is the first: no record may be lost.
    assert resolve_counties([sanyuan], END_2018) == {sanyuan: meilie}
    assert resolve_counties(["990101001001"], END_2018) == {}


def every_county_has_an_outline():
    for day in (END_2018, END_2020, date(2021, 1, 1), END_2023):
        drawn = {county.code for county in outlines_on(day).counties}
        counties = Place.objects.valid_on(day).counties()
        assert drawn == set(counties.values_list("code", flat=True)), day


def loading_again_changes_nothing():
    before = list(Place.objects.order_by("pk").values())
    said = StringIO()
    call_command("load_places", stdout=said)
    assert "nothing to change" in said.getvalue()
    assert list(Place.objects.order_by("pk").values()) == before


@pytest.mark.parametrize("day", [END_2018, END_2021])
def test_outlines_have_ten_cities_and_their_borders(day):
    outlines = outlines_on(day)
    names = {city.name for city in outlines.cities}
    assert names == {
        *("福州", "厦门", "莆田", "三明", "泉州", "漳州", "南平", "龙岩", "宁德", "平潭")
    }
    width, height = (float(number) for number in outlines.view_box.split()[2:])
    assert all(0 < city.x < width and 0 < city.y < height for city in outlines.cities)
    assert outlines.borders.startswith("M")
    # Every point of a border is a point of some county's outline: nothing was invented.
    points = {
        point
        for c in outlines.counties
        for point in c.d.replace("Z", "").replace("M", "L").split("L")
    }
    border = set(outlines.borders.replace("M", "L").split("L"))
    assert border <= points

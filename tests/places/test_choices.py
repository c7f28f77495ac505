"""What forms and filters offer of places, and what a chosen place narrows to."""

from datetime import date

import pytest
from django import forms
from pytest_django.asserts import assertNumQueries

from projects.needs.models import Need
from projects.places.choices import (
    DivisionChoiceField,
    VillageChoiceField,
    VillagesChoiceField,
    divisions_for,
    place_choices,
    villages_for,
    within,
)
from projects.places.models import Place
from tests.factories import ALONE, make_need, merge_meilie


def offered(user) -> dict[str, list[str]]:
    return {group: [name for _, name in members] for group, members in place_choices(user)}


def test_everybody_is_offered_the_cities_and_counties_in_her_scope(cast):
    fuzhou = {"福州市": ["福州市", "鼓楼区", "闽侯县"]}
    assert offered(cast.city) == fuzhou
    assert offered(cast.county) == {"福州市": ["闽侯县"]}
    assert offered(cast.pingtan_city) == {ALONE: ["平潭县"]}
    everything = fuzhou | {ALONE: ["平潭县"], "三明市": ["三明市", "梅列区"]}
    assert offered(cast.province) == everything
    assert offered(cast.agency) == everything
    assert offered(cast.clerk) == {}
    assert offered(cast.sysadmin) == {}


def test_choices_are_remembered_for_each_scope_apart(cast):
    people = [cast.city, cast.county, cast.province]
    first = [place_choices(user) for user in people]
    with assertNumQueries(0):
        assert [place_choices(user) for user in people] == first


def test_a_county_that_ended_is_offered_no_more(cast, places):
    merge_meilie(places)
    assert offered(cast.province)["三明市"] == ["三明市", "三元区"]


def found(code: str) -> set[Need]:
    return set(within(Need.objects.all(), code, "place__code"))


def test_a_city_holds_its_counties_but_not_what_reports_on_its_own(places):
    here, alone = make_need(places.fulong), make_need(places.liushuicun)
    assert found(places.fuzhou.code) == {here}
    assert found(places.pingtan.code) == {alone}
    assert found(places.fujian.code) == {here, alone}
    assert found("999999000000") == set()


def test_a_county_holds_what_was_filed_under_its_predecessor(places):
    need = make_need(places.jiangbin)
    sanyuan = merge_meilie(places)
    assert found(sanyuan.code) == {need}
    assert found(places.meilie.code) == {need}
    with assertNumQueries(1):
        found(sanyuan.code)


class Chosen(forms.Form):
    county = DivisionChoiceField(empty_label="?")
    village = VillageChoiceField(empty_label="?")
    villages = VillagesChoiceField()


@pytest.fixture
def chosen(cast):
    def form(user, data=None) -> Chosen:
        made = Chosen(data)
        made.fields["county"].queryset = divisions_for(user, Place.Level.COUNTY)
        for name in ("village", "villages"):
            made.fields[name].queryset = villages_for(user)
        return made

    return form


def test_villages_are_grouped_by_township_in_one_query(cast, chosen):
    form = chosen(cast.county)
    with assertNumQueries(1):
        page = str(form["villages"])
    assert page.count("<details") == 2
    assert page.index("甘蔗街道") < page.index("福龙社区") < page.index("白沙镇")
    with assertNumQueries(1):
        select = str(form["village"])
    assert select.count("<optgroup") == 2


def test_a_township_with_ticked_villages_is_open_and_says_how_many(cast, places, chosen):
    page = str(chosen(cast.county, {"villages": [places.fulong.pk, places.qingqi.pk]})["villages"])
    assert page.count("<details open") == 1
    assert page.count("checked") == 2


def test_villages_out_of_scope_are_refused(cast, places, chosen):
    good = {"county": places.minhou.pk, "village": places.fulong.pk, "villages": [places.fulong.pk]}
    assert chosen(cast.county, good).is_valid()
    for name, place in (
        ("county", places.gulou),
        ("village", places.zhongshan),
        ("village", places.ganzhe),
    ):
        form = chosen(cast.county, good | {name: place.pk})
        assert set(form.errors) == {name}
    form = chosen(cast.county, good | {"villages": [places.fulong.pk, places.zhongshan.pk]})
    assert set(form.errors) == {"villages"}


def test_a_record_keeps_a_place_that_has_ended(cast, places):
    merge_meilie(places)
    kept = divisions_for(cast.province, Place.Level.COUNTY, kept=places.meilie.pk)
    assert places.meilie in kept
    assert places.meilie not in divisions_for(cast.province, Place.Level.COUNTY)


def test_a_place_knows_its_subtree_and_its_life(places):
    assert places.fujian.code_range == ("350000000000", "360000000000")
    assert places.fulong.code_range == ("350121001001", "350121001002")
    assert set(Place.objects.below(places.ganzhe)) == {
        places.ganzhe,
        places.fulong,
        places.qingqi,
    }
    sanyuan = merge_meilie(places)
    day = date(2021, 2, 1)
    assert (places.meilie.valid_on(day), sanyuan.valid_on(day)) == (False, True)
    before = date(2021, 1, 31)
    assert (places.meilie.valid_on(before), sanyuan.valid_on(before)) == (True, False)
    assert set(Place.objects.valid_on(before).counties()) == {
        *(places.minhou, places.gulou, places.pingtan, places.meilie)
    }


def test_the_last_code_below_a_parent_has_a_range_too(db):
    last = Place(code="350199000000", level="county")
    assert last.code_range == ("350199000000", "350200000000")

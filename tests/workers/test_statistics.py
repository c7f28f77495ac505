"""Published statistics: entered once a source, read with the totals of the province, corrected by rows."""

import uuid
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from projects.workers.actions import correct_statistic
from projects.workers.models import Statistic
from tests.factories import make_statistic, merge_meilie

LIST, NEW = reverse("statistic_list"), reverse("statistic_create")
YEAR_END = date(2018, 12, 31)


@pytest.fixture
def figure(places, cast) -> Statistic:
    """The residents of 福州 at the end of 2018."""
    return make_statistic(places.fuzhou, 7_740_000, created_by=cast.province)


def typed(place, **changes) -> dict:
    return {
        "place": place.pk,
        "measure": "population",
        "as_of": "2018-12-31",
        "value": "910000",
        "source": "统计年鉴2019",
        "published_on": "2019-09-01",
        "submission": str(uuid.uuid4()),
        **changes,
    }


def correcting(**changes) -> dict:
    typed = {"value": "7740001", "published_on": "2019-10-01", "reason": "年鉴勘误"}
    return typed | {"submission": str(uuid.uuid4())} | changes


def corrected(figure: Statistic, **fields) -> Statistic:
    row = Statistic(**{"value": 1, "published_on": date(2019, 10, 1), "reason": "勘误", **fields})
    return correct_statistic(correction=row, replaces_id=figure.pk)


def errors(answer) -> set[str]:
    assert answer.status_code == 200
    return set(answer.context["form"].errors)


def test_the_city_enters_a_figure_of_a_county_of_its_own(as_user, cast, places):
    answer = as_user(cast.city).post(NEW, typed(places.minhou), follow=True)
    made = Statistic.objects.get()
    assert answer.redirect_chain[-1][0] == made.get_absolute_url()
    assert (made.value, made.created_by) == (910_000, cast.city)
    assert errors(as_user(cast.city).post(NEW, typed(places.meilie))) == {"place"}


def test_a_double_click_enters_one_figure(as_user, cast, places):
    sent = typed(places.fujian)
    client = as_user(cast.province)
    assert client.post(NEW, sent).url == client.post(NEW, sent).url
    assert Statistic.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"value": ""}, "value"),
        ({"value": "-1"}, "value"),
        ({"value": "9" * 30}, "value"),
        ({"source": " "}, "source"),
        ({"as_of": "2099-12-31"}, "as_of"),
        ({"published_on": "2099-12-31"}, "published_on"),
        ({"published_on": "2018-12-30"}, "__all__"),
        ({"measure": "luck"}, "measure"),
    ],
)
def test_a_fault_is_named_and_nothing_is_saved(as_user, cast, places, changes, wrong):
    assert errors(as_user(cast.province).post(NEW, typed(places.fujian, **changes))) == {wrong}
    assert not Statistic.objects.exists()


def test_a_figure_is_of_a_place_that_existed_on_its_day(as_user, cast, places):
    sanyuan = merge_meilie(places)
    client = as_user(cast.province)
    assert errors(client.post(NEW, typed(sanyuan))) == {"place"}
    assert client.post(NEW, typed(places.meilie)).status_code == 302


def test_a_source_says_one_thing_of_a_day_and_another_source_may_say_another(
    as_user, cast, places, figure
):
    client = as_user(cast.province)
    assert errors(client.post(NEW, typed(places.fuzhou, source=figure.source))) == {"__all__"}
    assert client.post(NEW, typed(places.fuzhou)).status_code == 302
    assert Statistic.objects.current().count() == 2


def test_everybody_reads_the_area_and_the_totals_of_the_province(as_user, cast, places, figure):
    total = make_statistic(places.fujian, 39_410_000)
    own = make_statistic(places.minhou, 1)
    elsewhere = make_statistic(places.sanming, 2)

    def read(user) -> set:
        return set(as_user(user).get(LIST).context["object_list"])

    assert read(cast.province) == {total, figure, own, elsewhere}
    assert read(cast.city) == read(cast.auditor) | {figure} == {total, figure, own}
    assert read(cast.county) == {total, own}
    assert read(cast.sibling_county) == {total}


def test_a_correction_is_a_row_that_names_the_figure_and_the_figure_stays(as_user, cast, figure):
    page = reverse("statistic_correct", args=[figure.pk])
    answer = as_user(cast.city).post(page, correcting(), follow=True)
    row = Statistic.objects.get(replaces=figure)
    assert answer.redirect_chain[-1][0] == row.get_absolute_url()
    assert (row.value, row.place, row.as_of, row.source, row.created_by) == (
        7_740_001,
        figure.place,
        figure.as_of,
        figure.source,
        cast.city,
    )
    figure.refresh_from_db()
    assert figure.value == 7_740_000
    assert set(Statistic.objects.current()) == {row}
    before = as_user(cast.city).get(figure.get_absolute_url())
    assert [one.pk for one in before.context["chain"]] == [row.pk, figure.pk]
    assert "7,740,001" in before.text
    assert not before.context["may_correct"]


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"reason": ""}, "reason"),
        ({"value": ""}, "value"),
        ({"published_on": "2099-01-01"}, "published_on"),
        ({"published_on": "2018-12-30"}, "__all__"),
    ],
)
def test_a_correction_says_what_and_why(as_user, cast, figure, changes, wrong):
    page = reverse("statistic_correct", args=[figure.pk])
    assert errors(as_user(cast.province).post(page, correcting(**changes))) == {wrong}
    assert Statistic.objects.get() == figure


def test_a_figure_entered_by_mistake_is_withdrawn_and_counts_no_more(as_user, cast, figure):
    page = reverse("statistic_correct", args=[figure.pk])
    as_user(cast.province).post(page, correcting(withdrawn="on"))
    assert Statistic.objects.get(replaces=figure).is_withdrawn
    assert not Statistic.objects.latest_on(date(2020, 1, 1)).exists()


def test_a_figure_is_corrected_once_and_its_correction_again(as_user, cast, figure):
    first = corrected(figure)
    with pytest.raises(ValidationError, match="更正"):
        corrected(figure)
    client = as_user(cast.province)
    late = client.post(reverse("statistic_correct", args=[figure.pk]), correcting())
    assert errors(late) == {"__all__"}
    moved = client.get(reverse("statistic_correct", args=[figure.pk]))
    assert moved.url == first.get_absolute_url()
    second = corrected(first, value=2)
    assert set(Statistic.objects.current()) == {second}


def test_the_latest_day_counts_and_of_one_day_what_was_published_last(places, figure):
    make_statistic(places.fuzhou, 7_660_000, as_of=date(2017, 12, 31))
    census = make_statistic(
        places.fuzhou, 7_800_000, source="普查公报", published_on=date(2021, 5, 20)
    )
    assert Statistic.objects.latest_on(date(2018, 12, 30)).get().value == 7_660_000
    assert Statistic.objects.latest_on(YEAR_END).first() == census


def test_filters_narrow_the_list(as_user, cast, places, figure):
    agencies = make_statistic(places.fujian, 324, measure="agencies", as_of=date(2019, 3, 1))
    newer = corrected(figure)
    client = as_user(cast.province)

    def found(**query) -> set:
        return set(client.get(LIST, query).context["object_list"])

    assert found() == {agencies, newer}
    assert found(state="") == {agencies, newer, figure}
    assert found(state="replaced") == {figure}
    assert found(measure="agencies") == found(year="2019") == {agencies}
    assert found(place=places.fuzhou.code) == {newer}
    assert found(q="没有的来源") == set()

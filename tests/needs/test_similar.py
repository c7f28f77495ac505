"""Similar needs: found in the same community, ranked, and never from out of scope."""

import pytest
from django.urls import reverse

from projects.needs.models import Need
from projects.needs.similar import similar
from tests.factories import make_need


def titles(answer) -> list[str]:
    return [one.need.title for one in answer.context["similar"]]


@pytest.fixture
def ask(as_user):
    def ask(user, **typed):
        return as_user(user).get(reverse("need_similar"), typed)

    return ask


class TestScore:
    def test_the_most_alike_stands_first_and_strangers_are_left_out(self, places):
        same = make_need(places.fulong, title="留守儿童放学后无人照看")
        near = make_need(places.fulong, title="儿童放学后没有地方写作业", description="x")
        make_need(places.fulong, title="老年食堂饭菜太贵", description="老人吃不起。")
        found = similar(Need.objects.all(), title="留守儿童放学后无人看护")
        assert [one.need for one in found] == [same, near]
        assert found[0].score > found[1].score

    def test_the_description_says_it_where_the_title_does_not(self, places):
        need = make_need(places.fulong, title="希望增加活动", description="独居老人白天无人照看。")
        assert [one.need for one in similar(Need.objects.all(), title="独居老人无人照看")] == [need]

    @pytest.mark.parametrize("title", ["", "老人", "。。。。。", "xyzw"])
    def test_little_or_strange_text_finds_nothing(self, places, title):
        make_need(places.fulong)
        assert similar(Need.objects.all(), title=title) == []

    def test_merged_and_declined_ones_are_not_suggested(self, places):
        stays = make_need(places.fulong, title="独居老人缺少照料")
        make_need(places.fulong, title="独居老人缺少照料", status="merged", merged_into=stays)
        make_need(places.fulong, title="独居老人缺少照料", status="declined", decision_reason="x")
        assert [one.need for one in similar(Need.objects.all(), title=stays.title)] == [stays]


class TestSuggesting:
    def test_a_clerk_gets_those_of_her_community_whatever_place_she_names(self, ask, cast, places):
        make_need(places.fulong, title="独居老人缺少照料")
        make_need(places.qingqi, title="独居老人缺少照料服务")
        answer = ask(cast.clerk, title="独居老人缺少照料", place=places.qingqi.pk)
        assert titles(answer) == ["独居老人缺少照料"]

    def test_a_county_official_gets_those_of_the_community_she_chose(self, ask, cast, places):
        make_need(places.fulong, title="独居老人缺少照料")
        make_need(places.zhongshan, title="独居老人缺少照料")
        typed = {"title": "独居老人缺少照料"}
        assert titles(ask(cast.county, **typed, place=places.fulong.pk)) == ["独居老人缺少照料"]
        for place in ("", "x", places.zhongshan.pk, "9" * 30):
            assert titles(ask(cast.county, **typed, place=place)) == []

    def test_the_need_in_hand_is_not_similar_to_itself(self, ask, cast, places):
        need = make_need(places.fulong, title="独居老人缺少照料")
        assert titles(ask(cast.clerk, title=need.title, need=need.pk)) == []

    def test_a_page_offers_to_merge_only_where_that_is_possible(self, cast, as_user, places):
        need = make_need(places.fulong, title="独居老人缺少照料")
        twin = make_need(places.fulong, title="独居老人缺少照料服务")
        into = f"{reverse('need_merge', args=[need.pk])}?into={twin.pk}"
        assert into in as_user(cast.clerk).get(need.get_absolute_url()).content.decode()
        assert into not in as_user(cast.city).get(need.get_absolute_url()).content.decode()

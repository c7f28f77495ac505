"""Needs: who registers and reads them, and what a form refuses."""

import uuid
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from projects.needs.models import Need
from tests.factories import make_need, make_project


def need_data(**changes) -> dict:
    return {
        "submission": str(uuid.uuid4()),
        "title": "留守儿童放学后无人照看",
        "field": "children",
        "target_groups": "left_children",
        "source": "visit",
        "urgency": "normal",
        "people_affected": "46",
        "reported_on": "2018-03-12",
        "description": "走访发现多户家庭放学后无人照看孩子。",
        **changes,
    }


class TestRegistering:
    def test_a_clerk_registers_for_her_own_community_without_choosing_it(self, cast, as_user):
        page = as_user(cast.clerk).get(reverse("need_create"))
        assert "place" not in page.context["form"].fields
        assert cast.clerk.place.name in page.content.decode()

        answer = as_user(cast.clerk).post(reverse("need_create"), need_data())

        need = Need.objects.get()
        assert answer.url == need.get_absolute_url()
        assert need.place == cast.clerk.place
        assert need.created_by == cast.clerk
        assert need.is_open

    def test_a_clerk_cannot_write_for_another_community(self, cast, as_user, places):
        as_user(cast.clerk).post(reverse("need_create"), need_data(place=places.qingqi.pk))
        assert Need.objects.get().place == cast.clerk.place

    def test_a_county_official_chooses_among_the_villages_of_her_county(
        self, cast, as_user, places
    ):
        page = as_user(cast.county).get(reverse("need_create"))
        groups = dict(page.context["form"].fields["place"].choices)
        assert list(groups) == ["", "甘蔗街道", "白沙镇"]

        as_user(cast.county).post(reverse("need_create"), need_data(place=places.baishacun.pk))
        assert Need.objects.get().place == places.baishacun

    def test_a_village_of_another_county_is_refused_at_its_field(self, cast, as_user, places):
        answer = as_user(cast.county).post(
            reverse("need_create"), need_data(place=places.zhongshan.pk)
        )
        assert answer.context["form"].errors["place"] == ["请选择本县的村（社区）。"]
        assert not Need.objects.exists()

    @pytest.mark.parametrize(
        "who", ["province", "city", "agency", "evaluator", "auditor", "sysadmin"]
    )
    def test_nobody_else_registers_needs(self, cast, as_user, who):
        client = as_user(getattr(cast, who))
        assert client.get(reverse("need_create")).status_code == 403
        assert client.post(reverse("need_create"), need_data()).status_code == 403
        assert not Need.objects.exists()

    @pytest.mark.parametrize(
        ("field", "value", "message"),
        [
            ("people_affected", "0", "涉及人数至少为 1。"),
            ("people_affected", "-3", "涉及人数至少为 1。"),
            ("people_affected", "2.5", "请填写整数人数，例如 40。"),
            ("people_affected", "99999999999", "没有一个社区有这么多居民，请核对人数。"),
            ("people_affected", "", "请填写涉及多少居民。"),
            ("title", "", "请用一句话写明需要什么。"),
            ("field", "", "请选择服务领域。"),
            ("target_groups", [], "请选择需求涉及的人群。"),
            ("description", " ", "请用几句话描述需求。"),
            ("reported_on", "2018-02-30", "请填写日期，例如 2018-03-12。"),
        ],
    )
    def test_what_is_wrong_is_said_at_its_field_and_the_rest_is_kept(
        self, cast, as_user, field, value, message
    ):
        answer = as_user(cast.clerk).post(reverse("need_create"), need_data(**{field: value}))
        form = answer.context["form"]
        assert form.errors == {field: [message]}
        kept = "description" if field != "description" else "title"
        assert need_data()[kept] in answer.content.decode()
        assert not Need.objects.exists()

    def test_a_day_in_the_future_is_refused_and_today_is_not(self, cast, as_user):
        tomorrow = timezone.localdate() + timedelta(days=1)
        client = as_user(cast.clerk)
        answer = client.post(reverse("need_create"), need_data(reported_on=tomorrow.isoformat()))
        assert answer.context["form"].errors["reported_on"] == [
            "这一天在将来，请填写今天或更早的日期。"
        ]
        today = timezone.localdate().isoformat()
        client.post(reverse("need_create"), need_data(reported_on=today))
        assert Need.objects.get().reported_on == timezone.localdate()

    def test_the_same_form_sent_twice_makes_one_need(self, cast, as_user):
        client, data = as_user(cast.clerk), need_data()
        first = client.post(reverse("need_create"), data)
        second = client.post(reverse("need_create"), data)
        assert first.url == second.url
        assert Need.objects.count() == 1

    def test_somebody_elses_submission_key_opens_nothing(self, cast, as_user):
        data = need_data()
        as_user(cast.other_clerk).post(reverse("need_create"), data)
        theirs = Need.objects.get()
        answer = as_user(cast.clerk).post(reverse("need_create"), data)
        assert answer.status_code == 403
        assert theirs.get_absolute_url() not in answer.content.decode()
        assert Need.objects.count() == 1


class TestEditing:
    def test_a_clerk_changes_an_open_need_and_the_history_says_so(self, cast, as_user, places):
        need = make_need(places.fulong, people_affected=40)
        as_user(cast.clerk).post(
            reverse("need_edit", args=[need.pk]), need_data(version=need.version)
        )
        need.refresh_from_db()
        assert need.people_affected == 46
        assert need.version == 2

        edits = as_user(cast.clerk).get(need.get_absolute_url()).context["edits"]
        changes = {change.label: (change.before, change.after) for change in edits[0].changes}
        assert edits[0].by == cast.clerk
        assert changes["涉及人数"] == ("40", "46")
        assert changes["服务领域"] == ("老年人", "儿童与青少年")
        assert edits[1].is_first

    def test_an_adopted_need_is_no_longer_edited(self, cast, as_user, places):
        need = make_need(places.fulong, status="adopted")
        client = as_user(cast.clerk)
        assert (
            reverse("need_edit", args=[need.pk])
            not in client.get(need.get_absolute_url()).content.decode()
        )
        for answer in (
            client.get(reverse("need_edit", args=[need.pk])),
            client.post(reverse("need_edit", args=[need.pk]), need_data(version=need.version)),
        ):
            assert answer.url == need.get_absolute_url()
        page = client.get(need.get_absolute_url())
        assert "已有项目采纳这条需求，不能再修改" in page.content.decode()
        need.refresh_from_db()
        assert need.people_affected == 40

    def test_the_second_of_two_savers_sees_both_versions_and_may_keep_hers(
        self, cast, as_user, places
    ):
        need = make_need(places.fulong)
        address = reverse("need_edit", args=[need.pk])
        clerk, county = as_user(cast.clerk), as_user(cast.county)
        stale = clerk.get(address).context["form"]["version"].value()
        county.post(
            address,
            need_data(place=need.place_id, people_affected="50", version=stale),
        )

        mine = need_data(people_affected="46", version=stale)
        answer = clerk.post(address, mine)
        assert answer.status_code == 409
        assert ("涉及人数", "46", "50") in answer.context["form"].mine_and_theirs()
        need.refresh_from_db()
        assert need.people_affected == 50

        again = answer.context["form"]["version"].value()
        assert clerk.post(address, {**mine, "version": again}).status_code == 302
        need.refresh_from_db()
        assert need.people_affected == 46


class TestReading:
    def test_each_role_reads_the_needs_of_its_places(self, cast, places, plan, agency):
        own = make_need(places.fulong)
        village = make_need(places.qingqi)
        other = make_need(places.zhongshan)
        adopted = make_need(places.fulong, status="adopted")
        make_project(places.own, agency=agency, plan=plan, needs=(adopted,))

        def seen(user) -> set:
            return set(Need.objects.visible_to(user))

        assert seen(cast.clerk) == {own, adopted}
        assert seen(cast.county) == {own, village, adopted}
        assert seen(cast.city) == seen(cast.province) == {own, village, other, adopted}
        assert seen(cast.auditor) == seen(cast.county)
        assert seen(cast.agency) == {adopted}
        assert seen(cast.other_city) == seen(cast.sysadmin) == seen(cast.evaluator) == set()

    def test_a_need_out_of_scope_is_not_found(self, cast, as_user, places):
        need = make_need(places.fulong)
        for who in (cast.sibling_county, cast.other_clerk, cast.other_agency, cast.sysadmin):
            client = as_user(who)
            assert client.get(need.get_absolute_url()).status_code == 404
            assert client.get(reverse("need_edit", args=[need.pk])).status_code == 404

    def test_the_page_names_the_projects_that_adopted_it(self, cast, as_user, places, project):
        need = project.needs.get()
        page = as_user(cast.county).get(need.get_absolute_url()).content.decode()
        assert reverse("project", args=[project.pk]) in page
        assert f"{reverse('project_create')}?need={need.pk}" in page
        assert (
            reverse("project_create")
            not in as_user(cast.clerk).get(need.get_absolute_url()).content.decode()
        )

    def test_the_list_is_three_queries_whatever_its_length(
        self, cast, as_user, places, django_assert_num_queries
    ):
        for number in range(30):
            make_need(places.fulong, people_affected=number + 1)
        client = as_user(cast.city)
        query = {"place": places.minhou.code, "sort": "people"}
        client.get(reverse("need_list"), query)  # the places are remembered from now on
        with django_assert_num_queries(3):
            page = client.get(reverse("need_list"), query)
        assert [need.people_affected for need in page.context["object_list"]] == [*range(1, 21)]
        assert page.context["paginator"].count == 30

    def test_the_filters_narrow_the_list(self, cast, as_user, places):
        child = make_need(places.fulong, field="children", title="放学后无人照看")
        elder = make_need(places.zhongshan, target_groups=["residents"], status="adopted")
        client = as_user(cast.city)

        def found(**query) -> list:
            return list(client.get(reverse("need_list"), query).context["object_list"])

        assert found(q="放学") == found(field="children") == found(status="registered") == [child]
        assert found(place=places.gulou.code) == found(group="residents") == [elder]
        assert found(place=places.gulou.code, field="children") == []

    def test_whoever_has_one_county_gets_no_box_of_places(self, cast, as_user, places):
        need = make_need(places.fulong)
        for user, shown in ((cast.clerk, False), (cast.county, False), (cast.city, True)):
            page = as_user(user).get(reverse("need_list"))
            assert ('<select name="place"' in page.content.decode()) is shown
        narrowed = as_user(cast.county).get(reverse("need_list"), {"place": places.own.code})
        assert list(narrowed.context["object_list"]) == [need]

    def test_an_empty_list_says_what_to_do(self, cast, as_user):
        page = as_user(cast.clerk).get(reverse("need_list")).content.decode()
        assert reverse("need_create") in page
        assert "还没有登记需求" in page

    def test_only_a_county_official_ticks_needs_to_generate_a_project(self, cast, as_user, places):
        need = make_need(places.fulong)
        adopted = make_need(places.fulong, status="adopted")
        page = as_user(cast.county).get(reverse("need_list")).content.decode()
        assert f'name="need" value="{need.pk}" form="generate"' in page
        assert f'name="need" value="{adopted.pk}"' not in page
        cache.clear()
        assert 'name="need"' not in as_user(cast.city).get(reverse("need_list")).content.decode()

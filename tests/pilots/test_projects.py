"""Projects: generated from needs by the county, edited while a draft, listed with their sum."""

import uuid
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from projects.needs.models import Need
from projects.pilots.models import Project
from tests.factories import (
    list_agency,
    make_agency,
    make_allocation,
    make_budget,
    make_need,
    make_plan,
    make_project,
)


@pytest.fixture
def needs(places) -> list[Need]:
    return [
        make_need(places.fulong, people_affected=30),
        make_need(places.baishacun, people_affected=16),
    ]


@pytest.fixture
def fill(plan, agency, needs, places):
    """``fill(name="…")``: what the filled-in form of a project sends, with some of it changed."""

    def data(**changes) -> dict:
        return {
            "submission": str(uuid.uuid4()),
            "needs": [need.pk for need in needs],
            "plan": plan.pk,
            "name": "闽侯县银龄守望项目",
            "level": "county",
            "field": "elders",
            "setting": "rural",
            "sites": [places.fulong.pk, places.baishacun.pk],
            "starts": "2018-05-20",
            "ends": "2019-05-19",
            "agency": agency.pk,
            "target_people": "46",
            "target_services": "60",
            "goals": "独居老人白天有人照看。",
            **changes,
        }

    return data


def create_from(needs) -> str:
    return f"{reverse('project_create')}?{'&'.join(f'need={need.pk}' for need in needs)}"


class TestGenerating:
    def test_the_form_starts_from_what_the_needs_say(self, cast, as_user, needs, plan, places):
        form = as_user(cast.county).get(create_from(needs)).context["form"]
        assert form["field"].value() == "elders"
        assert form["target_people"].value() == 46
        assert form["setting"].value() == "rural"
        assert form["plan"].value() == plan.pk
        assert set(form["sites"].value()) == {places.fulong.pk, places.baishacun.pk}

    def test_needs_of_residents_committees_alone_make_an_urban_project(
        self, cast, as_user, needs, plan
    ):
        form = as_user(cast.county).get(create_from(needs[:1])).context["form"]
        assert form["setting"].value() == "urban"

    def test_needs_of_two_fields_leave_the_field_open(self, cast, as_user, places, needs, plan):
        child = make_need(places.fulong, field="children")
        form = as_user(cast.county).get(create_from([*needs, child])).context["form"]
        assert form["field"].value() is None

    def test_the_townships_of_the_needs_are_open_with_their_villages_ticked(
        self, cast, as_user, needs, plan
    ):
        page = as_user(cast.county).get(create_from(needs[:1])).content.decode()
        assert page.count("<details open>") == 1
        assert f'value="{needs[0].place_id}" id="id_sites_0_0" checked' in page

    def test_without_a_ticked_need_the_list_asks_for_one(self, cast, as_user):
        client = as_user(cast.county)
        answer = client.get(reverse("project_create"), follow=True)
        assert answer.redirect_chain[0][0] == f"{reverse('need_list')}?status=registered"
        assert "请勾选要生成项目的需求" in answer.content.decode()

    @pytest.mark.parametrize("strange", ["999999", "x", "-1", "9" * 40, "1.5"])
    def test_a_need_that_does_not_exist_is_not_found(self, cast, as_user, strange):
        client = as_user(cast.county)
        assert client.get(reverse("project_create"), {"need": strange}).status_code == 404

    def test_a_need_of_another_county_is_not_found(self, cast, as_user, needs, places, fill):
        theirs = make_need(places.zhongshan)
        client = as_user(cast.county)
        assert client.get(create_from([*needs, theirs])).status_code == 404
        answer = client.post(reverse("project_create"), fill(needs=[theirs.pk]))
        assert answer.status_code == 404
        assert not Project.objects.exists()

    def test_saving_makes_a_draft_of_the_county_and_adopts_the_needs(
        self, cast, as_user, needs, places, fill
    ):
        answer = as_user(cast.county).post(reverse("project_create"), fill())
        project = Project.objects.get()
        assert answer.url == project.get_absolute_url()
        assert (project.place, project.status) == (places.minhou, "draft")
        assert project.created_by == cast.county
        assert list(project.needs.order_by("pk")) == needs
        assert [site.place for site in project.sites.all()] == [places.fulong, places.baishacun]
        assert set(Need.objects.values_list("status", flat=True)) == {"adopted"}
        (move,) = project.moves.all()
        assert (move.name, move.from_status, move.to_status, move.by) == (
            "register",
            "",
            "draft",
            cast.county,
        )

    def test_the_adoption_is_in_the_history_of_the_need(self, cast, as_user, needs, fill):
        client = as_user(cast.county)
        client.post(reverse("project_create"), fill())
        newest = client.get(needs[0].get_absolute_url()).context["edits"][0]
        assert newest.by == cast.county
        assert [tuple(change) for change in newest.changes] == [("状态", "已登记", "已采纳")]

    def test_a_need_may_be_adopted_by_several_projects(self, cast, as_user, needs, fill):
        client = as_user(cast.county)
        client.post(reverse("project_create"), fill())
        client.post(reverse("project_create"), fill(name="另一个项目"))
        assert needs[0].projects.count() == 2

    def test_numbers_run_by_county_and_plan_year(self, cast, as_user, places, fill, agency):
        client = as_user(cast.county)
        for name in ("甲", "乙"):
            client.post(reverse("project_create"), fill(name=name))
        later = make_plan(places.fujian, year=2019, name="2019 年行动计划")
        client.post(reverse("project_create"), fill(name="丙", plan=later.pk))
        assert list(Project.objects.order_by("pk").values_list("number", flat=True)) == [
            "350121-2018-0001",
            "350121-2018-0002",
            "350121-2019-0001",
        ]

    def test_the_same_form_sent_twice_makes_one_project(self, cast, as_user, fill):
        client, data = as_user(cast.county), fill()
        first, second = (client.post(reverse("project_create"), data) for _ in range(2))
        assert first.url == second.url
        assert Project.objects.count() == 1

    @pytest.mark.parametrize(
        "who", ["province", "city", "clerk", "agency", "evaluator", "auditor", "sysadmin"]
    )
    def test_nobody_else_generates_projects(self, cast, as_user, needs, fill, who):
        client = as_user(getattr(cast, who))
        assert client.get(create_from(needs)).status_code == 403
        assert client.post(reverse("project_create"), fill()).status_code == 403
        assert not Project.objects.exists()


class TestRefusing:
    @pytest.mark.parametrize(
        ("field", "value", "message"),
        [
            ("name", "", "请填写项目名称。"),
            ("plan", "", "请选择项目所属的行动计划。"),
            ("level", "", "请选择试点级别。"),
            ("agency", "", "请选择承接项目的机构。"),
            ("agency", "99999", "今天不能选择这家机构，请另选一家。"),
            ("sites", [], "请至少勾选一个村（社区）。"),
            ("sites", ["99999"], "请选择本县的村（社区）。"),
            ("sites", ["x"], "请选择本县的村（社区）。"),
            ("ends", "2018-05-20", "计划结束须晚于计划开始。"),
            ("ends", "2018-01-01", "计划结束须晚于计划开始。"),
            ("ends", "", "请填写日期。"),
            ("starts", "2018-13-01", "请填写日期，例如 2018-03-12。"),
            ("target_people", "0", "计划服务人数至少为 1。"),
            ("target_people", "-5", "计划服务人数至少为 1。"),
            ("target_services", "0", "项目至少开展 1 次服务。"),
        ],
    )
    def test_what_is_wrong_is_said_at_its_field_and_the_rest_is_kept(
        self, cast, as_user, fill, needs, field, value, message
    ):
        answer = as_user(cast.county).post(reverse("project_create"), fill(**{field: value}))
        form = answer.context["form"]
        assert form.errors == {field: [message]}
        page = answer.content.decode()
        assert "独居老人白天有人照看。" in page
        assert all(f'name="needs" value="{need.pk}"' in page for need in needs)
        assert not Project.objects.exists()
        assert not Need.objects.filter(status="adopted").exists()

    def test_a_site_in_another_county_is_refused(self, cast, as_user, fill, places):
        answer = as_user(cast.county).post(
            reverse("project_create"), fill(sites=[places.zhongshan.pk])
        )
        assert answer.context["form"].errors["sites"] == ["请选择本县的村（社区）。"]

    def test_the_plan_of_another_province_is_not_offered(self, cast, as_user, fill, places):
        abroad = make_plan(places.sanming)
        answer = as_user(cast.county).post(reverse("project_create"), fill(plan=abroad.pk))
        assert "plan" in answer.context["form"].errors

    def test_an_agency_on_a_list_today_is_not_offered(self, cast, as_user, fill, needs, places):
        listed, cleared = make_agency(places.own), make_agency(places.own)
        list_agency(listed, date(2018, 1, 1))
        list_agency(cleared, date(2018, 1, 1), timezone.localdate())
        client = as_user(cast.county)
        groups = client.get(create_from(needs)).context["form"].fields["agency"].choices
        offered = {str(key) for _, group in groups if isinstance(group, list) for key, _ in group}
        assert str(cleared.pk) in offered
        assert str(listed.pk) not in offered
        answer = client.post(reverse("project_create"), fill(agency=listed.pk))
        assert answer.context["form"].errors["agency"] == ["今天不能选择这家机构，请另选一家。"]

    def test_the_agencies_of_the_own_county_stand_first(self, cast, as_user, needs):
        groups = as_user(cast.county).get(create_from(needs)).context["form"].fields["agency"]
        names = [name for name, _ in groups.choices]
        assert names == ["", "福州市 闽侯县", "福州市 鼓楼区", "三明市 梅列区"]

    def test_the_form_asks_a_fixed_number_of_questions(self, cast, as_user, needs, places, plan):
        client = as_user(cast.county)

        def asked() -> int:
            with CaptureQueriesContext(
                connection,
            ) as queries:
                client.get(create_from(needs))
            return len(queries)

        asked()  # the places are remembered from now on
        before = asked()
        for _ in range(30):
            make_agency(places.own)
        assert asked() == before <= 12


class TestEditing:
    @pytest.fixture
    def draft(self, cast, as_user, fill) -> Project:
        as_user(cast.county).post(reverse("project_create"), fill())
        return Project.objects.get()

    def test_a_draft_is_changed_with_its_sites_and_keeps_number_and_needs(
        self, cast, as_user, draft, fill, places, needs
    ):
        address = reverse("project_edit", args=[draft.pk])
        form = as_user(cast.county).get(address).context["form"]
        assert set(form["sites"].value()) == {places.fulong.pk, places.baishacun.pk}
        answer = as_user(cast.county).post(
            address,
            fill(name="改名", sites=[places.qingqi.pk, places.fulong.pk], version=draft.version),
        )
        assert answer.url == draft.get_absolute_url()
        number = draft.number
        draft.refresh_from_db()
        assert (draft.name, draft.number, draft.version) == ("改名", number, 2)
        assert [site.place for site in draft.sites.all()] == [places.fulong, places.qingqi]
        assert list(draft.needs.order_by("pk")) == needs

    @pytest.mark.parametrize(
        "status", [s for s in Project.Status.values if s not in ("draft", "returned")]
    )
    def test_what_was_handed_up_is_not_edited(
        self, cast, as_user, places, agency, plan, fill, status
    ):
        project = make_project(places.own, agency=agency, plan=plan, status=status)
        address = reverse("project_edit", args=[project.pk])
        client = as_user(cast.county)
        for answer in (client.get(address), client.post(address, fill(version=1))):
            assert answer.url == project.get_absolute_url()
        name = project.name
        project.refresh_from_db()
        assert project.name == name

    def test_a_returned_project_is_edited(self, cast, as_user, places, agency, plan):
        project = make_project(places.own, agency=agency, plan=plan, status="returned")
        address = reverse("project_edit", args=[project.pk])
        assert as_user(cast.county).get(address).status_code == 200

    @pytest.mark.parametrize("who", ["province", "city", "clerk", "agency", "evaluator", "auditor"])
    def test_nobody_else_edits(self, cast, as_user, draft, agency, who):
        user = getattr(cast, who)
        assert user.agency in (None, draft.agency)
        address = reverse("project_edit", args=[draft.pk])
        assert as_user(user).get(address).status_code == 403
        assert as_user(user).post(address, {}).status_code == 403

    def test_a_sibling_county_finds_nothing(self, cast, as_user, draft):
        address = reverse("project_edit", args=[draft.pk])
        assert as_user(cast.sibling_county).get(address).status_code == 404

    def test_the_second_of_two_savers_sees_both_versions_and_may_keep_hers(
        self, cast, as_user, draft, fill, places
    ):
        address, client = reverse("project_edit", args=[draft.pk]), as_user(cast.county)
        client.post(address, fill(version=1, name="先存的", sites=[places.qingqi.pk]))
        mine = fill(version=1, name="后存的")
        answer = client.post(address, mine)
        assert answer.status_code == 409
        both = answer.context["form"].mine_and_theirs()
        assert ("项目名称", "后存的", "先存的") in both
        assert ("实施地", "福龙社区、白沙村委会", "青岐村委会") in both
        draft.refresh_from_db()
        assert draft.name == "先存的"
        version = answer.context["form"]["version"].value()
        assert client.post(address, {**mine, "version": version}).status_code == 302
        draft.refresh_from_db()
        assert draft.name == "后存的"
        assert draft.sites.count() == 2

    def test_an_agency_listed_meanwhile_must_be_changed(self, cast, as_user, draft, fill):
        list_agency(draft.agency, timezone.localdate())
        address, client = reverse("project_edit", args=[draft.pk]), as_user(cast.county)
        assert "请另选一家" in client.get(address).content.decode()
        answer = client.post(address, fill(version=1))
        assert "agency" in answer.context["form"].errors


class TestListing:
    @pytest.fixture
    def several(self, places, plan, agency, cast) -> list[Project]:
        made = [
            make_project(places.own, agency=agency, plan=plan, status="running", name=f"银龄 {n}")
            for n in range(25)
        ]
        made.append(
            make_project(
                places.gulou,
                agency=cast.sibling_agency.agency,
                plan=make_plan(places.fujian),
                level="city",
                setting="urban",
                field="children",
                name="启航",
            )
        )
        make_allocation(make_budget(places.own, plan), made[0], "240000.00")
        make_allocation(make_budget(places.gulou, plan), made[-1], "5000.00")
        return made

    def test_the_list_is_three_queries_and_adds_up_what_is_found(
        self, cast, as_user, several, places, django_assert_num_queries
    ):
        client = as_user(cast.city)
        query = {"place": places.minhou.code, "sort": "-allocated"}
        client.get(reverse("project_list"), query)
        with django_assert_num_queries(3):
            page = client.get(reverse("project_list"), query)
        assert page.context["paginator"].sums == {"rows": 25, "allocated": Decimal("240000.00")}
        assert page.context["object_list"][0] == several[0]
        assert len(page.context["object_list"]) == 20
        assert "符合条件 25 项 · 下达合计 24.00 万元" in page.content.decode()
        assert page.context["object_list"][0].site_count == 1

    def test_the_filters_narrow_the_list(self, cast, as_user, several, places):
        client, other = as_user(cast.city), several[-1]

        def found(**query) -> int:
            return client.get(reverse("project_list"), query).context["paginator"].count

        assert found() == 26
        for query in (
            {"q": "启航"},
            {"q": other.number},
            {"place": places.gulou.code},
            {"level": "city"},
            {"status": "draft"},
            {"field": "children"},
            {"setting": "urban"},
            {"plan": other.plan_id},
        ):
            assert found(**query) == 1
        assert found(level="city", status="running") == 0

    def test_each_role_reads_its_own(self, cast, several, project, places, plan):
        def seen(user) -> int:
            return Project.objects.visible_to(user).count()

        assert seen(cast.county) == seen(cast.evaluator) == seen(cast.auditor) == 26
        assert seen(cast.city) == seen(cast.province) == 27
        assert seen(cast.agency) == 26
        assert seen(cast.clerk) == 26
        assert seen(cast.sibling_county) == seen(cast.sibling_agency) == 1
        assert seen(cast.other_county) == seen(cast.other_clerk) == seen(cast.sysadmin) == 0

    def test_a_clerk_reads_the_projects_sited_in_her_community_only(
        self, cast, places, plan, agency
    ):
        here = make_project(places.own, agency=agency, plan=plan, sites=(places.fulong,))
        make_project(places.own, agency=agency, plan=plan, sites=(places.qingqi,))
        assert list(Project.objects.visible_to(cast.clerk)) == [here]

    def test_an_empty_list_says_what_to_do(self, cast, as_user):
        page = as_user(cast.county).get(reverse("project_list")).content.decode()
        assert "还没有项目" in page
        assert f"{reverse('need_list')}?status=registered" in page

    def test_the_system_administrator_has_no_list(self, cast, as_user):
        assert as_user(cast.sysadmin).get(reverse("project_list")).status_code == 403

    def test_a_draft_of_yesterday_sorts_behind_todays(self, cast, as_user, several):
        old = several[3]
        yesterday = timezone.now() - timedelta(days=1)
        Project.objects.filter(pk=old.pk).update(updated_at=yesterday)
        page = as_user(cast.city).get(reverse("project_list"), {"sort": "updated"})
        assert page.context["object_list"][0] == old

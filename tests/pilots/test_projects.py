"""Generating a project from needs: what the form starts from, what saving does, what it refuses."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from projects.needs.models import Need
from projects.pilots.models import Project
from tests.factories import (
    list_agency,
    make_agency,
    make_need,
    make_plan,
)


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
        assert answer.redirect_chain[0][0] == f"{reverse('need_list')}?status=open"
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
            ("target_services", "", "请填写计划开展多少次服务。"),
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


@pytest.mark.parametrize(
    ("field", "constraint"),
    [
        ("target_people", "project_serves_somebody"),
        ("target_services", "project_delivers_something"),
    ],
)
def test_the_database_refuses_a_project_without_targets(project, field, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Project.objects.update(**{field: 0})


@pytest.mark.parametrize(("field", "day"), [("starts", "1918-05-20"), ("ends", "2201-05-19")])
def test_a_day_that_is_not_of_our_time_is_refused_at_its_field(cast, as_user, fill, field, day):
    answer = as_user(cast.county).post(reverse("project_create"), fill(**{field: day}))
    assert answer.context["form"].errors == {field: ["请填写 2000 年至 2100 年之间的日期。"]}
